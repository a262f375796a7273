/**
 * Jetstream's messages, as a relay of the owner's hands them on: one, or a list.
 * https://github.com/bluesky-social/jetstream/blob/main/docs/README.md, section 5
 */
import { at, idAt, isObject, type JsonObject, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";
import { POST_COLLECTION, postDraft } from "./post.ts";

export function normaliseBluesky(payload: unknown): readonly Draft[] {
  const messages = Array.isArray(payload) ? payload : [payload];
  return messages.map((message) => {
    if (!isObject(message)) throw new TypeError("a message is no object");
    return commitDraft(readCommit(message), message) ?? otherDraft(message);
  });
}

interface Commit {
  did: string;
  rev: string;
  operation: string;
  collection: string;
  rkey: string;
  /** Not there when it is a deletion. */
  cid: string | undefined;
  record: unknown;
  /** When Jetstream saw it. */
  seenAt: string | null;
}

/**
 * The older form nests the commit and counts microseconds; the newer (`{$type, payload}`) is flat, with a date.
 * Undefined for what is no commit.
 */
function readCommit(message: JsonObject): Commit | undefined {
  const newer = isObject(message.payload) ? message.payload : message;
  const commit = isObject(message.commit) ? message.commit : newer;
  const [did, rev] = [textAt(newer, "did"), textAt(commit, "rev")];
  const [operation, collection] = [textAt(commit, "operation"), textAt(commit, "collection")];
  const rkey = textAt(commit, "rkey");
  if (did === undefined || rev === undefined || rkey === undefined) return undefined;
  if (operation === undefined || collection === undefined) return undefined;
  const seenAt = timeAt(newer, ["time"]) ?? microsecondsAt(message.time_us);
  return { did, rev, operation, collection, rkey, cid: textAt(commit, "cid"), record: at(commit, "record"), seenAt };
}

function microsecondsAt(value: unknown): string | null {
  return timeAt({ ms: Math.floor(Number(value) / 1000) }, ["ms"], "ms");
}

function commitDraft(commit: Commit | undefined, message: JsonObject): Draft | undefined {
  if (commit === undefined) return undefined;
  const { did, rev, operation, collection, rkey, cid, record, seenAt } = commit;
  const uri = `at://${did}/${collection}/${rkey}`;
  if (collection !== POST_COLLECTION) {
    const type = `bluesky.${collection}.${operation}` as const;
    return { type, key: [uri, rev, operation], timestamp: seenAt, data: message, native: message };
  }
  // A deletion does not say whether it was an answer: on Bluesky both are posts.
  if (operation === "delete") {
    return {
      type: "post.deleted",
      key: [uri, rev, operation],
      timestamp: seenAt,
      data: { post_id: uri },
      native: message,
    };
  }
  if (cid === undefined || (operation !== "create" && operation !== "update")) return undefined;
  const post = { uri, cid, record, handle: null, mediaUrls: [], native: message };
  const draft = postDraft(post, operation === "create" ? "created" : "updated", seenAt);
  // A post may be changed back to what it was before.
  return operation === "create" ? draft : { ...draft, key: [uri, rev, operation] };
}

/** An account's state, its name: `{did, time_us, kind, account|identity}`, or `{payload: {$type: "…#account", seq, did}}`. */
function otherDraft(message: JsonObject): Draft {
  const payload = isObject(message.payload) ? message.payload : message;
  const name = textAt(message, "kind") ?? textAt(payload, "$type")?.split("#")[1] ?? "message";
  const place = idAt(payload, "seq") ?? idAt(message, "time_us");
  const did = textAt(payload, "did");
  return {
    type: `bluesky.${name}`,
    key: place === undefined || did === undefined ? [] : [name, did, place],
    timestamp: timeAt(payload, ["time"]) ?? microsecondsAt(message.time_us),
    data: message,
    native: message,
  };
}
