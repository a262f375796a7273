/** Items, jobs and decisions for the tests of a store; a test says what is special about its own. */

import type { Decision } from "../../../src/model/decision.ts";
import type { Enforcement } from "../../../src/model/enforcement.ts";
import type { Item } from "../../../src/model/item.ts";
import type { ItemChange, ItemRecord, JobRecord, ModerationWrites } from "../../../src/store/moderating.ts";
import type { Subject } from "./subject.ts";

/** What a hub gives a job of five minutes. */
const JOB_MS = 300_000;

export function newItem(it: Subject, with_: Partial<Item> = {}): Item {
  return {
    id: it.take(),
    siteNo: 1,
    content: {
      modality: "comment",
      text: "Hello 🦊\u0000",
      imageUrls: ["https://a.example/1.png"],
      videoUrl: null,
      language: "en",
    },
    origin: { appMediaId: null, platform: "twitter", nativeId: null, postId: "p1", postedAt: it.now - 5 },
    author: { id: "a1", username: "ann" },
    metadata: { order: 7, tags: ["x"] },
    status: "pending",
    run: 1,
    decided: null,
    isDeleted: false,
    createdAt: it.now,
    ...with_,
  };
}

/** A comment of a platform, by the id that it has there. */
export function comment(it: Subject, nativeId: string, platform: string | null = "twitter"): Item {
  const item = newItem(it);
  return { ...item, origin: { ...item.origin, platform, nativeId } };
}

export function newJob(it: Subject, item: Item, with_: Partial<JobRecord> = {}): JobRecord {
  return {
    id: it.take(),
    itemId: item.id,
    siteNo: item.siteNo,
    run: item.run,
    modality: item.content.modality,
    status: "queued",
    verdict: null,
    reason: null,
    errorCode: null,
    createdAt: it.now,
    endedAt: null,
    eventSeq: null,
    callbackNo: null,
    callback: null,
    endSeq: null,
    deadline: it.now + JOB_MS,
    findings: [],
    judged: [],
    ...with_,
  };
}

export function submission(it: Subject, item: Item, job: Partial<JobRecord> = {}): ItemChange {
  return { item, rev: null, jobs: [newJob(it, item, job)], decision: null };
}

export function writes(...items: readonly ItemChange[]): ModerationWrites {
  return { items, enforcements: [] };
}

/** Submits an item with its event, which owes nobody. */
export async function submit(it: Subject, item: Item, job: Partial<JobRecord> = {}): Promise<ItemRecord> {
  const entry = it.acceptEntry(await it.join(), [it.event({ type: "media.created" })]);
  const result = await it.commit({ ...entry, moderation: writes(submission(it, item, job)) });
  if (result.kind !== "accepted") throw new Error(result.kind);
  return (await it.store.readItem(item.id))!;
}

export function newDecision(it: Subject, { item, job }: ItemRecord, with_: Partial<Decision> = {}): Decision {
  const hit = { groupId: it.take(), ruleId: it.take(), ruleName: "No hate", version: 2, action: "reject" } as const;
  return {
    id: it.take(),
    itemId: item.id,
    jobId: job.id,
    run: item.run,
    verdict: "rejected",
    action: "reject",
    cause: "rule",
    hits: [{ ...hit, labels: ["hate"], foundBy: "label", confidence: 0.93, matchedText: "…" }],
    failures: [{ evaluator: "openai", code: "timeout" }],
    unjudged: ["image"],
    reason: 'It was found: "hate".',
    actor: null,
    apiKey: null,
    previous: { status: item.status, action: item.decided?.action ?? null },
    at: it.now,
    ...with_,
  };
}

/** The item rejected, its job completed. */
export function rejection(it: Subject, record: ItemRecord, decision: Partial<Decision> = {}): ItemChange {
  const { item, job, rev } = record;
  const evidence = { kind: "text", matches: [{ start: 0, end: 5, text: "Hello" }] } as const;
  const finding = { evaluator: "terms", kind: "match", label: "hate", confidence: 0.93, severity: "high" } as const;
  return {
    item: { ...item, status: "rejected", decided: { run: item.run, action: "reject", isByPerson: false } },
    rev,
    jobs: [
      {
        ...job,
        status: "completed",
        verdict: "rejected",
        reason: "Because.",
        endedAt: it.now,
        findings: [{ ...finding, isInformational: false, evidence, reason: null }],
        judged: ["text"],
      },
    ],
    decision: newDecision(it, record, decision),
  };
}

/** The item flagged: its job goes on. */
export function flagging(it: Subject, record: ItemRecord): ItemChange {
  const { item, job, rev } = record;
  return {
    item: { ...item, status: "flagged", decided: { run: item.run, action: "flag", isByPerson: false } },
    rev,
    jobs: [{ ...job, status: "processing" }],
    decision: newDecision(it, record, { verdict: "flagged", action: "flag" }),
  };
}

/** Writes a change with an event that tells of it. */
export async function change(it: Subject, changed: ItemChange) {
  const entry = it.acceptEntry(await it.join(), [it.event({ type: "media.moderated" })]);
  return it.commit({ ...entry, moderation: writes(changed) });
}

/** What a rejection asks of its platform. */
export function requested(it: Subject, { item, decision }: ItemChange): Enforcement {
  const about = { decisionId: decision!.id, itemId: item.id, siteNo: item.siteNo, action: "remove" } as const;
  return { ...about, state: "requested", code: null, error: null, nextAt: null, at: it.now };
}
