import { fateOf, laneKeyOf, toCandidate } from "../../src/engine/match.ts";
import { parseId } from "../../src/model/ids.ts";
import type { StoredDelivery, StoredEvent } from "../../src/store/reads.ts";
import { createReads } from "../../src/store/sqlite/core.ts";
import { auditItems } from "./account-items.ts";
import { type History, owedToActive } from "./history.ts";
import type { SimulatedHub } from "./hub.ts";
import type { Sent, Submission } from "./seen.ts";
import { auditTold } from "./told.ts";
import { TIME_ERROR_MS } from "./witness.ts";

export type Fail = (check: string, message: string) => void;

/** Looks at a drained history: what was promised must have been kept. */
export function audit(history: History): void {
  const { world } = history;
  const { witness, db } = world;
  const fail: Fail = (check, message) => witness.fail(check, message);
  for (const { hub, name } of world.nodes) if (hub === null) fail("liveness", `the hub${name} did not come up again`);
  if (witness.violation) return;
  const late = owedToActive(world);
  if (late.length > 0) fail("liveness", `still owed: ${late.join(", ")}`);
  for (const { hub } of world.up) auditMemory(history, hub!, fail);
  if (witness.isShared) auditFollowing(history, fail);

  const reads = createReads(db);
  const stored = readEvents(history);
  const inner = innerNos(history);
  const isSent = ({ webhookNo }: StoredDelivery) => !inner.has(webhookNo);
  const deliveries = [...stored.values()].flatMap((event) => reads.deliveriesOf(event.seq)).filter(isSent);
  auditSubmissions(history, stored, fail);
  auditTold(world, stored, fail);
  auditItems(world, stored, fail);
  auditMatches(history, stored, fail);
  const sentOf = Map.groupBy(witness.sent, ({ seq }) => seq);
  for (const delivery of deliveries) auditDelivery(history, delivery, sentOf.get(delivery.seq) ?? [], reads, fail);
  auditOrder(history, stored, fail);
  auditNotices(history, stored, deliveries, fail);
  if (history.isFair) auditFairness(history, stored, fail);
}

/** The webhooks of the hub's own: what they are owed is not sent. */
function innerNos({ world }: History): ReadonlySet<number> {
  const rows = world.db.prepare("SELECT no FROM webhook WHERE inner_key IS NOT NULL").all() as { no: number }[];
  return new Set(rows.map(({ no }) => no));
}

/** Nothing stands in memory but what waits for a webhook to be switched on. */
function auditMemory({ world }: History, hub: SimulatedHub, fail: Fail): void {
  const stands = hub.stands();
  const { held } = world.db.prepare("SELECT count(*) AS held FROM queue").get() as { held: number };
  const { heldLanes } = world.db.prepare("SELECT count(DISTINCT lane_key) AS heldLanes FROM queue").get() as {
    heldLanes: number;
  };
  const isLeft = stands.depth > held || stands.inFlightFast + stands.inFlightSlow !== 0;
  if (isLeft) fail("memory", `${held} are held, but ${JSON.stringify(stands)} stands in memory`);
  const webhooks = [...hub.catalogue.now.webhooks()].length;
  if (stands.lanes > webhooks * (1 + heldLanes)) fail("memory", `${stands.lanes} lanes for ${webhooks} webhooks`);
}

/** Every node knows the catalogue as it is in the store. */
function auditFollowing({ world }: History, fail: Fail): void {
  const stored = createReads(world.db).loadCatalogue();
  for (const { hub, name } of world.up) {
    const { now } = hub!.catalogue;
    if (now.version !== stored.version) fail("followed", `the hub${name} is at ${now.version} of ${stored.version}`);
    for (const { no, rev, health } of stored.webhooks) {
      const known = now.webhook(no);
      if (known?.rev !== rev) fail("followed", `the hub${name} knows revision ${known?.rev} of w${no}, it is ${rev}`);
      if (known?.health !== health) fail("followed", `w${no} is ${health}, and ${known?.health} for the hub${name}`);
    }
  }
}

interface AuditedEvent extends StoredEvent {
  targets: number[];
}

function readEvents({ world }: History): Map<bigint, AuditedEvent> {
  const reads = createReads(world.db);
  const rows = world.db.prepare("SELECT seq FROM event ORDER BY seq");
  rows.setReadBigInts(true);
  const events = rows.all() as { seq: bigint }[];
  return new Map(
    events.map(({ seq }) => {
      const event = reads.readEvent(null, seq)!;
      return [seq, { ...event, targets: [...event.targets] }];
    }),
  );
}

/** What was acknowledged is there, once; what was refused is not; a key has one answer. */
function auditSubmissions({ world }: History, stored: Map<bigint, AuditedEvent>, fail: Fail): void {
  const byToken = new Map<number, AuditedEvent[]>();
  for (const event of stored.values()) {
    const { token } = JSON.parse(event.payload) as { token?: number };
    if (token !== undefined) byToken.set(token, [...(byToken.get(token) ?? []), event]);
  }
  const accepted = (submission: Submission) => submission.outcome === "accepted" || submission.outcome === "replayed";
  const { submissions } = world.witness;
  const mayExist = new Set(
    submissions
      .filter(({ outcome }) => outcome !== "refused")
      .flatMap(({ events }) => events.map(({ token }) => token)),
  );
  for (const submission of submissions) {
    const { events, answer, submittedStep: step } = submission;
    if (!accepted(submission)) continue;
    const seqs = answer!.split(",").map(BigInt);
    for (const [index, { token }] of events.entries()) {
      const kept = stored.get(seqs[index]!);
      if (kept === undefined) fail("kept", `event ${seqs[index]} of submission ${step} was acknowledged and is lost`);
      else if (JSON.parse(kept.payload).token !== token) fail("kept", `event ${kept.seq} is not what was submitted`);
    }
  }
  for (const [token, events] of byToken) {
    if (!mayExist.has(token)) fail("refused", `token ${token} was refused and exists as ${events[0]!.seq}`);
    if (events.length > 1) fail("once", `token ${token} exists ${events.length} times`);
  }
  for (const [key, of] of Map.groupBy(
    submissions.filter(({ key }) => key !== null),
    ({ key }) => key,
  )) {
    const answers = new Set(of.filter(accepted).map((one) => `${one.body} → ${one.answer}`));
    if (answers.size > 1) fail("idempotency", `${key} has the answers ${[...answers].join(" and ")}`);
  }
}

/**
 * Every event is owed to exactly the webhooks that matched at its version of the catalogue; of the events of a message,
 * the first alone to one that gets the message whole.
 */
function auditMatches(history: History, stored: Map<bigint, AuditedEvent>, fail: Fail): void {
  const reads = createReads(history.world.db);
  const inner = innerNos(history);
  const carried = new Set<string>();
  for (const event of stored.values()) {
    if (event.type === "test.webhook") continue;
    const isInbound = event.messageSeq !== null;
    const candidate = toCandidate({ ...event, data: event.payload }, isInbound);
    const matched = reads
      .webhooksAsOf(event.siteNo, event.version)
      .filter(({ config }) => fateOf(config, candidate) === "matched");
    const expected = matched.flatMap(({ no, config }) => {
      if (!isInbound || config.contract !== "pass-through") return [no];
      const key = `${event.messageSeq} ${no}`;
      const isFirst = !carried.has(key);
      carried.add(key);
      return isFirst ? [no] : [];
    });
    const targets = event.targets.filter((no) => !inner.has(no));
    const isSame = expected.length === targets.length && expected.every((no) => targets.includes(no));
    if (!isSame) fail("matched", `event ${event.seq} is owed to ${event.targets}, it matched ${expected}`);
  }
}

function auditDelivery(
  history: History,
  delivery: StoredDelivery,
  sent: readonly Sent[],
  reads: ReturnType<typeof createReads>,
  fail: Fail,
): void {
  const { witness } = history.world;
  const { seq, status } = delivery;
  const attempts = reads.attemptsOf(seq);
  const what = `delivery ${seq} to webhook ${delivery.webhookNo}`;
  for (const [index, { number }] of attempts.entries()) {
    if (number !== index + 1) fail("attempts", `${what} has attempt ${number} at place ${index + 1}`);
  }
  if (attempts.length !== delivery.attempts)
    fail("attempts", `${what} counts ${delivery.attempts}, has ${attempts.length}`);
  for (const attempt of attempts) {
    const heard = sent.find(({ number, heardStep, outcome }) => {
      if (number !== attempt.number || heardStep === null) return false;
      return outcome!.kind === "failure" ? attempt.statusCode === null : outcome!.status === attempt.statusCode;
    });
    if (!heard) fail("truth", `${what}: attempt ${attempt.number} (${attempt.statusCode}) is not what was answered`);
  }
  if (status === "success" && !isSuccess(attempts.at(-1)?.statusCode)) fail("truth", `${what} succeeded without a 2xx`);
  const mayGoOn = status === "success" || status === "cancelled" || witness.retried.has(seq);
  if (!mayGoOn && isSuccess(attempts.at(-1)?.statusCode)) {
    fail("truth", `${what} was answered 2xx and is ${status ?? "owed"}`);
  }
  if (status === "cancelled" && !witness.askedToCancel.has(seq) && !isDeleted(history, delivery.webhookNo)) {
    fail("kept", `${what} was cancelled, and nobody asked for it`);
  }
  if (status === "failed" && delivery.type !== "test.webhook") auditLength(history, delivery, sent, fail);
  if (!witness.retried.has(seq)) auditDelays(history, delivery, sent, fail);
}

function isDeleted({ world }: History, webhookNo: number): boolean {
  return world.db.prepare("SELECT 1 FROM webhook WHERE no = ? AND deleted IS NOT NULL").get(webhookNo) !== undefined;
}

/** `failed` comes after exactly the attempts of the schedule in force. */
function auditLength(history: History, delivery: StoredDelivery, sent: readonly Sent[], fail: Fail): void {
  const last = sent.findLast(({ heardStep }) => heardStep !== null);
  if (last === undefined) return;
  const lengths = schedulesAt(history, delivery.webhookNo, last.heardStep!).map(({ length }) => length);
  const made = delivery.attempts - delivery.scheduleFrom;
  // A schedule that was shortened meanwhile ends at once; one that grew goes on.
  if (lengths.length > 0 && made < Math.min(...lengths)) {
    fail("schedule", `delivery ${delivery.seq} failed after ${made} attempts of ${lengths}`);
  }
  const isLong = lengths.length === 1 && made > lengths[0]! && wasNeverRevised(history, delivery.webhookNo);
  if (isLong) fail("schedule", `delivery ${delivery.seq} failed after ${made} attempts of ${lengths}`);
}

/** Between two attempts lies at least the schedule's delay, by one of the clocks. */
function auditDelays(history: History, delivery: StoredDelivery, sent: readonly Sent[], fail: Fail): void {
  for (const [index, next] of sent.entries()) {
    const before = sent
      .slice(0, index)
      .findLast(({ number, heardStep }) => number === next.number - 1 && heardStep !== null);
    if (before === undefined) continue;
    const made = next.number - 1 - delivery.scheduleFrom;
    const delays = schedulesAt(history, delivery.webhookNo, before.heardStep!).map((schedule) => schedule[made] ?? 0);
    const waitedMs = waitBetween(history, before, next);
    const errorMs = history.world.witness.isShared ? TIME_ERROR_MS + before.sleptMs : 0;
    if (delays.length > 0 && waitedMs + errorMs < Math.min(...delays) * 1000) {
      fail("delay", `delivery ${delivery.seq}: attempt ${next.number} came after ${waitedMs} ms of ${delays} s`);
    }
  }
}

/** What passed by one of the clocks, or at the furthest that the wall clock stood. */
function waitBetween({ world }: History, before: Sent, next: Sent): number {
  const monotonic = next.startedAtMonotonic - before.endedAtMonotonic;
  const forward = world.witness.jumps
    .filter(({ atMonotonic: at, byMs }) => byMs > 0 && at >= before.endedAtMonotonic && at <= next.startedAtMonotonic)
    .reduce((sum, { byMs }) => sum + byMs, 0);
  return Math.max(next.startedAt - before.endedAt, monotonic + forward);
}

/** The schedules that may have been in force at a step: the last one seen before it, and those in the making. */
function schedulesAt({ world }: History, webhookNo: number, step: number): (readonly number[])[] {
  const rows = world.db
    .prepare(
      "SELECT json_extract(config, '$.retrySchedule') AS schedule FROM webhook_rev WHERE webhook_no = ? ORDER BY rev",
    )
    .all(webhookNo) as { schedule: string | null }[];
  const seen = world.witness.configs.filter((change) => change.webhookNo === webhookNo && change.step < step).length;
  // Where there are several nodes, some may not have heard of the last one.
  const later = world.witness.isShared ? rows : rows.slice(Math.max(0, seen - 1));
  return later.flatMap(({ schedule }) => (schedule === null ? [] : [JSON.parse(schedule) as number[]]));
}

function wasNeverRevised({ world }: History, webhookNo: number): boolean {
  const { n } = world.db.prepare("SELECT count(*) AS n FROM webhook_rev WHERE webhook_no = ?").get(webhookNo) as {
    n: number;
  };
  return n === 1;
}

/** If A was acknowledged before B was sent, A arrives first, by first arrival, and not after B when it had ended. */
function auditOrder(history: History, stored: Map<bigint, AuditedEvent>, fail: Fail): void {
  const { witness } = history.world;
  const arrivals = new Map<bigint, number>();
  for (const { seq, arrivedStep } of witness.sent) {
    if (arrivedStep !== null) arrivals.set(seq, Math.min(arrivedStep, arrivals.get(seq) ?? Number.POSITIVE_INFINITY));
  }
  interface InLane {
    seq: bigint;
    submitted: number;
    answered: number;
    first: number;
    ended: number;
  }
  const lanes = new Map<string, InLane[]>();
  for (const submission of witness.submissions) {
    if (submission.outcome !== "accepted") continue;
    for (const eventSeq of submission.answer!.split(",").map(BigInt)) {
      const event = stored.get(eventSeq);
      if (event === undefined) continue;
      for (const [index, webhookNo] of event.targets.entries()) {
        const seq = eventSeq + BigInt(index + 1) * 1024n;
        const lane = expectedLane(history, event, webhookNo);
        if (lane === null || witness.retried.has(seq)) continue;
        const name = `${webhookNo}:${lane}`;
        const members = lanes.get(name) ?? [];
        lanes.set(name, members);
        members.push({
          seq,
          submitted: submission.submittedStep,
          answered: submission.answeredStep,
          first: arrivals.get(seq) ?? Number.POSITIVE_INFINITY,
          ended: witness.ends.get(seq)?.at(0)?.step ?? endedUnseen(history, webhookNo, seq),
        });
      }
    }
  }
  for (const [name, members] of lanes) {
    for (const b of members) {
      if (b.first === Number.POSITIVE_INFINITY) continue;
      for (const a of members) {
        if (a.answered >= b.submitted || a.ended < b.first) continue;
        fail(
          "order",
          `lane ${name}: ${a.seq} was acknowledged before ${b.seq} was sent, which arrived before it ended`,
        );
        return;
      }
    }
  }
}

/** Ended by the deletion of its webhook: nobody was asked. */
function endedUnseen({ world }: History, webhookNo: number, seq: bigint): number {
  const row = world.db.prepare("SELECT 1 FROM delivery WHERE webhook_no = ? AND seq = ?").get(webhookNo, seq);
  return row === undefined ? Number.POSITIVE_INFINITY : 0;
}

function expectedLane({ world }: History, event: AuditedEvent, webhookNo: number): bigint | null {
  const reads = createReadsOnce(world);
  const asOf = reads.webhooksAsOf(event.siteNo, event.version).find(({ no }) => no === webhookNo);
  const ordering = asOf?.config.ordering;
  if (!ordering) return null;
  return laneKeyOf({ terms: { ordering } } as never, event.orderingKey);
}

const readsOf = new WeakMap<object, ReturnType<typeof createReads>>();
function createReadsOnce(world: History["world"]): ReturnType<typeof createReads> {
  const known = readsOf.get(world) ?? createReads(world.db);
  readsOf.set(world, known);
  return known;
}

/** The operator hears of each delivery that was given up, and of each turn of a webhook's health, exactly once. */
function auditNotices(
  history: History,
  stored: Map<bigint, AuditedEvent>,
  deliveries: readonly StoredDelivery[],
  fail: Fail,
): void {
  const { world } = history;
  const operator = world.up[0]!.hub!.catalogue.now.operatorSite()!.no;
  const exhausted = new Map<bigint, number>();
  const unjudged = new Map<bigint, number>();
  const turns = new Map<string, string[]>();
  for (const event of stored.values()) {
    if (event.siteNo !== operator) continue;
    const data = JSON.parse(event.payload) as { delivery_id?: string; webhook_id: string };
    if (event.type === "delivery.exhausted") {
      const seq = parseId("del", data.delivery_id!)!;
      exhausted.set(seq, (exhausted.get(seq) ?? 0) + 1);
    } else if (event.type === "moderation.exhausted") {
      const { event_id } = JSON.parse(event.payload) as { event_id: string };
      const seq = parseId("evt", event_id)!;
      unjudged.set(seq, (unjudged.get(seq) ?? 0) + 1);
    } else if (event.type !== "test.webhook") {
      turns.set(data.webhook_id, [...(turns.get(data.webhook_id) ?? []), event.type]);
    }
  }
  const siteOf = new Map([...stored.values()].map((event) => [event.seq, event.siteNo]));
  for (const delivery of deliveries) {
    if (siteOf.get(delivery.eventSeq) === operator || delivery.type === "test.webhook") continue;
    const ends = world.witness.ends.get(delivery.seq) ?? [];
    const expected = ends.filter(({ status }) => status === "failed").length;
    const told = exhausted.get(delivery.seq) ?? 0;
    if (told !== expected)
      fail("exhausted", `delivery ${delivery.seq} was given up ${expected} times and told ${told} times`);
  }
  auditExhausted(history, unjudged, fail);
  auditTurns(history, turns, fail);
}

/** What the hub could not do by itself was told once, by the event that owed it; of a deleted webhook nothing is owed. */
function auditExhausted(history: History, told: ReadonlyMap<bigint, number>, fail: Fail): void {
  const rows = history.world.db.prepare(
    "SELECT seq - place * 1024 AS event FROM delivery WHERE webhook_no = ? AND status = 2",
  );
  rows.setReadBigInts(true);
  const failed = [...innerNos(history)].flatMap((no) =>
    (rows.all(no) as { event: bigint }[]).map(({ event }) => event),
  );
  const expected = new Map(failed.map((event) => [event, 1]));
  for (const event of new Set([...expected.keys(), ...told.keys()])) {
    const times = told.get(event) ?? 0;
    if (times !== (expected.get(event) ?? 0))
      fail("exhausted", `what event ${event} owed was given up and told ${times} times`);
  }
}

/**
 * Each turn was told once. A node numbers what it tells when it writes it down, and a store that is away makes it wait: so
 * of several nodes the numbers are in no order, and only as many recoveries as failures can be asked for.
 */
function auditTurns({ world }: History, turns: ReadonlyMap<string, string[]>, fail: Fail): void {
  const isFailing = (type: string) => type === "webhook.failing";
  for (const [webhook, types] of turns) {
    const isAlternating = types.every((type, at) => isFailing(type) === (at % 2 === 0));
    if (!world.witness.isShared && !isAlternating) fail("health", `${webhook} was told to be ${types.join(", ")}`);
  }
  const rows = world.db.prepare("SELECT id, health FROM webhook");
  rows.setReadBigInts(true);
  for (const { id, health } of rows.all() as { id: bigint; health: string }[]) {
    const types = [...turns].find(([webhook]) => parseId("hook", webhook) === id)?.[1] ?? [];
    const failures = types.filter(isFailing).length;
    if (2 * failures - types.length !== (health === "failing" ? 1 : 0)) {
      fail("health", `webhook ${id} is ${health}, and was told to be ${types.join(", ") || "nothing"}`);
    }
  }
}

/** Hanging receivers do not keep a healthy one waiting. */
function auditFairness({ world }: History, stored: Map<bigint, AuditedEvent>, fail: Fail): void {
  const { witness } = world;
  const healthy = [...world.up[0]!.hub!.catalogue.now.webhooks()].find(({ config }) => config.url.endsWith("/w0-"));
  if (healthy === undefined) return;
  for (const sent of witness.sent) {
    if (sent.webhookNo !== healthy.no || sent.isTest || sent.number !== 1) continue;
    const commit = witness.acceptedAt.get(sent.eventSeq);
    const waitedMs = sent.startedAtMonotonic - (commit ?? sent.startedAtMonotonic);
    if (waitedMs > 2_000 && stored.has(sent.eventSeq)) {
      fail("fairness", `the healthy webhook waited ${waitedMs} ms for ${sent.eventSeq}`);
    }
  }
}

function isSuccess(status: number | null | undefined): boolean {
  return status !== null && status !== undefined && status >= 200 && status < 300;
}
