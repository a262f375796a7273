import { idAt, isObject, type JsonObject, textAt, timeAt } from "../../json/fields.ts";
import { readHeaderText } from "../headers.ts";
import type { Draft, Incoming } from "../platform.ts";
import { isSigned } from "./verify.ts";

/**
 * `{job_id,status,is_prohibited,…}`, or `{type:"text_batch",batch_id,items}`. Release what was judged only when
 * `status` is `completed` and `is_prohibited` is false; null means that nothing was decided.
 */
export function normaliseOmnifence(payload: unknown, { headers }: Pick<Incoming, "headers">): readonly Draft[] {
  const id = idAt(payload, "job_id") ?? idAt(payload, "batch_id");
  if (!isObject(payload) || id === undefined) throw new TypeError("job_id or batch_id is needed");
  const timestamp = timeAt(payload, ["completed_at"]) ?? timeAt(payload, ["failed_at"]);
  return [{ ...(isSigned(headers) ? proven(payload, headers) : hint(payload)), timestamp, native: payload }];
}

/** `webhook-id` is the delivery's id, and signed. */
function proven(payload: JsonObject, headers: Incoming["headers"]) {
  const kind = textAt(payload, "type") === "text_batch" ? "text_batch" : "job";
  const status = textAt(payload, "status") ?? "unknown";
  const delivery = readHeaderText(headers, "webhook-id");
  return { type: `omnifence.${kind}.${status}`, key: delivery === undefined ? [] : [delivery], data: payload } as const;
}

/**
 * Known by its whole body: were it known by its job or its delivery, a forged one could come first, and the true one
 * would be taken for a repetition.
 */
function hint(payload: JsonObject) {
  return { type: "omnifence.unverified", key: [], data: payload } as const;
}
