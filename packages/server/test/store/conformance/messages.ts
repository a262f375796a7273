import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MESSAGE_VERDICTS, type MessageVerdict } from "../../../src/model/message.ts";
import { type OpenStore, on, type Subject, seqs } from "./subject.ts";

interface Kept {
  seq: bigint;
  sourceNo: number;
  verdict: MessageVerdict;
}

/** Messages of two sources, of each verdict in turn. */
async function keepSome(it: Subject, count: number): Promise<Kept[]> {
  const node = await it.join();
  const kept: Kept[] = [];
  for (let index = 0; index < count; index += 1) {
    const verdict = MESSAGE_VERDICTS[index % 4]!;
    const message = it.message({ sourceNo: 1 + (index % 3 === 0 ? 1 : 0), verdict });
    // What comes twice is a duplicate.
    const ids = verdict === "duplicate" ? ["known"] : verdict === "accepted" ? [`e${index}`] : [];
    const known = it.message({ sourceNo: 9 });
    if (index === 0)
      await it.receive(
        node,
        known,
        [1, 2].map((no) => it.told({ ...known, sourceNo: no }, "known")),
      );
    await it.receive(
      node,
      message,
      ids.map((id) => it.told(message, id)),
    );
    kept.push({ seq: message.seq, sourceNo: message.sourceNo, verdict });
    it.now += 1;
  }
  return kept;
}

async function walk(it: Subject, sourceNo: number, verdict: MessageVerdict | null, limit: number, from = 0n) {
  const found: bigint[] = [];
  for (let before: bigint | null = null; ; ) {
    const page = await it.store.listMessages({ sourceNo, verdict, before, from, limit });
    found.push(...seqs(page.rows));
    before = page.next;
    if (before === null) return found;
  }
}

async function walkToReplay(it: Subject, sourceNo: number, from: bigint, to: bigint, limit: number) {
  const found: bigint[] = [];
  for (let at: bigint | null = from; at !== null; ) {
    const { seqs: page, next } = await it.store.messagesToReplay(sourceNo, at, to, limit);
    found.push(...page);
    at = next;
  }
  return found;
}

export function messages(open: OpenStore): void {
  describe("lists of messages", () => {
    test(
      "have those of a source, newest first, by verdict and time",
      on(open, async (it) => {
        const kept = await keepSome(it, 40);
        const middle = kept[20]!.seq;
        for (const sourceNo of [1, 2]) {
          const own = kept.filter((message) => message.sourceNo === sourceNo).reverse();
          for (const limit of [1, 3, 100]) assert.deepEqual(await walk(it, sourceNo, null, limit), seqs(own));
          for (const verdict of MESSAGE_VERDICTS) {
            const expected = own.filter((message) => message.verdict === verdict);
            for (const limit of [1, 3, 100]) assert.deepEqual(await walk(it, sourceNo, verdict, limit), seqs(expected));
            const late = expected.filter(({ seq }) => seq >= middle);
            assert.deepEqual(await walk(it, sourceNo, verdict, 2, middle), seqs(late));
          }
        }
        assert.deepEqual(await walk(it, 3, null, 10), []);
      }),
    );

    test(
      "tell all of a message but its headers and its body, whose size they tell",
      on(open, async (it) => {
        const message = it.message({ body: Buffer.alloc(10_000, "x"), query: "a=b" });
        const event = it.told(message, "e1");
        await it.receive(await it.join(), message, [event]);
        const query = { sourceNo: 1, verdict: null, before: null, from: 0n, limit: 10 };
        const { body: _, headers: __, ...rest } = message;
        const [listed] = (await it.store.listMessages(query)).rows;
        assert.deepEqual(listed, { ...rest, made: [event.seq], repeated: [], bodyBytes: 10_000 });
      }),
    );

    test(
      "look at so many rows for accepted ones among others, then answer short with a cursor that goes on",
      on(open, async (it) => {
        const node = await it.join();
        const rare = it.message();
        await it.receive(node, rare, []);
        for (let batch = 0; batch < 42; batch += 1) {
          const ignored = Array.from({ length: 500 }, () => it.message({ verdict: "ignored", body: new Uint8Array() }));
          await it.store.commit(ignored.map((message) => it.receiveEntry(node, message, [])));
        }
        const query = { sourceNo: 1, verdict: "accepted", before: null, from: 0n, limit: 10 } as const;
        const first = await it.store.listMessages(query);
        assert.deepEqual(first.rows, []);
        assert.ok(first.next !== null);
        assert.deepEqual(await walk(it, 1, "accepted", 10), [rare.seq]);
      }),
    );

    test(
      "of what can be replayed leave out replays and what was rejected, but not what was genuine and could not be read; oldest first",
      on(open, async (it) => {
        const kept = await keepSome(it, 24);
        const unread = { verdict: "rejected", reason: "unparsable" } as const;
        const [whole, cut] = [it.message(unread), it.message({ ...unread, isBodyCut: true })];
        for (const message of [whole, cut]) await it.receive(await it.join(), message, []);
        const read = kept.filter(({ sourceNo, verdict }) => sourceNo === 1 && verdict !== "rejected");
        const own = [...read, whole];
        const replay = it.message({ origin: "replay", replayOf: own[0]!.seq });
        await it.receive(await it.join(), replay, []);
        assert.equal((await it.store.readMessage(replay.seq))!.replayOf, own[0]!.seq);
        const end = it.take();
        for (const limit of [1, 2, 100]) assert.deepEqual(await walkToReplay(it, 1, 0n, end, limit), seqs(own));
        const [from, to] = [own[2]!.seq, own[5]!.seq];
        assert.deepEqual(await walkToReplay(it, 1, from, to, 2), seqs(own.slice(2, 5)));
        assert.deepEqual(await walkToReplay(it, 3, 0n, end, 2), []);
      }),
    );
  });
}
