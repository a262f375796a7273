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

/** When a registration that nobody confirmed is asked for once more. */
const UNHEARD_MS = 6 * 3_600_000;

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

/** When it is to be renewed, after a share of its time. Null: it does not end, or the platform does not want it. */
export function renewalOf(note: RegistrationNote, subscription: SubscriptionNote | undefined): number | null {
  const heard = heardOf({ note, subscription });
  if (heard !== undefined && heard.state !== "active") return null;
  if (note.failures > 0) return note.retry_at;
  const from = heard?.heard_at ?? note.asked_at;
  const until = heard === undefined ? note.ends_at : heard.ends_at;
  if (until === null) return null;
  const due = Math.round(from + (until - from) * note.share);
  return heard === undefined ? Math.min(due, note.asked_at + UNHEARD_MS) : due;
}

/** What the platform has said since it was asked. */
function heardOf({ note, subscription }: Pick<Known, "note" | "subscription">): SubscriptionNote | undefined {
  if (subscription === undefined || note === undefined) return subscription;
  return subscription.heard_at >= note.asked_at ? subscription : undefined;
}
