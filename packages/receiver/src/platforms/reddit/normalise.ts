import { at, isObject, listAt, textAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";
import { thingDraft } from "./thing.ts";

/** The names that moderation_ai's page has for what Reddit calls kinds. Reddit itself sends no webhook at all. */
const KIND_BY_EVENT: { readonly [event: string]: string } = {
  "comment.post": "t1",
  "post.submit": "t3",
  modaction: "modaction",
};

/**
 * What a relay hands on: `{type, data}` as moderation_ai's page prints it, a thing `{kind, data}` of Reddit's API, or a
 * listing of them.
 */
export function normaliseReddit(payload: unknown): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  if (payload.kind === "Listing") return listAt(payload, "data", "children").flatMap(normaliseReddit);
  const name = textAt(payload, "type") ?? textAt(payload, "kind") ?? "message";
  const data = at(payload, "data");
  const draft = isObject(data) ? thingDraft(KIND_BY_EVENT[name] ?? name, data) : undefined;
  return [draft ?? { type: `reddit.${name}`, key: [], timestamp: null, data: payload, native: payload }];
}
