/** Asking a platform for what it does not push. */
import { type Clock, systemClock } from "./clock.ts";
import type { WebhookEvent } from "./event.ts";
import { parseExactJson } from "./json/exact-json.ts";
import { globalFetch, readCredentials } from "./pipeline/incoming.ts";
import { type Normalised, toEvent } from "./pipeline/normalise.ts";
import type { CredentialField, Draft, FetchLike, Platform } from "./platforms/platform.ts";
import { needPlatform, type PlatformChoice } from "./platforms/registry.ts";
import { refuse } from "./refusal.ts";

export interface PollOptions {
  /** What to ask for, by the names that the platform's poller lists, such as `{ videoId }`. */
  subject?: { readonly [name: string]: string };
  /** By the platform's own names; most need `accessToken`. */
  credentials?: { readonly [name: string]: string | readonly string[] | undefined };
  /** What the last poll gave. Left out or null: the first, which takes the newest page. */
  cursor?: string | null;
  /** Default: the global `fetch`. */
  fetch?: FetchLike;
  clock?: Clock;
}

export type PollResult =
  /** Oldest first. Keep the cursor when they are in safe hands: those since it come again otherwise. */
  | { ok: true; events: readonly WebhookEvent[]; cursor: string | null }
  /** Nothing was lost: the cursor of before stays good. `retryAfterMs` is when the platform wants to be asked again. */
  | { ok: false; message: string; retryAfterMs: number | null };

/** One poll. Give the events to `handler.handle`, which knows those that come twice. @throws UnknownPlatformError */
export async function poll(
  choice: PlatformChoice,
  { subject = {}, credentials = {}, cursor = null, fetch, clock = systemClock }: PollOptions = {},
): Promise<PollResult> {
  const platform = needPlatform(choice);
  if (platform.poll === undefined) {
    return {
      ok: false,
      message: `${platform.title} pushes what it has to say; it cannot be polled.`,
      retryAfterMs: null,
    };
  }
  const polled = await platform.poll.poll({
    subject,
    credentials: readCredentials(credentials, NO_FIELDS),
    fetch: fetch ?? globalFetch,
    nowMs: clock.now(),
    cursor,
  });
  if (!polled.ok) return polled;
  const events = polled.drafts.map((draft) => eventOf(draft, platform));
  return { ok: true, events, cursor: polled.cursor };
}

/** A polled item as it can be kept, to be read once more. */
export interface PolledRecord {
  /** The platform's own JSON. */
  body: string | Uint8Array;
  /** What was asked for, and whether the item was new or an edit: `videoId=…&change=created`. */
  query: string;
}

const CHANGE = "change";

/** What to keep of an event that a poll of this subject gave. */
export function recordPolled(event: WebhookEvent, subject: { readonly [name: string]: string } = {}): PolledRecord {
  const change = event.eventType.endsWith(".updated") ? "updated" : "created";
  const query = new URLSearchParams([...Object.entries(subject).sort(), [CHANGE, change]]);
  return { body: JSON.stringify(event.native) ?? "null", query: query.toString() };
}

/** The event that a kept item makes, by the normalisation of now. @throws UnknownPlatformError */
export function readPolled(choice: PlatformChoice, { body, query }: PolledRecord): Normalised {
  const platform = needPlatform(choice);
  const { [CHANGE]: changed, ...subject } = Object.fromEntries(new URLSearchParams(query));
  const item = parseExactJson(body);
  if (item === undefined) return refuse("unparsable", "The item is no JSON.");
  const change = changed === "updated" ? "updated" : "created";
  const draft = platform.poll?.read(item.value, { subject, change });
  if (draft === undefined) return refuse("unparsable", `The item is none that a poll of ${platform.title} gives.`);
  return { ok: true, events: [eventOf(draft, platform)] };
}

function eventOf(draft: Draft, platform: Platform): WebhookEvent {
  return toEvent(draft, platform, JSON.stringify(draft.native) ?? "");
}

/** All credentials are given by name. */
const NO_FIELDS: readonly CredentialField[] = [];
