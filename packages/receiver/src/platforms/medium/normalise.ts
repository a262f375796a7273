import { parseExactJson } from "../../json/exact-json.ts";
import { at, isObject, textAt } from "../../json/fields.ts";
import type { Draft, Incoming } from "../platform.ts";
import { readUnified } from "../unified.ts";
import { itemsOf, parseFeed } from "./feed.ts";

/** A feed, or JSON. */
export function parseMedium({ body }: Incoming): { value: unknown } | undefined {
  return parseFeed(body) ?? parseExactJson(body);
}

/** What a relay hands on: a feed as it stands, every story as new; or `{type, data}` of a unified type. */
export function normaliseMedium(payload: unknown): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  if (isObject(at(payload, "rss", "channel"))) {
    return itemsOf(payload)
      .toReversed()
      .flatMap((item) => item.draft("created") ?? []);
  }
  const type = textAt(payload, "type") ?? "message";
  const draft = readUnified(type, payload.data) ?? { type: `medium.${type}` as const, data: payload };
  return [{ ...draft, key: [], timestamp: null, native: payload }];
}
