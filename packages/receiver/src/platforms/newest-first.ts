/**
 * Polls of what is listed newest first, and cannot be asked from a place on: feeds, and lists whose pages go back. The
 * newest things are remembered with their versions, so that a thing comes once, and once more for each edit that is seen.
 */
import type { CallFailure } from "./call.ts";
import type { Draft, Polled } from "./platform.ts";
import { notPolled, readCursor, writeCursor } from "./polling.ts";

export interface Item {
  id: string;
  /** Another one after an edit; the same otherwise. */
  version: string;
  /** When it came to be. Null: not told, and it is taken for new unless it is known. */
  atMs: number | null;
  draft(change: "created" | "updated"): Draft | undefined;
}

/** What makes a request conditional (RFC 9110 section 13), as the last answer gave it. */
export interface Validators {
  etag?: string;
  lastModified?: string;
}

export type Page =
  | { ok: true; items: readonly Item[]; next: string | null; validators?: Validators }
  /** 304: nothing has changed since the validators. */
  | { ok: true; isUnchanged: true }
  | CallFailure;

/** Reads the first page (`next` null, with the validators of the poll before) or the one that a page named as `next`. */
export type ReadPage = (next: string | null, validators: Validators) => Promise<Page>;

/** How many are remembered: one page of most APIs. */
const SEEN_MAX = 100;
/** When more is new than this many pages hold, what is older is let go. */
const PAGES_MAX = 20;

interface State {
  /** Undefined for the first poll. */
  seen: ReadonlyMap<string, string> | undefined;
  /** What is older was there before, even when it is not remembered: after a deletion, old things move up. */
  floorMs: number;
  validators: Validators;
}

/** The first poll takes the newest page. Drafts are oldest first. */
export async function pollNewest(cursor: string | null, readPage: ReadPage): Promise<Polled> {
  const state = readState(cursor);
  const items: Item[] = [];
  let validators: Validators = {};
  let next: string | null = null;
  for (let page = 0; page < PAGES_MAX; page++) {
    const answer = await readPage(next, page === 0 ? state.validators : {});
    if (!answer.ok) return notPolled(answer);
    if ("isUnchanged" in answer) return { ok: true, drafts: [], cursor };
    if (page === 0) validators = answer.validators ?? {};
    items.push(...answer.items);
    next = answer.next;
    if (next === null || state.seen === undefined || answer.items.some((item) => isKnown(item, state))) break;
  }
  const byTime = items.toReversed().sort((a, b) => timeOf(a) - timeOf(b));
  const drafts = byTime.flatMap((item) => draftOf(item, state) ?? []);
  return { ok: true, drafts, cursor: writeState(byTime, state, validators) };
}

function timeOf({ atMs }: Item): number {
  return atMs ?? Number.MAX_SAFE_INTEGER;
}

function isKnown({ id, atMs }: Item, { seen, floorMs }: State): boolean {
  return seen?.has(id) === true || (atMs !== null && atMs < floorMs);
}

function draftOf(item: Item, state: State): Draft | undefined {
  const version = state.seen?.get(item.id);
  if (version !== undefined) return version === item.version ? undefined : item.draft("updated");
  return isKnown(item, state) ? undefined : item.draft("created");
}

function readState(cursor: string | null): State {
  const { seen, floorMs, etag, lastModified } = readCursor(cursor);
  return {
    seen: Array.isArray(seen) ? new Map(seen.filter(isPair)) : undefined,
    floorMs: typeof floorMs === "number" ? floorMs : Number.NEGATIVE_INFINITY,
    validators: {
      ...(typeof etag === "string" && { etag }),
      ...(typeof lastModified === "string" && { lastModified }),
    },
  };
}

function isPair(value: unknown): value is [id: string, version: string] {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "string");
}

/** What is missing from a page stays remembered while there is room: it may have been left out by mistake. */
function writeState(byTime: readonly Item[], { seen, floorMs }: State, validators: Validators): string {
  const all = new Map(seen);
  for (const { id, version } of byTime) {
    all.delete(id);
    all.set(id, version);
  }
  const kept = [...all].slice(-SEEN_MAX);
  const isCut = seen === undefined || kept.length < all.size;
  const oldestMs = Math.min(...byTime.slice(-SEEN_MAX).flatMap(({ atMs }) => atMs ?? []));
  const floor = isCut && Number.isFinite(oldestMs) ? Math.max(floorMs, oldestMs) : floorMs;
  return writeCursor({
    seen: kept,
    ...(Number.isFinite(floor) && { floorMs: floor }),
    ...validators,
  });
}

/** The headers of a conditional request. */
export function conditions({ etag, lastModified }: Validators): Record<string, string> {
  return {
    ...(etag !== undefined && { "if-none-match": etag }),
    ...(lastModified !== undefined && { "if-modified-since": lastModified }),
  };
}

export function validatorsOf(headers: Headers): Validators {
  const etag = headers.get("etag");
  const lastModified = headers.get("last-modified");
  return { ...(etag !== null && { etag }), ...(lastModified !== null && { lastModified }) };
}
