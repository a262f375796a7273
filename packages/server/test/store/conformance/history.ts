import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { DeliveryEnd } from "../../../src/model/delivery.ts";
import { type OpenStore, on, seqs, TTL } from "./subject.ts";

/** What the model knows of a delivery. `holder`: the lease that may settle it. */
interface Known {
  seq: bigint;
  due: number;
  holder: string | null;
  isCancelling: boolean;
  ended: DeliveryEnd | null;
  laneSeq: number | null;
}

const WEBHOOK = 1;
const LANE = 3n;
const step = fc.record({
  what: fc.constantFrom(
    "accept",
    "claim",
    "claimLane",
    "succeed",
    "postpone",
    "cancel",
    "retry",
    "wait",
    "die",
    "free",
  ),
  node: fc.nat(1),
  which: fc.nat(11),
  isOrdered: fc.boolean(),
});

export function histories(open: OpenStore): void {
  describe("random histories of two nodes", () => {
    test("go as a plain model of queue, lane and deliveries goes", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
          await on(open, async (it) => {
            const nodes = [await it.join(), await it.join()];
            const nameOf = (node: (typeof nodes)[number]) => `${node.no}/${node.epoch}`;
            const isAlive = (name: string | null) => nodes.some((node) => nameOf(node) === name);
            const known: Known[] = [];
            let laneOwner: string | null = null;
            let lastPlace = 0;
            const isOwedInLane = () => known.some(({ ended, laneSeq }) => ended === null && laneSeq !== null);
            const holderOf = (delivery: Known) => (delivery.laneSeq === null ? delivery.holder : laneOwner);

            for (const { what, node: index, which, isOrdered } of steps) {
              const node = nodes[index]!;
              const name = nameOf(node);
              const chosen = known[which % Math.max(known.length, 1)];
              if (what === "wait") it.now += 1_000;
              if (what === "die") {
                // The other renews; this one's lease runs out, and it comes back.
                await it.store.leave(node);
                nodes[index] = await it.join();
              }
              if (what === "free") {
                await it.freeDead();
                for (const delivery of known) if (!isAlive(delivery.holder)) delivery.holder = null;
              }
              if (what === "accept") {
                const target = it.target(WEBHOOK, { isClaimed: which % 2 === 0, laneKey: isOrdered ? LANE : null });
                const event = it.event({ targets: [target] });
                const result = await it.accept(node, event);
                assert.ok(result.kind === "accepted");
                const ticket = result.tickets[0]![0]!;
                const holder = !isOrdered && target.isClaimed ? name : null;
                if (ticket) {
                  const isHead = !isOwedInLane();
                  if (isHead || !isAlive(laneOwner)) laneOwner = name;
                  assert.deepEqual([ticket.isOwned, ticket.isHead], [laneOwner === name, isHead]);
                  if (lastPlace > 0) assert.equal(ticket.laneSeq, lastPlace + 1);
                  lastPlace = ticket.laneSeq;
                }
                const seq = event.seq + 1024n;
                const laneSeq = ticket?.laneSeq ?? null;
                known.push({ seq, due: it.now, holder, isCancelling: false, ended: null, laneSeq });
              }
              if (what === "claim") {
                const free = known.filter(
                  ({ ended, holder, laneSeq }) => ended === null && holder === null && laneSeq === null,
                );
                const due = free.filter((delivery) => delivery.due <= it.now);
                const claimed = await it.claim(node, WEBHOOK);
                assert.deepEqual(seqs(claimed.deliveries).toSorted(), seqs(due).toSorted());
                for (const delivery of due) delivery.holder = name;
                const waiting = free.filter((delivery) => !due.includes(delivery)).map((delivery) => delivery.due);
                assert.equal(claimed.nextDue, waiting.length === 0 ? null : Math.min(...waiting));
              }
              if (what === "claimLane" && lastPlace > 0) {
                const lane = await it.claimLane(node, WEBHOOK, LANE);
                if (!isAlive(laneOwner)) laneOwner = name;
                assert.equal(lane.kind, laneOwner === name ? "claimed" : "owned_elsewhere");
                const owed = known.filter(({ ended, laneSeq }) => ended === null && laneSeq !== null);
                if (lane.kind === "claimed") assert.deepEqual(seqs(lane.deliveries), seqs(owed));
              }
              if ((what === "succeed" || what === "postpone") && chosen) {
                const outcome =
                  what === "succeed"
                    ? ({ kind: "end", status: "success", endedAt: it.now } as const)
                    : ({ kind: "retry", due: it.now + 2_000 } as const);
                const laneKey = chosen.laneSeq === null ? null : LANE;
                const result = await it.settle(node, { webhookNo: WEBHOOK, seq: chosen.seq, laneKey }, { outcome });
                if (chosen.ended !== null || holderOf(chosen) !== name) {
                  assert.equal(result.kind, "lost");
                } else {
                  const postponed = chosen.isCancelling ? "cancelled" : null;
                  chosen.ended = what === "succeed" ? "success" : postponed;
                  // Sent again by hand, it is asked about in the lane that it has left.
                  const isMoreInLane = chosen.ended !== null && laneKey !== null && isOwedInLane();
                  assert.deepEqual(result, { kind: "settled", ended: chosen.ended, isMoreInLane, tickets: [] });
                  if (chosen.ended === null) Object.assign(chosen, { due: it.now + 2_000, holder: null });
                }
              }
              if (what === "cancel" && chosen) {
                const isHeld = isAlive(holderOf(chosen));
                const expected = chosen.ended !== null ? "ended" : isHeld ? "cancelling" : "cancelled";
                assert.equal((await it.cancel(WEBHOOK, chosen.seq)).kind, expected);
                if (expected === "cancelling") chosen.isCancelling = true;
                if (expected === "cancelled") chosen.ended = "cancelled";
              }
              if (what === "retry" && chosen) {
                const isHeld = chosen.ended === null && isAlive(holderOf(chosen));
                assert.equal((await it.retry(WEBHOOK, chosen.seq)).kind, isHeld ? "held_by_node" : "queued");
                if (isHeld) continue;
                const laneSeq = chosen.ended === null ? chosen.laneSeq : null;
                Object.assign(chosen, { due: it.now, holder: null, isCancelling: false, ended: null, laneSeq });
              }
              for (const node of nodes) assert.ok(await it.store.renew(node, it.now, TTL));
            }
            for (const { seq, ended, isCancelling } of known) {
              const read = await it.store.readDelivery(seq);
              assert.equal(read!.status, ended);
              if (ended === null) assert.equal(read!.isCancelling, isCancelling);
            }
          })();
        }),
        { numRuns: 25 },
      );
    });
  });
}
