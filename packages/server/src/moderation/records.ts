/** What is kept of content that is handed in. */

import type { JsonObject } from "../model/event-type.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Author, Item, ItemContent, ItemOrigin } from "../model/item.ts";
import { partsOf } from "../model/item.ts";
import type { JobRecord } from "../store/moderating.ts";
import { deadlineOf, type JobTimes } from "./decisions/job-state.ts";

/** Content as somebody hands it in. */
export interface Submission {
  content: ItemContent;
  origin: ItemOrigin;
  author: Author;
  metadata: JsonObject;
}

type Ids = Pick<IdMaker, "take">;

export function newItem(ids: Ids, siteNo: number, submission: Submission, now: number): Item {
  const { content, origin, author, metadata } = submission;
  const start = { status: "pending", run: 1, decided: null, isDeleted: false } as const;
  return { id: ids.take(), siteNo, content, origin, author, metadata, ...start, createdAt: now };
}

/** The run that an item is in. The event that owes its judging is the first of the entry that it is kept with. */
export function newJob(ids: Ids, item: Item, now: number, times: JobTimes): JobRecord {
  const { modality } = item.content;
  return {
    id: ids.take(),
    itemId: item.id,
    siteNo: item.siteNo,
    run: item.run,
    modality,
    status: "queued",
    verdict: null,
    reason: null,
    errorCode: null,
    createdAt: now,
    endedAt: null,
    eventSeq: null,
    callbackNo: null,
    callback: null,
    endSeq: null,
    deadline: deadlineOf({ modality, createdAt: now }, times),
    findings: [],
    judged: [],
  };
}

/** Who waits for whom: an evaluator that hangs holds up what is of the same kind, and nothing else. */
export function judgeLaneOf(content: ItemContent): "text" | "image" | "mixed" | "video" {
  const parts = partsOf(content);
  if (parts.includes("video")) return "video";
  if (!parts.includes("image")) return "text";
  return parts.includes("text") ? "mixed" : "image";
}
