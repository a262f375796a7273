import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type OpenStore, on, seqs, TTL } from "./subject.ts";

export function claiming(open: OpenStore): void {
  describe("claiming", () => {
    test(
      "takes what is due, oldest due first, and says when the next is",
      on(open, async (it) => {
        const node = await it.join();
        const late = await it.owe(node, it.target(1, { due: it.now + 9_000 }));
        const second = await it.owe(node, it.target(1, { due: it.now - 1 }));
        const first = await it.owe(node, it.target(1, { due: it.now - 2 }), {
          type: "user.created",
          payload: '{"b":2}',
        });
        await it.owe(node, it.target(2));
        const { deliveries, nextDue } = await it.claim(node, 1);
        assert.deepEqual(seqs(deliveries), [first, second]);
        assert.equal(nextDue, it.now + 9_000);
        assert.deepEqual(
          { ...deliveries[0]!, event: { ...deliveries[0]!.event, seq: 0n } },
          {
            seq: first,
            webhookNo: 1,
            rev: 1,
            due: it.now - 2,
            attempts: 0,
            scheduleFrom: 0,
            laneKey: null,
            laneSeq: null,
            isCancelling: false,
            event: { seq: 0n, siteNo: 1, type: "user.created", payload: '{"b":2}', messageSeq: null },
          },
        );
        it.now += 9_000;
        const rest = await it.claim(node, 1);
        assert.deepEqual([seqs(rest.deliveries), rest.nextDue], [[late], null]);
      }),
    );

    test(
      "takes no more than was asked for; the next due then is in the past",
      on(open, async (it) => {
        const node = await it.join();
        const owed = [];
        for (let index = 0; index < 5; index += 1) owed.push(await it.owe(node, it.target(1, { due: it.now + index })));
        it.now += 100;
        const first = await it.claim(node, 1, { limit: 2 });
        assert.deepEqual(seqs(first.deliveries), owed.slice(0, 2));
        assert.ok(first.nextDue! < it.now);
        assert.deepEqual(seqs((await it.claim(node, 1)).deliveries), owed.slice(2));
      }),
    );

    test(
      "stops at the byte limit, but takes one however large it is",
      on(open, async (it) => {
        const node = await it.join();
        const payload = JSON.stringify("x".repeat(998));
        for (let index = 0; index < 6; index += 1) {
          await it.owe(node, it.target(1, { due: it.now + index }), { payload });
          await it.owe(node, it.target(2, { laneKey: 3n }), { payload });
        }
        it.now += 100;
        assert.equal((await it.claim(node, 1, { maxBytes: 2_500 })).deliveries.length, 3);
        assert.equal((await it.claim(node, 1, { maxBytes: 1 })).deliveries.length, 1);
        const lane = await it.claimLane(node, 2, 3n, { maxBytes: 2_000 });
        assert.equal(lane.kind === "claimed" && lane.deliveries.length, 2);
      }),
    );

    test(
      "gives a delivery to one node only",
      on(open, async (it) => {
        const [one, two] = [await it.join(), await it.join()];
        const seq = await it.owe(one, it.target(1));
        const claims = await it.store.commit(
          [one, two].map(
            (node) => ({ kind: "claim", webhookNo: 1, limit: 10, maxBytes: 1e6, now: it.now, node }) as const,
          ),
        );
        assert.deepEqual(
          claims.map((claim) => (claim.kind === "claimed" ? seqs(claim.deliveries) : null)),
          [[seq], []],
        );
        assert.equal((await it.settle(two, { webhookNo: 1, seq })).kind, "lost");
        assert.equal((await it.settle(one, { webhookNo: 1, seq })).kind, "settled");
      }),
    );

    test(
      "leaves what was taken with its acceptance to the node that took it",
      on(open, async (it) => {
        const [one, two] = [await it.join(), await it.join()];
        const seq = await it.owe(one, it.target(1, { isClaimed: true }));
        assert.deepEqual(await it.claim(two, 1), { kind: "claimed", deliveries: [], nextDue: null });
        assert.equal((await it.store.readDelivery(seq))?.isClaimed, true);
      }),
    );

    test(
      "frees what a dead node had, once its lease is over, in slices that each go on where the last ended",
      on(open, async (it) => {
        const [dead, alive] = [await it.join(), await it.join()];
        const entries = Array.from({ length: 6 }, (_, index) => {
          const events = Array.from({ length: 1_000 }, () =>
            it.event({ targets: [it.target(1 + index, { isClaimed: true })] }),
          );
          return it.acceptEntry(dead, events);
        });
        await it.store.commit(entries);
        const kept = await it.owe(alive, it.target(3, { isClaimed: true }));
        it.now += TTL - 1;
        await it.store.renew(alive, it.now, TTL);
        await it.freeDead();
        assert.deepEqual((await it.claim(alive, 1)).deliveries, [], "its lease still runs");
        it.now += 1;
        const slice = await it.store.freeDead(it.now, null);
        assert.ok(slice !== null, "one slice is not all of it");
        await it.freeDead();
        for (let webhookNo = 1; webhookNo <= 6; webhookNo += 1) {
          const { deliveries } = await it.claim(alive, webhookNo, { limit: 5_000 });
          assert.equal(deliveries.length, 1_000);
          assert.ok(!seqs(deliveries).includes(kept), "what the living hold stays theirs");
        }
        const [event] = entries[0]!.events;
        const seq = (await it.store.deliveriesOf(event!.seq))[0]!.seq;
        assert.equal((await it.settle(dead, { webhookNo: 1, seq })).kind, "lost");
      }),
    );

    test(
      "gives nothing to a node whose lease is over",
      on(open, async (it) => {
        const gone = await it.join();
        await it.owe(gone, it.target(1));
        it.now += TTL;
        assert.deepEqual((await it.claim(gone, 1)).deliveries, []);
        const next = await it.join();
        const late = await it.owe(gone, it.target(1, { isClaimed: true }));
        assert.equal((await it.store.readDelivery(late))?.isClaimed, false, "kept, but it waits for a claim");
        assert.equal((await it.claim(next, 1)).deliveries.length, 2);
      }),
    );
  });
}
