import { readStandardId } from "@tabellary/contracts/schemes";
import { at, isObject, textAt, timeAt } from "../../json/fields.ts";
import type { Draft, Verified } from "../platform.ts";
import { readUnified } from "../unified.ts";

/** `{type, timestamp, data}`, as the specification recommends it. A body without a type is `standard.message`, whole. */
export function normaliseStandard(payload: unknown, { headers, proof }: Verified): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  const id = proof === undefined ? readStandardId(headers) : proof.id;
  const type = textAt(payload, "type");
  const data = at(payload, "data");
  const named = {
    type: `standard.${type ?? "message"}` as const,
    data: type !== undefined && isObject(data) ? data : payload,
  };
  return [
    {
      ...(readUnified(type ?? "", data) ?? named),
      key: id === undefined ? [] : [id],
      timestamp: timeAt(payload, ["timestamp"]),
      native: payload,
    },
  ];
}
