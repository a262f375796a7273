import { createHash, type Hash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EgressOutcome, EgressRequest } from "../../src/egress/egress.ts";
import { SEQUENCE_HEADER } from "../../src/engine/attempt.ts";
import type { DeliveryEnd } from "../../src/model/delivery.ts";
import { parseId } from "../../src/model/ids.ts";
import type { Entry, NewEvent, NodeLease, Result, SettleEntry } from "../../src/store/journal-entry.ts";
import { writtenOf } from "../../src/store/receiving.ts";
import type { Handed } from "./people.ts";
import type { Sender } from "./receivers.ts";
import type { Change, End, Sent, Submission, Told } from "./seen.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What must hold was broken: by which check, and how. */
export class Violation extends Error {
  readonly check: string;

  constructor(check: string, message: string) {
    super(`${check}: ${message}`);
    this.check = check;
  }
}

const LINES_KEPT = 400;
/** Nodes that nothing is wrong with know of a change within this. */
const FOLLOWED_MS = 10_000;
/** What a node takes for the time of the store may be wrong by this. */
export const TIME_ERROR_MS = 1_000;

/** A webhook's switch, seen to be off. */
interface SwitchedOff {
  step: number;
  atMonotonic: number;
  /** The process that was asked. */
  life: number;
}

/** Sees what goes in and out at the hub's edges (clients, receivers, the store's commits), and writes it down. */
export class Witness {
  readonly db: DatabaseSync;
  readonly sent: Sent[] = [];
  readonly submissions: Submission[] = [];
  readonly told: Told[] = [];
  /** Items that were handed in, and what people decided. */
  readonly items: Handed[] = [];
  readonly decisions: Handed[] = [];
  #decisions = 0n;
  readonly ends = new Map<bigint, End[]>();
  readonly reopened = new Map<bigint, number>();
  readonly #mayBeSettled = new WeakMap<Entry, boolean>();
  /** By the commit that is being looked at. */
  readonly #claimed = new Map<bigint, NodeLease>();
  readonly #endedUnder = new Map<bigint, string>();
  /** Deliveries that somebody asked to send again, with the first time they did. */
  readonly retried = new Map<bigint, number>();
  /** Deliveries that somebody asked to cancel. */
  readonly askedToCancel = new Set<bigint>();
  readonly cancels = new Map<bigint, { step: number; life: number; kind: "cancelled" | "cancelling"; sends: number }>();
  readonly #switchedOff = new Map<number, SwitchedOff>();
  readonly committed: { seq: bigint; webhookNo: number }[] = [];
  /** When an event was committed, by the monotonic clock. */
  readonly acceptedAt = new Map<bigint, number>();
  readonly configs: Change[] = [];
  readonly jumps: { atMonotonic: number; byMs: number }[] = [];
  readonly isVerbose: boolean;
  /** Several nodes share the store. */
  readonly isShared: boolean;
  violation: Violation | undefined;
  readonly lines: string[] = [];
  readonly #time: VirtualTime;
  readonly #hash: Hash = createHash("sha256");
  #step = 0;
  readonly #webhookNos = new Map<string, number>();
  readonly #findWebhook: StatementSync;
  readonly #targets: StatementSync;
  readonly #owed: StatementSync;
  readonly #older: StatementSync;
  readonly #lane: StatementSync;
  readonly #deleted: StatementSync;
  readonly #isActive: StatementSync;
  readonly #isLeased: StatementSync;

  constructor(db: DatabaseSync, time: VirtualTime, { isVerbose, isShared }: { isVerbose: boolean; isShared: boolean }) {
    this.db = db;
    this.#time = time;
    this.isVerbose = isVerbose;
    this.isShared = isShared;
    const prepare = (sql: string) => {
      const statement = db.prepare(sql);
      statement.setReadBigInts(true);
      return statement;
    };
    this.#findWebhook = prepare(
      "SELECT webhook_no AS no FROM webhook_rev WHERE rev = 1 AND json_extract(config, '$.url') LIKE ?",
    );
    this.#targets = prepare("SELECT targets FROM event WHERE seq = ?");
    this.#owed = prepare("SELECT * FROM queue WHERE webhook_no = ? AND seq = ?");
    this.#older = prepare(
      "SELECT seq FROM queue WHERE webhook_no = ? AND lane_key = ? AND lane_seq < ? AND lane_seq IS NOT NULL LIMIT 1",
    );
    this.#lane = prepare("SELECT owner, epoch FROM lane WHERE webhook_no = ? AND lane_key = ?");
    this.#deleted = prepare("SELECT 1 FROM webhook WHERE no = ? AND deleted IS NOT NULL");
    this.#isActive = prepare(
      `SELECT json_extract(r.config, '$.active') AS active FROM webhook w
       JOIN webhook_rev r ON r.webhook_no = w.no AND r.rev = w.rev WHERE w.no = ?`,
    );
    this.#isLeased = prepare("SELECT 1 FROM node WHERE no = ? AND epoch = ? AND expires > ?");
  }

  get step(): number {
    return this.#step;
  }

  get hash(): string {
    return this.#hash.copy().digest("hex");
  }

  /** The id of a decision that nobody else has; they rise. */
  nextDecision(): bigint {
    this.#decisions += 1n;
    return this.#decisions;
  }

  note(line: string): number {
    this.#step += 1;
    const text = `${this.#step} ${this.#time.monotonic()}ms ${line}`;
    this.#hash.update(text);
    this.lines.push(text);
    if (this.lines.length > 2 * LINES_KEPT) this.lines.splice(0, LINES_KEPT);
    if (this.isVerbose) console.log(text);
    return this.#step;
  }

  fail(check: string, message: string): void {
    this.note(`VIOLATION ${check}: ${message}`);
    this.violation ??= new Violation(check, message);
  }

  /** A request leaves the hub: it must be owed, be the sender's own, and be its lane's head. */
  send(request: EgressRequest, sender: Sender, isLate: boolean): Sent {
    const node = sender.node();
    const life = sender.life.number;
    const body = String(request.body);
    const eventSeq = eventOf(request, body);
    const webhookNo = this.#webhookNo(request.url);
    const seq = this.#deliveryOf(eventSeq, webhookNo);
    const isTest = body.includes('"is_test":true');
    const row = this.#owed.get(webhookNo, seq) as Row | undefined;
    const era = `${life}:${node.no}:${node.epoch}`;
    const number = row === undefined ? 0 : Number(row.attempts) + 1;
    const step = this.note(
      `send w${webhookNo} ${seq} #${number} of ${era}${isTest ? " (test)" : ""}${isLate ? " (late)" : ""}`,
    );
    const sent: Sent = {
      step,
      webhookNo,
      eventSeq,
      seq,
      isTest,
      number,
      era,
      lease: node,
      life,
      isLate,
      body,
      startedAt: this.#time.now(),
      startedAtMonotonic: this.#time.monotonic(),
      arrivedStep: null,
      outcome: null,
      heardStep: null,
      endedAt: 0,
      endedAtMonotonic: 0,
      sleptMs: 0,
    };
    if (!isLate && this.#deleted.get(webhookNo) === undefined) this.#checkSend(sent, row, sender, request);
    this.sent.push(sent);
    return sent;
  }

  #checkSend(sent: Sent, row: Row | undefined, sender: Sender, request: EgressRequest): void {
    const { webhookNo, seq, number, lease } = sent;
    const what = `delivery ${seq} to webhook ${webhookNo}`;
    const last = this.sent.findLast((other) => other.seq === seq && !other.isLate);
    if (last && last.body !== sent.body) this.fail("same_bytes", `${what} has another body at attempt ${number}`);
    if (row === undefined) {
      this.fail("sent_after_end", `${what} is sent though it is owed no more`);
      return;
    }
    if (last && last.number === number) this.#checkRepeat(sent, last, what);
    if (row.lane_seq !== null) {
      const older = this.#older.get(webhookNo, row.lane_key!, row.lane_seq!) as Row | undefined;
      if (older) this.fail("order", `${what} is sent before ${older.seq}, which is ahead in its lane, has ended`);
      const lane = this.#lane.get(webhookNo, row.lane_key!) as Row;
      if (!isOf(lane, lease)) this.fail("fence", `${what} is sent though its lane is ${lane.owner}:${lane.epoch}'s`);
      if (request.headers[SEQUENCE_HEADER] !== String(row.lane_seq)) {
        this.fail("sequence", `${what} bears ${request.headers[SEQUENCE_HEADER]}, its place is ${row.lane_seq}`);
      }
    } else if (!isOf(row, lease)) this.fail("fence", `${what} is sent though it is ${row.owner}:${row.epoch}'s`);
    if (!sent.isTest) this.#checkSwitch(sent, sender, what);
    const cancel = this.cancels.get(seq);
    if (cancel === undefined) return;
    cancel.sends += 1;
    // Whoever had it when it was cancelled may have begun; that is all.
    const isBegun = this.isShared || cancel.life === sent.life;
    const isUnderWay = cancel.kind === "cancelling" && isBegun && cancel.sends === 1;
    if (!isUnderWay) this.fail("cancelled", `${what} is sent though it was ${cancel.kind} at ${cancel.step}`);
  }

  /** An attempt is only made again when whoever made it died, or lost its lease. */
  #checkRepeat(sent: Sent, last: Sent, what: string): void {
    const { no, epoch } = last.lease;
    const isLeased = this.#isLeased.get(no, epoch, this.#time.now() + TIME_ERROR_MS) !== undefined;
    if (last.era === sent.era) this.fail("repeat", `${what} repeats attempt ${sent.number} without a crash`);
    else if (this.isShared && isLeased) {
      this.fail("repeat", `${what} repeats attempt ${sent.number} of ${last.era}, whose lease is not over`);
    }
  }

  /** The one that was asked knows at once that a webhook is off, the others soon. */
  #checkSwitch({ webhookNo, life }: Sent, sender: Sender, what: string): void {
    const off = this.#switchedOff.get(webhookNo);
    if (off === undefined) return;
    const knownMs = this.#time.monotonic() - Math.max(off.atMonotonic, sender.troubledUntil());
    if (off.life === life || !this.isShared || knownMs > FOLLOWED_MS) {
      this.fail("inactive", `${what} is sent though it is off since ${off.step}`);
    }
  }

  /** Somebody will switch it on, or has. */
  switchedOn(webhookNo: number): void {
    this.#switchedOff.delete(webhookNo);
  }

  /** A process was asked to switch it off, and has said that it is done. */
  switchedOff(webhookNo: number, life: number): void {
    const row = this.#isActive.get(webhookNo) as Row | undefined;
    // Else it was switched on again before the answer came.
    if (row?.active === 0n) {
      this.#switchedOff.set(webhookNo, { step: this.#step, atMonotonic: this.#time.monotonic(), life });
    }
  }

  arrive(sent: Sent): void {
    sent.arrivedStep = this.note(`arrive w${sent.webhookNo} ${sent.seq} #${sent.number}`);
  }

  hear(sent: Sent, outcome: EgressOutcome, sleptMs: number): void {
    sent.outcome = outcome;
    sent.sleptMs = sleptMs;
    sent.endedAt = this.#time.now();
    sent.endedAtMonotonic = this.#time.monotonic();
    const said = outcome.kind === "response" ? outcome.status : outcome.failure;
    sent.heardStep = this.note(`hear w${sent.webhookNo} ${sent.seq} #${sent.number}: ${said}`);
  }

  /** A commit is about to be carried out: who has what it would settle. */
  committing(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.kind !== "settle") continue;
      const row = this.#owed.get(entry.webhookNo, entry.seq) as Row | undefined;
      const isOrdered = row !== undefined && row.lane_seq !== null;
      const held = isOrdered ? (this.#lane.get(entry.webhookNo, row.lane_key!) as Row) : row;
      this.#mayBeSettled.set(entry, held !== undefined && isOf(held, entry.node));
    }
  }

  /** A commit was carried out, whether or not the hub will hear of it. */
  commit(entries: readonly Entry[], results: readonly Result[]): void {
    this.#claimed.clear();
    for (const [index, entry] of entries.entries()) this.#committed(entry, results[index]!);
  }

  #committed(entry: Entry, result: Result): void {
    switch (entry.kind) {
      case "emit":
        return; // never, on SQLite
      case "accept": {
        this.note(`commit accept ${entry.events.map((event) => event.seq).join()}: ${result.kind}`);
        if (result.kind !== "accepted") return;
        for (const event of entry.events) this.#accepted(event);
        return;
      }
      case "receive": {
        const fates = result.kind === "received" && "fates" in result ? result.fates : [];
        const told = entry.events.map(({ seq }, place) => `${seq} ${fates[place]?.kind}`);
        this.note(`commit receive ${entry.message.seq} ${told.join()}: ${result.kind}`);
        if (result.kind === "received") for (const event of writtenOf(entry, fates).events) this.#accepted(event);
        return;
      }
      case "settle": {
        const ended = result.kind === "settled" ? result.ended : null;
        const attempt = entry.attempt ? `#${entry.attempt.number} ${entry.attempt.failure ?? "ok"}` : "unsent";
        this.note(`commit settle w${entry.webhookNo} ${entry.seq} ${attempt}: ${result.kind} ${ended ?? "goes on"}`);
        const isOwn = this.#mayBeSettled.get(entry) || this.#claimed.get(entry.seq) === entry.node;
        if (result.kind === "settled" && !isOwn) {
          this.fail("fence", `${entry.seq} was settled by ${entry.node.no}:${entry.node.epoch}, which did not have it`);
        }
        this.#settledOnce(entry, ended !== null);
        if (ended !== null) this.#ended(entry.seq, ended);
        return;
      }
      case "cancel":
        this.note(`commit cancel w${entry.webhookNo} ${entry.seq}: ${result.kind}`);
        if (result.kind === "cancelled") this.#ended(entry.seq, "cancelled");
        return;
      case "retry": {
        this.note(`commit retry w${entry.webhookNo} ${entry.seq}: ${result.kind}`);
        const ends = this.ends.get(entry.seq)?.length ?? 0;
        if (result.kind === "queued" && ends > (this.reopened.get(entry.seq) ?? 0)) this.reopened.set(entry.seq, ends);
        return;
      }
      case "claim":
      case "claim_lane": {
        const deliveries = "deliveries" in result ? result.deliveries : [];
        for (const { seq } of deliveries) this.#claimed.set(seq, entry.node);
        const claimed = deliveries.map(({ seq }) => seq).join();
        this.note(
          `commit ${entry.kind} w${entry.webhookNo} ${entry.node.no}:${entry.node.epoch}: ${result.kind} ${claimed}`,
        );
      }
    }
  }

  #accepted({ seq, targets }: NewEvent): void {
    this.acceptedAt.set(seq, this.#time.monotonic());
    for (const [at, { webhookNo }] of targets.entries()) {
      this.committed.push({ seq: seq + BigInt(at + 1) * 1024n, webhookNo });
    }
  }

  /** Who has ended a delivery under a lease hands in no second outcome for it under the same one. */
  #settledOnce({ seq, node }: SettleEntry, hasEnded: boolean): void {
    const lease = `${node.no}:${node.epoch}`;
    const isReopened = (this.reopened.get(seq) ?? 0) >= (this.ends.get(seq)?.length ?? 0);
    if (!isReopened && this.#endedUnder.get(seq) === lease)
      this.fail("settled_twice", `${seq} was settled after its end`);
    if (hasEnded) this.#endedUnder.set(seq, lease);
  }

  #ended(seq: bigint, status: DeliveryEnd): void {
    const ends = this.ends.get(seq) ?? [];
    this.ends.set(seq, ends);
    ends.push({ step: this.#step, status });
    const allowed = 1 + (this.reopened.get(seq) ?? 0);
    if (ends.length > allowed) this.fail("one_end", `delivery ${seq} ended ${ends.length} times`);
  }

  #webhookNo(url: string): number {
    const path = new URL(url).pathname;
    let no = this.#webhookNos.get(path);
    if (no === undefined) {
      no = Number((this.#findWebhook.get(`%${path}`) as Row).no);
      this.#webhookNos.set(path, no);
    }
    return no;
  }

  #deliveryOf(eventSeq: bigint, webhookNo: number): bigint {
    const row = this.#targets.get(eventSeq) as { targets: Uint8Array } | undefined;
    if (row === undefined) {
      this.fail("unkept_event", `event ${eventSeq} is sent though the store does not have it`);
      return eventSeq;
    }
    const place = [...new Uint32Array(row.targets.slice().buffer)].indexOf(webhookNo) + 1;
    return eventSeq + BigInt(place) * 1024n;
  }
}

type Row = Record<string, bigint | null>;

function isOf(row: Row, node: NodeLease): boolean {
  return Number(row.owner) === node.no && Number(row.epoch) === node.epoch && row.owner !== null;
}

const EVENT_ID = /^\{"(?:id|event_id)":"(evt_[0-9a-z]{13})"/;

function eventOf(request: EgressRequest, body: string): bigint {
  const id = EVENT_ID.exec(body)?.[1] ?? request.headers["webhook-id"] ?? "";
  const seq = parseId("evt", id);
  if (seq === undefined) throw new Error(`No event's id in ${body}`);
  return seq;
}
