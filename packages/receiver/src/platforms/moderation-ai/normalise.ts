import { isUnifiedType } from "../../event.ts";
import { at, idAt, isObject, textAt, timeAt } from "../../json/fields.ts";
import type { NamedDraft } from "../platform.ts";
import { readUnified } from "../unified.ts";

/** `{event_id, event_type, timestamp, platform, data}`. An unknown type keeps its name and its data. */
export function normaliseUnified(payload: unknown): readonly NamedDraft[] {
  const type = textAt(payload, "event_type");
  const data = at(payload, "data");
  if (type === undefined || !isObject(data)) throw new TypeError("event_type and data are needed");
  const read = readUnified(type, data) ?? { type, data };
  if (isUnifiedType(type) && read.data === data) throw new TypeError(`the data is not that of ${type}`);
  const id = idAt(payload, "event_id");
  return [
    {
      ...read,
      key: id === undefined ? [] : [id],
      timestamp: timeAt(payload, ["timestamp"]),
      native: payload,
      platform: platformOf(payload),
    },
  ];
}

/** The platform that the envelope names, where that is a name. */
function platformOf(payload: unknown): string {
  const name = textAt(payload, "platform") ?? "";
  return /^[A-Za-z0-9_-]{1,64}$/.test(name) ? name : "moderation-ai";
}
