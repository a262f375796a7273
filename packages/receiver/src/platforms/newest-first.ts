/**
 * Polls of what is listed newest first, and cannot be asked from a place on: feeds, and lists whose pages go back. What
 * was on the newest page is remembered with its version, so that a thing comes once, and once more for each edit that
 * is seen.
 */
import { isObject, type JsonObject } from "../json/fields.ts";
import type { CallFailure } from "./call.ts";
import type { Draft, Polled } from "./platform.ts";
import { notPolled, readCursor, writeCursor } from "./polling.ts";

export interface Item {
  id: string;
  /** Another one after an edit; the same otherwise. */
  version: string;
  /** Where it stands in the list. Null: not told, and it is taken for new unless it is known. */
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
  const drafts = items.toReversed().flatMap((item) => draftOf(item, state) ?? []);
  return { ok: true, drafts, cursor: writeState(items, state, validators) };
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
    seen: isObject(seen) ? new Map(Object.entries(seen).map(([id, version]) => [id, String(version)])) : undefined,
    floorMs: typeof floorMs === "number" ? floorMs : Number.NEGATIVE_INFINITY,
    validators: {
      ...(typeof etag === "string" && { etag }),
      ...(typeof lastModified === "string" && { lastModified }),
    },
  };
}

function writeState(items: readonly Item[], { floorMs }: State, validators: Validators): string {
  const kept = items.slice(0, SEEN_MAX);
  const oldestMs = Math.min(...kept.flatMap(({ atMs }) => atMs ?? []));
  const floor = Math.max(floorMs, Number.isFinite(oldestMs) ? oldestMs : floorMs);
  const state: JsonObject = {
    seen: Object.fromEntries(kept.map(({ id, version }) => [id, version])),
    ...(Number.isFinite(floor) && { floorMs: floor }),
    ...validators,
  };
  return writeCursor(state);
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
