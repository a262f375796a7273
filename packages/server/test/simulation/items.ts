/** What is moderated in a simulation: the items that clients hand in, what is made of them, and who decides. */
import type { Effects, Inner, InnerResult } from "../../src/engine/inner.ts";
import type { EventRequest } from "../../src/engine/requests.ts";
import type { Decision, Verdict } from "../../src/model/decision.ts";
import type { Item } from "../../src/model/item.ts";
import type { Clock } from "../../src/model/ports.ts";
import type { RuleAction } from "../../src/model/rule.ts";
import type { OwedDelivery } from "../../src/store/journal-entry.ts";
import type { ItemChange, ItemRecord, JobRecord } from "../../src/store/moderating.ts";
import type { Store } from "../../src/store/store.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";

/** Nobody's time is over within a history. */
const DEADLINE_MS = 24 * 3_600_000;
const VERDICTS: readonly (readonly [RuleAction, Verdict])[] = [
  ["approve", "approved"],
  ["reject", "rejected"],
  ["flag", "flagged"],
];

const FLAGGED = 2;

/** What a client hands in. Ids are given here: they only have to be unlike each other, and unlike those of hubs. */
export function newSubmission(
  token: number,
  siteNo: number,
  now: number,
): { change: ItemChange; created: EventRequest } {
  const id = BigInt(token) * 4n;
  const item: Item = {
    id,
    siteNo,
    content: { modality: "text", text: `item ${token}`, imageUrls: [], videoUrl: null, language: null },
    origin: { appMediaId: null, platform: null, nativeId: null, postId: null, postedAt: null },
    author: { id: null, username: null },
    metadata: {},
    status: "pending",
    run: 1,
    decided: null,
    isDeleted: false,
    createdAt: now,
  };
  const ended = { verdict: null, reason: null, errorCode: null, endedAt: null };
  const job: JobRecord = {
    ...{ id: id + 1n, itemId: id, siteNo, run: 1, modality: "text", status: "queued", ...ended },
    ...{
      createdAt: now,
      eventSeq: null,
      callbackNo: null,
      callback: null,
      endSeq: null,
      deadline: now + DEADLINE_MS,
      findings: [],
      judged: [],
    },
  };
  const created = requestOf("media.created", { item: String(id) });
  return { change: { item, rev: null, jobs: [job], decision: null }, created };
}

/** An item after a decision, with the event that tells of it. `id` is the decision's. */
export function decide(record: ItemRecord, id: bigint, verdictNo: number, actor: string | null, at: number) {
  const { item, job, rev } = record;
  const [action, verdict] = VERDICTS[verdictNo]!;
  const decision: Decision = {
    ...{ id, itemId: item.id, jobId: job.id, run: item.run, verdict, action, actor, apiKey: null, at },
    ...{ cause: actor === null ? "default" : "person", hits: [], failures: [], unjudged: [], reason: "So it is." },
    previous: { status: item.status, action: item.decided?.action ?? null },
  };
  const change: ItemChange = {
    item: { ...item, status: verdict, decided: { run: item.run, action, isByPerson: actor !== null } },
    rev,
    jobs: verdict === "flagged" ? [{ ...job, status: "processing" }] : [{ ...job, status: "completed", endedAt: at }],
    decision,
  };
  return { change, told: requestOf("media.moderated", { item: String(item.id), decision: String(id) }) };
}

function requestOf(type: string, data: Record<string, string>): EventRequest {
  return { type, data: JSON.stringify(data), externalId: null, occurredAt: null, orderingKey: `i${data.item}` };
}

export interface JudgesDeps {
  store: Pick<Store, "readItem">;
  life: Life;
  clock: Pick<Clock, "now">;
  dice: Dice;
  /** Of a decision that nobody else has. */
  nextDecision(): bigint;
}

const NOTHING: Effects = { events: [], moderation: null };

/** Judges by the dice: soon or late, now and then in vain, now and then not now. */
export class Judges implements Inner {
  readonly #deps: JudgesDeps;

  constructor(deps: JudgesDeps) {
    this.#deps = deps;
  }

  async judge({ event }: OwedDelivery): Promise<InnerResult> {
    const { life, dice } = this.#deps;
    const before = dice.chance(0.9) ? dice.between(1, 400) : dice.between(400, 90_000);
    await new Promise<void>((resolve) => void life.after(before, resolve));
    if (dice.chance(0.08)) throw new Error("The evaluator broke.");
    if (dice.chance(0.08)) return this.#putOff();
    if (dice.chance(0.08)) return { ...NOTHING, failure: { message: "Away.", statusCode: 503, retryAfter: "3" } };
    const record = await this.#undecided(event);
    if (record === null) return { ...NOTHING, failure: null };
    await new Promise<void>((resolve) => void life.after(dice.between(1, 200), resolve));
    return { failure: null, ...this.#decide(record, dice.below(VERDICTS.length)) };
  }

  /** What was thrown to the last leaves an item that is flagged. */
  async giveUp({ event }: OwedDelivery): Promise<Effects> {
    if (this.#deps.dice.chance(0.2)) throw new Error("Nor can it be given up.");
    const record = await this.#undecided(event);
    return record === null ? NOTHING : this.#decide(record, FLAGGED);
  }

  #putOff(): InnerResult {
    const { dice, clock } = this.#deps;
    const until = clock.now() + dice.between(0, 20_000);
    return { ...NOTHING, failure: null, putOffUntil: until, ...(dice.chance(0.5) && { restUntil: until }) };
  }

  /** Null: a person was first. */
  async #undecided({ payload }: OwedDelivery["event"]): Promise<ItemRecord | null> {
    const { item } = JSON.parse(payload) as { item: string };
    const record = await this.#deps.store.readItem(BigInt(item));
    return record === null || record.decision !== null ? null : record;
  }

  #decide(record: ItemRecord, verdictNo: number): Effects {
    const { nextDecision, clock } = this.#deps;
    const { change, told } = decide(record, nextDecision(), verdictNo, null, clock.now());
    const events = [{ ...told, siteNo: record.item.siteNo }];
    return { events, moderation: { items: [change], enforcements: [] } };
  }

  enforce(): Promise<InnerResult> {
    return Promise.reject(new Error("Nothing is enforced here."));
  }
}
