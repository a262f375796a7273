import { at, idAt, isObject, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";
import { readUnified } from "../unified.ts";

/**
 * `{id,type,created_at,data}` where it looks like that; else the body as `generic.message`. An `id` counts as the
 * event's in such an envelope alone: elsewhere it may well be the id of what the event is about, the same in many.
 */
export function normaliseGeneric(payload: unknown): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const type = textAt(payload, "type") ?? textAt(payload, "event");
  const data = at(payload, "data");
  const isEnvelope = type !== undefined && isObject(data);
  const id = isEnvelope ? idAt(payload, "id") : undefined;
  const named = { type: `generic.${type ?? "message"}` as const, data: isEnvelope ? data : payload };
  const timestamp = timeAt(payload, ["created_at"]) ?? timeAt(payload, ["timestamp"]);
  return [
    {
      ...(readUnified(type ?? "", data) ?? named),
      key: id === undefined ? [] : [id],
      timestamp,
      native: payload,
    },
  ];
}
