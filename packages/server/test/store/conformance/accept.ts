import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ID_STEP } from "../../../src/model/ids.ts";
import { type OpenStore, on } from "./subject.ts";

type Seq = { webhookNo: number; seq: bigint };

export function accepting(open: OpenStore): void {
  describe("accepting", () => {
    test(
      "keeps an event with all that was said of it, and what it owes",
      on(open, async (it) => {
        const node = await it.join();
        const event = it.event({
          type: "user.created",
          orderingKey: "k",
          externalId: "x-1",
          occurredAt: 17,
          payload: '{"name":"Zoë 🦊"}',
          targets: [it.target(4), it.target(9, { rev: 3, due: it.now + 60_000 })],
        });
        assert.deepEqual(await it.accept(node, event), { kind: "accepted", tickets: [[null, null]] });
        const { targets, ...rest } = event;
        assert.deepEqual(await it.store.readEvent(1, event.seq), { ...rest, version: 0, targets: [4, 9] });
        assert.equal(await it.store.readEvent(2, event.seq), null, "another site does not see it");
        const [first, second] = await it.store.deliveriesOf(event.seq);
        assert.deepEqual([first!.seq, first!.webhookNo, first!.due], [event.seq + ID_STEP, 4, it.now]);
        assert.deepEqual([second!.seq, second!.rev, second!.due], [event.seq + 2n * ID_STEP, 3, it.now + 60_000]);
      }),
    );

    test(
      "keeps an event that nobody is subscribed to",
      on(open, async (it) => {
        const event = it.event();
        assert.deepEqual(await it.accept(await it.join(), event), { kind: "accepted", tickets: [[]] });
        assert.deepEqual((await it.store.readEvent(1, event.seq))?.targets, []);
        assert.deepEqual(await it.store.deliveriesOf(event.seq), []);
      }),
    );

    test(
      "gives each entry of a batch its own result: a bad one costs nobody else's",
      on(open, async (it) => {
        const node = await it.join();
        const known = it.event();
        await it.accept(node, known);
        const before = it.event({ type: "new.before", targets: [it.target(1, { laneKey: 5n })] });
        const twin = it.event({ seq: known.seq, type: "new.twin", targets: [it.target(1, { laneKey: 5n })] });
        const unfit = it.event({ seq: 1n << 63n, targets: [it.target(1, { laneKey: 5n })] });
        const after = it.event({ type: "new.twin", targets: [it.target(1, { laneKey: 5n })] });
        const results = await it.store.commit(
          [before, twin, unfit, after].map((event) => it.acceptEntry(node, [event])),
        );
        assert.deepEqual(
          results.map((result) => result.kind),
          ["accepted", "refused", "refused", "accepted"],
        );
        assert.equal((await it.store.readEvent(null, before.seq))?.type, "new.before");
        assert.equal((await it.store.readEvent(null, known.seq))?.type, known.type, "the first one stands");
        assert.equal((await it.store.readEvent(null, after.seq))?.type, "new.twin");
        const lane = await it.claimLane(node, 1, 5n);
        assert.ok(lane.kind === "claimed" && lane.deliveries.length === 2);
        const [first, second] = lane.deliveries;
        assert.equal(second!.laneSeq, first!.laneSeq! + 1, "what was refused took no place");
      }),
    );

    test(
      "costs settlements nothing that share a batch with a bad event",
      on(open, async (it) => {
        const node = await it.join();
        const owed = [];
        for (let n = 0; n < 2; n += 1) owed.push(await it.owe(node, it.target(1, { isClaimed: true })));
        const [ending, goingOn] = owed.map((seq) => ({ webhookNo: 1, seq })) as [Seq, Seq];
        const twin = it.event({ seq: ending.seq - ID_STEP });
        const again = { outcome: { kind: "retry", due: it.now + 5 } } as const;
        const results = await it.store.commit([
          it.settleEntry(node, ending, { attempt: it.attempt(ending.seq) }),
          it.settleEntry(node, goingOn, { ...again, attempt: it.attempt(goingOn.seq) }),
          it.acceptEntry(node, [twin]),
          it.acceptEntry(node, [it.event()]),
        ]);
        const kinds = results.map(({ kind }) => kind);
        assert.deepEqual(kinds, ["settled", "settled", "refused", "accepted"]);
        assert.equal((await it.store.readDelivery(ending.seq))!.status, "success");
        assert.equal((await it.store.readDelivery(goingOn.seq))!.due, it.now + 5);
      }),
    );

    test(
      "keeps all events of an entry or none",
      on(open, async (it) => {
        const node = await it.join();
        const good = it.event({ targets: [it.target(1)] });
        const twin = it.event({ seq: good.seq });
        const [result] = await it.store.commit([it.acceptEntry(node, [good, twin])]);
        assert.equal(result!.kind, "refused");
        assert.equal(await it.store.readEvent(null, good.seq), null);
        assert.deepEqual((await it.claim(node, 1)).deliveries, []);
      }),
    );

    test(
      "refuses what was matched with a catalogue that has moved",
      on(open, async (it) => {
        const node = await it.join();
        await it.createWebhook();
        const event = it.event();
        assert.deepEqual(await it.commit(it.acceptEntry(node, [event], { version: 0 })), { kind: "stale" });
        assert.equal(await it.store.readEvent(null, event.seq), null);
        assert.equal((await it.accept(node, event)).kind, "accepted");
        assert.equal((await it.store.readEvent(null, event.seq))?.version, it.version);
      }),
    );

    test(
      "gives an external_id to one event of a site",
      on(open, async (it) => {
        const node = await it.join();
        const first = it.event({ externalId: "x" });
        const taken = { kind: "external_id_taken", externalId: "x", eventSeq: first.seq };
        const inBatch = [first, it.event({ externalId: "x" })].map((event) => it.acceptEntry(node, [event]));
        const [kept, refused] = await it.store.commit(inBatch);
        assert.equal(kept!.kind, "accepted");
        assert.deepEqual(refused, taken, "also within a batch");
        const other = it.event();
        assert.deepEqual(await it.accept(node, other, it.event({ externalId: "x" })), taken);
        assert.equal(await it.store.readEvent(null, other.seq), null, "and nothing of its entry is kept");
        const twins = [it.event({ externalId: "y" }), it.event({ externalId: "y" })] as const;
        assert.deepEqual(await it.accept(node, ...twins), {
          kind: "external_id_taken",
          externalId: "y",
          eventSeq: twins[0].seq,
        });
        const elsewhere = [it.event({ externalId: "x", siteNo: 2 }), it.event({ externalId: "x", siteNo: 3 })];
        assert.equal((await it.accept(node, ...elsewhere)).kind, "accepted", "sites do not see each other");
      }),
    );

    test(
      "is still there after a crash",
      on(open, async (it) => {
        const node = await it.join();
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        await it.crash();
        assert.equal((await it.store.readDelivery(seq))?.status, null);
      }),
    );
  });
}
