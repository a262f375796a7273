import type { Registration } from "@tabellary/receiver";
import type { RegistrationNote, SubscriptionNote } from "./notes.ts";

export const REGISTRATION_STATES = ["active", "pending", "inactive", "denied", "ended", "missing", "unknown"] as const;

/**
 * `pending`: asked for, and the platform has not confirmed it yet. `inactive`: the platform has it and does not send to
 * it. `denied`: it refused. `missing`: it was made from here, and the platform does not list it any more. `unknown`:
 * the platform does not say.
 */
export type RegistrationState = (typeof REGISTRATION_STATES)[number];

/** What is known of one registration. */
export interface Known {
  /** As the platform lists it. Undefined: it does not, or it does not list any. */
  listed: Registration | undefined;
  /** Whether the platform gave its list. */
  isListing: boolean;
  note: RegistrationNote | undefined;
  subscription: SubscriptionNote | undefined;
}

/** When a registration that nobody confirmed is asked for once more; and how long at most after one that was refused. */
const UNHEARD_MS = 6 * 3_600_000;
/** It is asked for no more often than this, and so long after a first refusal. */
const SOON_MS = 5 * 60_000;

export function stateOf(known: Known, now: number): RegistrationState {
  const { listed, isListing, note } = known;
  const heard = heardOf(known);
  if (heard !== undefined) {
    const isOver = heard.ends_at !== null && heard.ends_at <= now;
    return heard.state === "active" && isOver ? "ended" : heard.state;
  }
  if (listed?.isActive === true) return "active";
  if (listed?.isActive === false) return "inactive";
  if (note === undefined) return "unknown";
  if (isListing && listed === undefined) return "missing";
  return note.ends_at === null ? "unknown" : "pending";
}

/** When it ends unless it is renewed. Null: it does not, or nobody says. */
export function endOf(known: Omit<Known, "isListing">): number | null {
  const heard = heardOf(known);
  if (heard !== undefined) return heard.ends_at;
  const listed = known.listed?.expiresAt ?? null;
  return listed === null ? (known.note?.ends_at ?? null) : Date.parse(listed);
}

/**
 * When it is to be renewed. Null: it does not end.
 *
 * What a platform says of it comes in a handshake, which nobody signs. So that is never a reason to wait for longer than
 * what was asked for tells: a lease counts no longer than it was asked for, from when it was asked for; and one that was
 * denied or ended is asked for again, at growing distances, as long as it is wanted here.
 */
export function renewalOf(note: RegistrationNote, subscription: SubscriptionNote | undefined): number | null {
  if (note.failures > 0) return note.retry_at;
  if (note.ends_at === null) return null;
  const lengthMs = note.ends_at - note.asked_at;
  const heard = heardOf({ note, subscription });
  if (heard === undefined) return note.asked_at + Math.min(Math.round(lengthMs * note.share), UNHEARD_MS);
  if (isRefusal(heard)) return note.asked_at + Math.min(SOON_MS * 2 ** (note.refusals ?? 0), UNHEARD_MS);
  const grantedMs = heard.ends_at === null ? lengthMs : Math.min(heard.ends_at - heard.heard_at, lengthMs);
  // Whoever claims that hardly anything was granted does not have the hub asked all the time.
  const waitMs = Math.max(grantedMs * note.share, Math.min(lengthMs * note.share, SOON_MS));
  return note.asked_at + Math.round(waitMs);
}

/** What `refusals` is when it is asked for again now. */
export function refusalsOf(note: RegistrationNote, subscription: SubscriptionNote | undefined): number {
  const heard = heardOf({ note, subscription });
  return heard !== undefined && isRefusal(heard) ? (note.refusals ?? 0) + 1 : 0;
}

function isRefusal({ state }: SubscriptionNote): boolean {
  return state !== "active";
}

/** What the platform has said since it was asked. */
function heardOf({ note, subscription }: Pick<Known, "note" | "subscription">): SubscriptionNote | undefined {
  if (subscription === undefined || note === undefined) return subscription;
  return subscription.heard_at >= note.asked_at ? subscription : undefined;
}
