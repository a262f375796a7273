import { parseExactJson } from "../../json/exact-json.ts";
import { at, isObject } from "../../json/fields.ts";
import type { Draft, Incoming } from "../platform.ts";
import { parseAtom } from "./atom.ts";
import { commentDraft } from "./comment.ts";
import { feedDrafts } from "./feed.ts";
import { pushDraft } from "./push.ts";

/** A feed is XML, all else is JSON. The content type is not asked: Google's hub has sent several. */
export function parseYoutube({ body }: Incoming): { value: unknown } | undefined {
  return startsLikeXml(body) ? parseAtom(body) : parseExactJson(body);
}

/** Whether the first character that is no white space is `<`. */
function startsLikeXml(body: string | Uint8Array): boolean {
  const start =
    typeof body === "string" ? body.slice(0, LOOK_CHARS) : new TextDecoder().decode(body.subarray(0, LOOK_CHARS));
  return start.trimStart().startsWith("<");
}

const LOOK_CHARS = 64;

export function normaliseYoutube(payload: unknown): readonly Draft[] {
  if (isObject(at(payload, "feed")) || at(payload, "feed") === "") return feedDrafts(at(payload, "feed"));
  if (isObject(at(payload, "message"))) return [pushDraft(payload)];
  const comment = commentDraft(payload);
  if (comment !== undefined) return [comment];
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  return [{ type: "youtube.message", key: [], timestamp: null, data: payload, native: payload }];
}
