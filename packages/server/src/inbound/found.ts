/** What was not sent to us but found by asking: an item of a poll, the end of a job. */
import { type Normalised, normalise, type Platform, readPolled, type WebhookEvent } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { EntryRefusedError } from "../engine/journal.ts";
import type { Kept } from "../engine/requests.ts";
import type { Keeping } from "./keeping.ts";
import { UnfitMessageError } from "./payload.ts";

export interface Found {
  origin: "poll" | "sweep";
  /** What was asked for, as a query: `readFound` goes by it. */
  query: string;
  /** The platform's own JSON. */
  body: string | Uint8Array;
  /** A sentence for a person, where there is something to say. */
  detail?: string;
  event: WebhookEvent;
}

/** Keeps it as a message, with its event in the same commit. @throws as `keeping.keep` does */
export function keepFound(
  keeping: Pick<Keeping, "keep">,
  source: CataloguedSource,
  { origin, query, body, detail, event }: Found,
): Promise<Kept> {
  return keeping.keep(source, {
    origin,
    query,
    // Who is passed the body through is told what it is.
    headers: [["content-type", "application/json"]],
    body: typeof body === "string" ? Buffer.from(body) : body,
    events: [event],
    ...(detail !== undefined && { detail }),
  });
}

/** The end of a job, by how it was found, as a query. */
export function jobQuery(jobId: string, how: "asked" | "timed_out"): string {
  return new URLSearchParams({ job_id: jobId, found: how }).toString();
}

/** The events of what was found, by the normalisation of now: `query` and `body` as they were kept. */
export function readFound(platform: Platform, { query, body }: Pick<Found, "query" | "body">): Normalised {
  const asked = new URLSearchParams(query);
  const jobId = asked.get("job_id");
  if (platform.poll !== undefined || jobId === null) return readPolled(platform, { query, body });
  // What was asked of the sender itself, over its own connection, is as good as signed.
  const verdict = { ok: true } as const;
  return normalise({ platform, headers: {}, body, verdict });
}

/** Whether it is the thing's own fault: it will never be kept, however often it is found. */
export function isUnkeepable(error: unknown): error is Error {
  return error instanceof EntryRefusedError || error instanceof UnfitMessageError;
}
