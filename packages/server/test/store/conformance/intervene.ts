import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type OpenStore, on, seqs, TTL } from "./subject.ts";

export function intervening(open: OpenStore): void {
  describe("cancelling", () => {
    test(
      "ends what nobody has, with the marks of its last attempt",
      on(open, async (it) => {
        const node = await it.join();
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        const attempt = it.attempt(seq, 1, { statusCode: 503, failure: "http_status", message: "busy" });
        const outcome = { kind: "retry", due: it.now + 1_000 } as const;
        await it.settle(node, { webhookNo: 1, seq }, { attempt, outcome });
        it.now += 10;
        assert.deepEqual(await it.cancel(1, seq), { kind: "cancelled" });
        const { status, endedAt, attempts, statusCode, error } = (await it.store.readDelivery(seq))!;
        assert.deepEqual([status, endedAt, attempts, statusCode, error], ["cancelled", it.now, 1, 503, "busy"]);
        assert.deepEqual(await it.cancel(1, seq), { kind: "ended" });
        assert.deepEqual((await it.claim(node, 1)).deliveries, []);
      }),
    );

    test(
      "knows nothing of what never was",
      on(open, async (it) => {
        const seq = await it.owe(await it.join(), it.target(1));
        assert.deepEqual(await it.cancel(2, seq), { kind: "unknown" });
        assert.deepEqual(await it.cancel(1, it.take()), { kind: "unknown" });
      }),
    );

    for (const laneKey of [null, 3n]) {
      const lane = laneKey === null ? "an unordered delivery" : "a delivery of an ordered lane";
      const claimed = { isClaimed: true, laneKey };

      test(
        `marks ${lane} that a node has: it has no next attempt`,
        on(open, async (it) => {
          const node = await it.join();
          const seq = await it.owe(node, it.target(1, claimed));
          assert.deepEqual(await it.cancel(1, seq), { kind: "cancelling" });
          assert.equal((await it.store.readDelivery(seq))?.isCancelling, true);
          const outcome = { kind: "retry", due: it.now + 1_000 } as const;
          const settled = await it.settle(node, { webhookNo: 1, seq, laneKey }, { outcome, attempt: it.attempt(seq) });
          assert.deepEqual(settled, { kind: "settled", ended: "cancelled", isMoreInLane: false, tickets: [] });
          assert.equal((await it.store.readDelivery(seq))?.status, "cancelled");
        }),
      );

      test(
        `lets a success of ${lane} win that arrives all the same`,
        on(open, async (it) => {
          const node = await it.join();
          const seq = await it.owe(node, it.target(1, claimed));
          await it.cancel(1, seq);
          const settled = await it.settle(node, { webhookNo: 1, seq, laneKey }, { attempt: it.attempt(seq) });
          assert.deepEqual(settled, { kind: "settled", ended: "success", isMoreInLane: false, tickets: [] });
        }),
      );

      test(
        `ends ${lane} at once when the node that has it is dead`,
        on(open, async (it) => {
          const node = await it.join();
          const seq = await it.owe(node, it.target(1, claimed));
          it.now += TTL;
          assert.deepEqual(await it.cancel(1, seq), { kind: "cancelled" });
          assert.equal((await it.settle(node, { webhookNo: 1, seq, laneKey })).kind, "lost");
        }),
      );
    }

    test(
      "is told to whoever claims what a dead node was cancelling",
      on(open, async (it) => {
        const node = await it.join();
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        await it.cancel(1, seq);
        it.now += TTL;
        const next = await it.join();
        await it.freeDead();
        const { deliveries } = await it.claim(next, 1);
        assert.deepEqual(
          deliveries.map((delivery) => [delivery.seq, delivery.isCancelling]),
          [[seq, true]],
        );
      }),
    );
  });

  describe("sending again by hand", () => {
    test(
      "takes an ended delivery out of the ended, due now, with its schedule begun anew",
      on(open, async (it) => {
        const node = await it.join();
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        const outcome = { kind: "end", status: "failed", endedAt: it.now } as const;
        await it.settle(node, { webhookNo: 1, seq }, { outcome, attempt: it.attempt(seq, 5) });
        it.now += 100;
        assert.deepEqual(await it.retry(1, seq), { kind: "queued" });
        const read = (await it.store.readDelivery(seq))!;
        assert.deepEqual([read.status, read.due, read.attempts, read.scheduleFrom], [null, it.now, 5, 5]);
        const [delivery] = (await it.claim(node, 1)).deliveries;
        assert.deepEqual([delivery!.seq, delivery!.attempts, delivery!.scheduleFrom], [seq, 5, 5]);
        await it.settle(node, { webhookNo: 1, seq }, { attempt: it.attempt(seq, 6) });
        assert.equal((await it.store.readDelivery(seq))?.status, "success");
        assert.equal((await it.store.attemptsOf(seq)).length, 2);
      }),
    );

    test(
      "brings forward what waits",
      on(open, async (it) => {
        const node = await it.join();
        const seq = await it.owe(node, it.target(1, { due: it.now + 3_600_000 }));
        assert.deepEqual(await it.retry(1, seq), { kind: "queued" });
        assert.deepEqual(seqs((await it.claim(node, 1)).deliveries), [seq]);
      }),
    );

    test(
      "leaves what a living node has to that node, by its claim or by its lane",
      on(open, async (it) => {
        const node = await it.join();
        const claimed = await it.owe(node, it.target(1, { isClaimed: true }));
        const inLane = await it.owe(node, it.target(1, { laneKey: 5n }));
        assert.deepEqual(await it.retry(1, claimed), { kind: "held_by_node", isWaiting: false });
        assert.deepEqual(await it.retry(1, inLane), { kind: "held_by_node", isWaiting: false });
      }),
    );

    test(
      "lets what a dead node had be claimed",
      on(open, async (it) => {
        const dead = await it.join();
        const seq = await it.owe(dead, it.target(1, { isClaimed: true }));
        it.now += TTL;
        assert.deepEqual(await it.retry(1, seq), { kind: "queued" });
        assert.deepEqual(seqs((await it.claim(await it.join(), 1)).deliveries), [seq]);
      }),
    );

    test(
      "sends an ended delivery of an ordered lane by itself: its place has passed",
      on(open, async (it) => {
        const node = await it.join();
        const seq = await it.owe(node, it.target(1, { laneKey: 5n }));
        await it.settle(node, { webhookNo: 1, seq, laneKey: 5n });
        assert.deepEqual(await it.retry(1, seq), { kind: "queued" });
        const lane = await it.claimLane(node, 1, 5n);
        assert.deepEqual(lane.kind === "claimed" && lane.deliveries, []);
        const [delivery] = (await it.claim(node, 1)).deliveries;
        assert.deepEqual([delivery!.seq, delivery!.laneKey, delivery!.laneSeq], [seq, null, null]);
        assert.equal((await it.settle(node, delivery!)).kind, "settled");
      }),
    );

    test(
      "knows nothing of what never was",
      on(open, async (it) => {
        assert.deepEqual(await it.retry(1, it.take()), { kind: "unknown" });
      }),
    );
  });
}
