/** What is noted of sources, by its key. Every kind of note has one writer; who reads puts them together. */
import type { Subscription } from "@tabellary/receiver";
import type { JsonObject } from "../model/event-type.ts";
import type { Store } from "../store/store.ts";

/** `poll`: where the polling of a source stands. Times are in milliseconds since 1970. */
export interface PollNote {
  /** The source's revision and its subject that this is about: with another subject the cursor means nothing. */
  rev: number;
  subject: Readonly<Record<string, string>>;
  cursor: string | null;
  polled_at: number;
  next_at: number;
  /** The platform wants to be left alone until then. */
  wait_until: number | null;
  /** In a row. */
  failures: number;
  error: string | null;
}

/** `registration:<ref>`: what was registered at the platform from here. */
export interface RegistrationNote {
  /** The platform's id, with `{token}` in the place of the source's token, which is a secret. */
  id: string;
  /** What it was registered with; only where it has to be renewed. */
  options: JsonObject | null;
  /** By which of the source's addresses: the beginning of the hash of its token. */
  address: string;
  asked_at: number;
  /** When it ends unless renewed, as far as the answer says. Null: it does not end. */
  ends_at: number | null;
  /** The part of its time after which it is renewed: a little different for each. */
  share: number;
  /** How often in a row it was asked for again because the platform had denied or ended it. Left out: never. */
  refusals?: number;
  /** Tries to renew it that failed, in a row. */
  failures: number;
  retry_at: number | null;
  error: string | null;
}

/** `subscription:<topic>`: what the platform itself has said of a registration, in a handshake. */
export interface SubscriptionNote {
  state: Subscription["state"];
  ends_at: number | null;
  reason: string | null;
  heard_at: number;
}

/** `sweep`: when the sender was last asked for what was missed. */
export interface SweepNote {
  swept_at: number;
  error: string | null;
}

/** `sweep` of a sender that sends again when it is asked: how far its list of deliveries has been gone through. */
export interface RedeliveryNote extends SweepNote {
  next_at: number;
  /** What was delivered before has been seen to. */
  since: number;
  /** How often each delivery that failed was asked for, by the sender's id of it. */
  tries: Readonly<Record<string, number>>;
  failures: number;
}

/** `job:<id>`: a job that was submitted elsewhere, and whose end is awaited here. */
export interface JobNote {
  kind: string;
  reference: string | null;
  remembered_at: number;
  deadline_at: number;
}

export const SWEEP = "sweep";
export const REGISTRATION = "registration:";
export const SUBSCRIPTION = "subscription:";
export const JOB = "job:";

export interface Noted<T> {
  sourceNo: number;
  key: string;
  value: T;
}

const PAGE_LENGTH = 500;
const ADDRESS_LENGTH = 16;
/** A platform's own words, or a stranger's. */
const REASON_LENGTH_MAX = 200;

/** All notes of one kind, of one source or of all. `prefix` is a key, or what the keys of the kind begin with. */
export async function readNotes<T>(
  store: Pick<Store, "notes">,
  sourceNo: number | null,
  prefix: string,
): Promise<readonly Noted<T>[]> {
  const all: Noted<T>[] = [];
  for (let after: { sourceNo: number; key: string } | null = null; ; ) {
    const page = await store.notes(sourceNo, prefix, after, PAGE_LENGTH);
    for (const { value, ...place } of page) all.push({ ...place, value: JSON.parse(value) });
    if (page.length < PAGE_LENGTH) return all;
    after = page.at(-1)!;
  }
}

/** One note; undefined when there is none of that very key. */
export async function readNote<T>(store: Pick<Store, "notes">, sourceNo: number, key: string): Promise<T | undefined> {
  const [first] = await store.notes(sourceNo, key, null, 1);
  return first?.key === key ? JSON.parse(first.value) : undefined;
}

/** Null takes the note away. */
export function writeNote<T extends object>(
  store: Pick<Store, "note">,
  sourceNo: number,
  key: string,
  value: T | null,
): Promise<void> {
  return store.note([{ sourceNo, key, value: value === null ? null : JSON.stringify(value) }]);
}

/** What a handshake leaves: whoever renews goes by it. */
export function subscriptionNote(
  { topic, state, endsAtMs, reason }: Subscription,
  now: number,
): { key: string; value: string } {
  const told = reason?.slice(0, REASON_LENGTH_MAX) ?? null;
  const note: SubscriptionNote = { state, ends_at: endsAtMs, reason: told, heard_at: now };
  return { key: SUBSCRIPTION + topic, value: JSON.stringify(note) };
}

/** The source's address of now, as a registration's note has it. */
export function addressOf({ tokenHash }: { tokenHash: string }): string {
  return tokenHash.slice(0, ADDRESS_LENGTH);
}

/** Under what a registration is noted. An id that is a topic and an address is known by its topic, as handshakes know it. */
export function refOf(registrationId: string): string {
  return registrationId.split(" ", 1)[0]!;
}
