import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type LaneTicket, NOBODY } from "../../../src/store/journal-entry.ts";
import { DAY, type OpenStore, on, type Subject, seqs, TTL } from "./subject.ts";

const LANE = 77n;

type Node = Awaited<ReturnType<Subject["join"]>>;

async function join(it: Subject, node: Node, laneKey = LANE): Promise<LaneTicket & { seq: bigint }> {
  const event = it.event({ targets: [it.target(1, { laneKey })] });
  const result = await it.accept(node, event);
  assert.ok(result.kind === "accepted");
  return { seq: event.seq + 1024n, ...result.tickets[0]![0]! };
}

async function deliveries(it: Subject, node: Node, after = 0) {
  const lane = await it.claimLane(node, 1, LANE, { after });
  assert.ok(lane.kind === "claimed");
  return lane.deliveries;
}

export function orderedLanes(open: OpenStore): void {
  describe("ordered lanes", () => {
    test(
      "gives places that rise by one, each lane for itself, also within a batch",
      on(open, async (it) => {
        const node = await it.join();
        const first = await join(it, node);
        await join(it, node, 78n);
        const target = () => it.target(1, { laneKey: LANE });
        const batch = await it.store.commit([
          it.acceptEntry(node, [it.event({ targets: [target()] })]),
          it.acceptEntry(node, [it.event({ targets: [target()] }), it.event({ targets: [target()] })]),
        ]);
        const places = batch.flatMap((result) =>
          result.kind === "accepted" ? result.tickets.flat().map((ticket) => ticket!.laneSeq - first.laneSeq) : [],
        );
        assert.deepEqual(places, [1, 2, 3]);
        assert.deepEqual(
          (await deliveries(it, node)).map(({ laneSeq }) => laneSeq! - first.laneSeq),
          [0, 1, 2, 3],
        );
      }),
    );

    test(
      "says who is at the head, and reads on behind a place",
      on(open, async (it) => {
        const node = await it.join();
        const [first, second, third] = [await join(it, node), await join(it, node), await join(it, node)];
        assert.deepEqual(
          [first, second, third].map(({ isHead, isOwned }) => [isHead, isOwned]),
          [
            [true, true],
            [false, true],
            [false, true],
          ],
        );
        assert.deepEqual(seqs(await deliveries(it, node, first.laneSeq)), [second.seq, third.seq]);
        for (const { seq } of [first, second, third]) {
          assert.equal((await it.settle(node, { webhookNo: 1, seq, laneKey: LANE })).kind, "settled");
        }
        assert.equal((await join(it, node)).isHead, true, "nothing older is owed any more");
      }),
    );

    test(
      "belongs to one node at a time, whoever else adds to it",
      on(open, async (it) => {
        const [owner, other] = [await it.join(), await it.join()];
        const first = await join(it, owner);
        const second = await join(it, other);
        assert.deepEqual([second.isOwned, second.laneSeq], [false, first.laneSeq + 1]);
        assert.deepEqual(await it.claimLane(other, 1, LANE), { kind: "owned_elsewhere" });
        assert.equal((await it.settle(other, { webhookNo: 1, seq: first.seq, laneKey: LANE })).kind, "lost");
        assert.deepEqual(seqs(await deliveries(it, owner)), [first.seq, second.seq]);
        assert.equal((await it.settle(owner, { webhookNo: 1, seq: second.seq, laneKey: LANE })).kind, "settled");
      }),
    );

    test(
      "moves, when nothing is owed in it, to the node that adds to it",
      on(open, async (it) => {
        const [one, two] = [await it.join(), await it.join()];
        const first = await join(it, one);
        await it.settle(one, { webhookNo: 1, seq: first.seq, laneKey: LANE });
        const second = await join(it, two);
        assert.deepEqual([second.isOwned, second.isHead, second.laneSeq], [true, true, first.laneSeq + 1]);
        assert.equal((await it.claimLane(one, 1, LANE)).kind, "owned_elsewhere");
        assert.equal((await join(it, one)).isOwned, false, "something is owed in it");
        assert.equal((await it.settle(two, { webhookNo: 1, seq: second.seq, laneKey: LANE })).kind, "settled");
      }),
    );

    test(
      "tells who ends a delivery in it whether more is owed there, whoever added it",
      on(open, async (it) => {
        const [owner, other] = [await it.join(), await it.join()];
        const mine = await join(it, owner);
        await join(it, owner, 78n);
        const theirs = await join(it, other);
        const isMoreAfter = async (seq: bigint, with_ = {}) => {
          const result = await it.settle(owner, { webhookNo: 1, seq, laneKey: LANE }, with_);
          return result.kind === "settled" && result.isMoreInLane;
        };
        const outcome = { kind: "retry", due: it.now } as const;
        assert.equal(await isMoreAfter(mine.seq, { outcome }), false, "it goes on: nothing has changed in the lane");
        assert.equal(await isMoreAfter(mine.seq), true);
        assert.equal(await isMoreAfter(theirs.seq), false, "what is owed in another lane does not count");
        const unordered = await it.owe(owner, it.target(1, { isClaimed: true }));
        await join(it, owner);
        const settled = await it.settle(owner, { webhookNo: 1, seq: unordered });
        assert.ok(settled.kind === "settled" && !settled.isMoreInLane, "it has no lane");
      }),
    );

    test(
      "is free for any node when nobody added to it, and is never nobody's",
      on(open, async (it) => {
        const first = await join(it, NOBODY);
        assert.deepEqual([first.isOwned, first.isHead], [false, true]);
        assert.equal((await it.claimLane(NOBODY, 1, LANE)).kind, "owned_elsewhere");
        const node = await it.join();
        assert.deepEqual(seqs(await deliveries(it, node)), [first.seq]);
        assert.equal((await join(it, NOBODY)).isOwned, false);
        for (const { seq } of await deliveries(it, node)) await it.settle(node, { webhookNo: 1, seq, laneKey: LANE });
        assert.equal((await join(it, NOBODY)).isOwned, false);
        assert.equal((await it.claimLane(node, 1, LANE)).kind, "claimed", "it stays with who owned it");
      }),
    );

    test(
      "is taken over when its owner is dead, and then the old owner settles nothing",
      on(open, async (it) => {
        const [owner, other] = [await it.join(), await it.join()];
        const { seq } = await join(it, owner);
        it.now += TTL - 1;
        await it.store.renew(other, it.now, TTL);
        assert.equal((await it.claimLane(other, 1, LANE)).kind, "owned_elsewhere");
        it.now += 1;
        assert.deepEqual(seqs(await deliveries(it, other)), [seq]);
        assert.equal((await it.settle(owner, { webhookNo: 1, seq, laneKey: LANE })).kind, "lost");
        assert.equal((await it.claimLane(owner, 1, LANE)).kind, "owned_elsewhere");
        assert.equal((await join(it, owner)).isOwned, false);
        assert.equal((await it.settle(other, { webhookNo: 1, seq, laneKey: LANE })).kind, "settled");
      }),
    );

    test(
      "is taken over by whoever adds to it when its owner is dead",
      on(open, async (it) => {
        const owner = await it.join();
        const first = await join(it, owner);
        it.now += TTL;
        const next = await it.join();
        const second = await join(it, next);
        assert.deepEqual([second.isOwned, second.isHead], [true, false]);
        assert.equal((await it.claimLane(owner, 1, LANE)).kind, "owned_elsewhere", "the epoch before is fenced");
        assert.deepEqual(seqs(await deliveries(it, next)), [first.seq, second.seq]);
      }),
    );

    test(
      "is not taken by a node that is dead itself",
      on(open, async (it) => {
        const [owner, late] = [await it.join(), await it.join()];
        await join(it, owner);
        it.now += TTL;
        assert.equal((await it.claimLane(late, 1, LANE)).kind, "owned_elsewhere");
        assert.equal((await join(it, late)).isOwned, false);
      }),
    );

    test(
      "stays with its node, and in its place, when its head waits for another attempt",
      on(open, async (it) => {
        const [owner, other] = [await it.join(), await it.join()];
        const first = await join(it, owner);
        const second = await join(it, owner);
        const outcome = { kind: "retry", due: it.now + 5_000 } as const;
        const attempt = it.attempt(first.seq, 1, { statusCode: 500, failure: "http_status" });
        await it.settle(owner, { webhookNo: 1, seq: first.seq, laneKey: LANE }, { outcome, attempt });
        assert.equal((await it.claimLane(other, 1, LANE)).kind, "owned_elsewhere");
        assert.deepEqual(await it.claim(owner, 1), { kind: "claimed", deliveries: [], nextDue: null });
        const owed = await deliveries(it, owner);
        assert.deepEqual(seqs(owed), [first.seq, second.seq]);
        assert.deepEqual([owed[0]!.due, owed[0]!.attempts], [it.now + 5_000, 1]);
        assert.equal((await join(it, owner)).isHead, false);
      }),
    );

    test(
      "gives higher places than ever before also after the lane was pruned",
      on(open, async (it) => {
        const node = await it.join();
        let last = 0;
        for (let index = 0; index < 50; index += 1) {
          const { seq, laneSeq } = await join(it, node);
          await it.settle(node, { webhookNo: 1, seq, laneKey: LANE });
          last = laneSeq;
        }
        it.now += 31 * DAY;
        while (await it.store.prune(it.now - 30 * DAY, 0, 10));
        const next = await it.join();
        const again = await join(it, next);
        assert.ok(again.laneSeq > last);
        assert.deepEqual([again.isHead, again.isOwned], [true, true]);
        assert.equal(
          await it.settle(next, { webhookNo: 1, seq: again.seq, laneKey: LANE }).then((r) => r.kind),
          "settled",
        );
      }),
    );

    test(
      "is not pruned while something is owed in it",
      on(open, async (it) => {
        const first = await join(it, await it.join());
        it.now += 31 * DAY;
        while (await it.store.prune(it.now - 30 * DAY, 0, 10));
        const second = await join(it, await it.join());
        assert.equal(second.laneSeq, first.laneSeq + 1);
      }),
    );
  });
}
