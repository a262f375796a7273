/** What rows 0.3 and 4.5 ask of a contract whose page promises five attempts. */
import assert from "node:assert/strict";
import type { Receiver } from "../../harness/receiver.ts";
import type { Site } from "../../harness/site.ts";

/** A wall clock of milliseconds, read on both sides of a wait, may lose so much to rounding. */
const ROUNDING_MS = 5;
/** From the end of an attempt to its record, on a machine that is busy with other things. */
const SETTLED_MS_MAX = 20_000;

/** The schedule as promised: what is planned after each failure is what the page prints. Each wait is cut short by hand. */
export async function checkPlan(site: Site, receiver: Receiver, deliveryId: string, delays: readonly number[]) {
  for (let made = 1; made < delays.length; made++) {
    const delivery = await site.untilDelivery(deliveryId, "pending", made);
    assert.equal(delivery.status_code, 500);
    const { started_at, duration_ms } = delivery.log.at(-1);
    const plan = [Date.parse(started_at) + duration_ms, ...delivery.planned_attempts.map(Date.parse)];
    const waits = plan.slice(1).map((time, i) => time - plan[i]!);
    const promised = delays.slice(made).map((seconds) => seconds * 1000);
    assert.equal(waits.length, promised.length, `after attempt ${made}`);
    // The first wait is told from the attempt's end as the log has it, rounded; the others are exact.
    assert.ok(waits[0]! >= promised[0]! - ROUNDING_MS && waits[0]! < promised[0]! + SETTLED_MS_MAX, `waits ${waits}`);
    assert.deepEqual(waits.slice(1), promised.slice(1));
    assert.equal(delivery.next_attempt_at, delivery.planned_attempts[0]);
    assert.equal(receiver.received.length, made, "nothing comes before its time");
    await site.retry(deliveryId);
  }
  await checkEnd(site, receiver, deliveryId, delays);
}

/** A short schedule of as many attempts, played to its end by itself. */
export async function checkPlayed(site: Site, receiver: Receiver, deliveryId: string, delays: readonly number[]) {
  await checkEnd(site, receiver, deliveryId, delays);
  for (let i = 1; i < delays.length; i++) {
    const waited = receiver.received[i]!.at - receiver.received[i - 1]!.at;
    assert.ok(waited >= delays[i]! * 1000 - ROUNDING_MS, `attempt ${i + 1} came after ${waited} ms`);
  }
}

async function checkEnd(site: Site, receiver: Receiver, deliveryId: string, delays: readonly number[]) {
  const delivery = await site.untilDelivery(deliveryId, "failed");
  assert.equal(delivery.attempts, delays.length);
  assert.deepEqual(
    delivery.log.map((attempt: { status_code: number }) => attempt.status_code),
    delays.map(() => 500),
  );
  assert.equal(delivery.next_attempt_at, undefined, "there is no sixth");
  assert.deepEqual(delivery.planned_attempts, []);
  assert.match(delivery.error, /answered 500/);
  assert.equal(receiver.received.length, delays.length);
  const [first, ...others] = receiver.received;
  assert.equal(first!.json.id, delivery.event_id);
  for (const other of others) assert.ok(other.body.equals(first!.body), "the bytes are the same on every attempt");
}
