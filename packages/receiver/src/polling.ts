/** Asking a platform for what it does not push. */
import { type Clock, systemClock } from "./clock.ts";
import type { WebhookEvent } from "./event.ts";
import { globalFetch, readCredentials } from "./pipeline/incoming.ts";
import { toEvent } from "./pipeline/normalise.ts";
import type { CredentialField, FetchLike } from "./platforms/platform.ts";
import { needPlatform, type PlatformChoice } from "./platforms/registry.ts";

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
  const events = polled.drafts.map((draft) => toEvent(draft, platform, JSON.stringify(draft.native) ?? ""));
  return { ok: true, events, cursor: polled.cursor };
}

/** All credentials are given by name. */
const NO_FIELDS: readonly CredentialField[] = [];
