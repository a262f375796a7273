import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ID_STEP } from "../../../src/model/ids.ts";
import { REJECTED_KEPT } from "../../../src/model/message.ts";
import { type NewMessage, type OpenStore, on, type Subject, seqs } from "./subject.ts";

const accepted = { kind: "accepted", carried: [], tickets: [] };

/** What a message may be, with everything set. */
function whole(it: Subject): NewMessage {
  return it.message({
    sourceNo: 3,
    method: "GET",
    query: "a=1&b=%F0%9F%A6%8A",
    headers: [
      ["x-signature", "abc"],
      ["accept", "a"],
      ["accept", "b \u0000 🦊"],
    ],
    body: Uint8Array.from({ length: 256 }, (_, byte) => byte),
    detail: "It is what it is.",
  });
}

export function receiving(open: OpenStore): void {
  describe("receiving", () => {
    test(
      "keeps a message with its events, and what they owe",
      on(open, async (it) => {
        const node = await it.join();
        const message = whole(it);
        const targets = [it.target(4), it.target(9, { laneKey: 7n })];
        const [one, two] = [it.told(message, "e1", { targets }), it.told(message, "e2")];
        const result = await it.receive(node, message, [one, two]);
        const ticket = { laneSeq: it.now, isOwned: true, isHead: true };
        assert.deepEqual(result, {
          kind: "received",
          fates: [{ ...accepted, tickets: [null, ticket] }, accepted],
        });
        await it.crash();
        const { body, ...rest } = (await it.store.readMessage(message.seq))!;
        const { body: sent, ...expected } = message;
        assert.deepEqual(rest, { ...expected, made: [one.seq, two.seq], repeated: [] });
        assert.deepEqual([...body], [...sent]);
        const kept = await it.store.readEvent(1, one.seq);
        assert.deepEqual([kept!.messageSeq, kept!.externalId, kept!.targets], [message.seq, "src_3:e1", [4, 9]]);
        const [listed] = (await it.store.listEvents(LIST)).rows;
        assert.deepEqual([listed!.seq, listed!.messageSeq], [two.seq, message.seq]);
        const { deliveries } = await it.claim(await it.join(), 4);
        assert.deepEqual(
          deliveries.map(({ event }) => [event.seq, event.messageSeq]),
          [[one.seq, message.seq]],
        );
      }),
    );

    test(
      "keeps a message of nothing, as it was judged",
      on(open, async (it) => {
        const node = await it.join();
        const empty = it.message({ verdict: "ignored", reason: "unknown_event", body: new Uint8Array(), headers: [] });
        const cut = { body: Buffer.from("{"), isBodyCut: true, remoteAddress: null, detail: "a \u2028 b" };
        const forged = it.message({ verdict: "rejected", reason: "signature_mismatch", ...cut });
        for (const message of [empty, forged]) {
          assert.deepEqual(await it.receive(node, message, []), { kind: "received", fates: [] });
          const { body, ...rest } = (await it.store.readMessage(message.seq))!;
          const { body: sent, ...expected } = message;
          assert.deepEqual(rest, { ...expected, made: [], repeated: [] });
          assert.deepEqual([...body], [...sent]);
        }
        assert.equal(await it.store.readMessage(it.take()), null);
      }),
    );

    test(
      "gives one event for what is told of twice, and says which",
      on(open, async (it) => {
        const node = await it.join();
        const [first, again, more] = [it.message(), it.message(), it.message()];
        const event = it.told(first, "e1", { targets: [it.target(1)] });
        await it.receive(node, first, [event]);
        const twin = it.told(again, "e1", { targets: [it.target(1)] });
        const duplicate = { kind: "duplicate", eventSeq: event.seq };
        assert.deepEqual(await it.receive(node, again, [twin]), { kind: "received", fates: [duplicate] });
        const kept = await it.store.readMessage(again.seq);
        assert.deepEqual([kept!.verdict, kept!.made, kept!.repeated], ["duplicate", [], [event.seq]]);

        const [old, fresh] = [it.told(more, "e1"), it.told(more, "e2", { targets: [it.target(1)] })];
        const result = await it.receive(node, more, [old, fresh]);
        assert.deepEqual(result, { kind: "received", fates: [duplicate, { ...accepted, tickets: [null] }] });
        const part = await it.store.readMessage(more.seq);
        assert.deepEqual([part!.verdict, part!.made, part!.repeated], ["accepted", [fresh.seq], [event.seq]]);
        assert.deepEqual(seqs((await it.claim(node, 1)).deliveries), [event.seq + ID_STEP, fresh.seq + ID_STEP]);
      }),
    );

    test(
      "gives one event for twins in one batch, and in one message",
      on(open, async (it) => {
        const node = await it.join();
        const [first, second] = [it.message(), it.message()];
        const own = [it.told(first, "e1"), it.told(first, "e1"), it.told(first, "e2")];
        const others = [it.told(second, "e2"), it.told(second, "e3"), it.told(second, "e2")];
        const [one, two] = await it.store.commit([
          it.receiveEntry(node, first, own),
          it.receiveEntry(node, second, others),
        ]);
        const duplicateOf = (event: { seq: bigint }) => ({ kind: "duplicate", eventSeq: event.seq });
        assert.deepEqual(one, { kind: "received", fates: [accepted, duplicateOf(own[0]!), accepted] });
        assert.deepEqual(two, {
          kind: "received",
          fates: [duplicateOf(own[2]!), accepted, duplicateOf(own[2]!)],
        });
        const [kept, alsoKept] = [await it.store.readMessage(first.seq), await it.store.readMessage(second.seq)];
        assert.deepEqual([kept!.made, kept!.repeated], [[own[0]!.seq, own[2]!.seq], []]);
        assert.deepEqual([alsoKept!.made, alsoKept!.repeated], [[others[1]!.seq], [own[2]!.seq]]);
      }),
    );

    test(
      "owes once what is carried with a message, with the first of its events that is new",
      on(open, async (it) => {
        const node = await it.join();
        const [first, second, third] = [it.message(), it.message(), it.message()];
        const known = it.told(first, "e1", { seq: it.take(9) });
        await it.receive(node, first, [known]);
        const carried = [
          { target: it.target(7), among: [0, 1, 2] },
          { target: it.target(8, { laneKey: 5n }), among: [0, 2] },
          { target: it.target(9), among: [0] },
        ];
        const withRoom = (id: string) => it.told(second, id, { seq: it.take(9), targets: [it.target(1)] });
        const events = [withRoom("e1"), withRoom("e2"), withRoom("e3")];
        const result = await it.receive(node, second, events, { carried });
        const ticket = { laneSeq: it.now, isOwned: true, isHead: true };
        assert.deepEqual(result, {
          kind: "received",
          fates: [
            { kind: "duplicate", eventSeq: known.seq },
            { kind: "accepted", carried: [0], tickets: [null, null] },
            { kind: "accepted", carried: [1], tickets: [null, ticket] },
          ],
        });
        assert.deepEqual((await it.store.readEvent(1, events[1]!.seq))!.targets, [1, 7]);
        assert.deepEqual((await it.store.readEvent(1, events[2]!.seq))!.targets, [1, 8]);
        assert.deepEqual(seqs((await it.claim(node, 7)).deliveries), [events[1]!.seq + 2n * ID_STEP]);
        assert.deepEqual((await it.claim(node, 9)).deliveries, []);
        const again = [it.told(third, "e2", { seq: it.take(9) })];
        const once = await it.receive(node, third, again, { carried: [{ target: it.target(7), among: [0] }] });
        assert.deepEqual(once, { kind: "received", fates: [{ kind: "duplicate", eventSeq: events[1]!.seq }] });
        assert.deepEqual((await it.claim(node, 7)).deliveries, []);
      }),
    );

    test(
      "gives places in a lane in the order of the entries, whatever they are",
      on(open, async (it) => {
        const node = await it.join();
        const inLane = { targets: [it.target(1, { laneKey: 5n })] };
        const [first, third] = [it.message(), it.message()];
        const events = [it.told(first, "e1", inLane), it.event(inLane), it.told(third, "e3", inLane)];
        await it.store.commit([
          it.receiveEntry(node, first, [events[0]!]),
          it.acceptEntry(node, [events[1]!]),
          it.receiveEntry(node, third, [events[2]!]),
        ]);
        const lane = await it.claimLane(node, 1, 5n);
        assert.ok(lane.kind === "claimed");
        assert.deepEqual(
          seqs(lane.deliveries),
          events.map(({ seq }) => seq + ID_STEP),
        );
      }),
    );

    test(
      "refuses events that were matched with a catalogue that has moved, and keeps nothing of their message",
      on(open, async (it) => {
        const node = await it.join();
        await it.createWebhook();
        const message = it.message();
        const old = { version: it.version - 1 };
        assert.deepEqual(await it.receive(node, message, [it.told(message, "e1")], old), { kind: "stale" });
        assert.equal(await it.store.readMessage(message.seq), null);
        const fates = (await it.receive(node, message, [it.told(message, "e1")])) as { fates: unknown };
        assert.deepEqual(fates.fates, [accepted], "its external id is free");
        const forged = it.message({ verdict: "rejected" });
        assert.equal((await it.receive(node, forged, [], old)).kind, "received");
      }),
    );

    test(
      "gives each entry of a batch its own result: a bad one costs nobody else's",
      on(open, async (it) => {
        const node = await it.join();
        const [before, known, unfit, after] = [it.message(), it.message(), it.message(), it.message()];
        await it.receive(node, known, []);
        const target = { targets: [it.target(1)] };
        const entries = [
          it.receiveEntry(node, before, [it.told(before, "e1", target)]),
          it.receiveEntry(node, known, [it.told(known, "e2", target)]),
          it.receiveEntry(node, { ...unfit, seq: 1n << 63n }, [it.told(unfit, "e2", target)]),
          it.receiveEntry(node, after, [it.told(after, "e2", target)]),
          it.acceptEntry(node, [it.event()]),
        ];
        const kinds = (await it.store.commit(entries)).map(({ kind }) => kind);
        assert.deepEqual(kinds, ["received", "refused", "refused", "received", "accepted"]);
        assert.equal((await it.store.readMessage(known.seq))!.made.length, 0, "the first one stands");
        assert.equal((await it.store.readMessage(after.seq))!.verdict, "accepted", "e2 was taken by nobody");
        assert.equal((await it.claim(node, 1)).deliveries.length, 2);
      }),
    );

    test(
      "keeps the external ids of sites apart, and those that callers give",
      on(open, async (it) => {
        const node = await it.join();
        const [one, other] = [it.message(), it.message()];
        await it.receive(node, one, [it.told(one, "e1")]);
        const elsewhere = await it.receive(node, other, [it.told(other, "e1", { siteNo: 2 })]);
        assert.deepEqual(elsewhere, { kind: "received", fates: [accepted] });
        const given = await it.accept(node, it.event({ externalId: "src_1:e1" }));
        assert.equal(given.kind, "external_id_taken");
      }),
    );

    test(
      "keeps the newest rejected messages of each source, and every other one",
      on(open, async (it) => {
        const node = await it.join();
        const first = it.message();
        await it.receive(node, first, []);
        const rejected = (sourceNo: number) => it.message({ sourceNo, verdict: "rejected", body: new Uint8Array() });
        const other = rejected(2);
        const own = Array.from({ length: REJECTED_KEPT + 30 }, () => rejected(1));
        for (let at = 0; at < own.length; at += 200) {
          const entries = own.slice(at, at + 200).map((message) => it.receiveEntry(node, message, []));
          await it.store.commit(entries);
        }
        await it.receive(node, other, []);
        const kept: bigint[] = [];
        for (let before: bigint | null = null; ; ) {
          const query = { sourceNo: 1, verdict: "rejected", before, from: 0n, limit: 300 } as const;
          const page = await it.store.listMessages(query);
          kept.push(...seqs(page.rows));
          before = page.next;
          if (before === null) break;
        }
        assert.deepEqual(kept, seqs(own).slice(30).reverse());
        assert.ok(await it.store.readMessage(first.seq));
        assert.ok(await it.store.readMessage(other.seq));
      }),
    );
  });
}

const LIST = { siteNo: 1, type: null, externalId: null, before: null, from: 0n, limit: 1 };
