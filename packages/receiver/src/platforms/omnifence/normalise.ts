import { idAt, isObject, type JsonObject, textAt, timeAt } from "../../json/fields.ts";
import type { Draft, Proof, Verified } from "../platform.ts";

/**
 * `{job_id,status,is_prohibited,…}`, or `{type:"text_batch",batch_id,items}`. Release what was judged only when
 * `status` is `completed` and `is_prohibited` is false; null means that nothing was decided. Only what
 * OmniFence's own signature proves is a verdict: what nobody, or a relay, has signed is a hint.
 */
export function normaliseOmnifence(payload: unknown, { proof }: Verified): readonly Draft[] {
  const id = idAt(payload, "job_id") ?? idAt(payload, "batch_id");
  if (!isObject(payload) || id === undefined) throw new TypeError("job_id or batch_id is needed");
  const timestamp = timeAt(payload, ["completed_at"]) ?? timeAt(payload, ["failed_at"]);
  const isProven = proof !== undefined && !proof.isUnsigned && !proof.isRelayed;
  return [{ ...(isProven ? proven(payload, proof) : hint(payload)), timestamp, native: payload }];
}

/**
 * A job ends once, so it is known by itself and its end: then what was asked for and what a webhook told later are one
 * event. A batch is known by the proof's id: `webhook-id`, the delivery's, which is signed.
 */
function proven(payload: JsonObject, { id }: Proof) {
  const kind = textAt(payload, "type") === "text_batch" ? "text_batch" : "job";
  const status = textAt(payload, "status") ?? "unknown";
  const jobId = kind === "job" ? idAt(payload, "job_id") : undefined;
  const key = jobId !== undefined ? [jobId, status] : id !== undefined ? [id] : [];
  return { type: `omnifence.${kind}.${status}`, key, data: payload } as const;
}

/**
 * Known by its whole body: were it known by its job or its delivery, a forged one could come first, and the true one
 * would be taken for a repetition.
 */
function hint(payload: JsonObject) {
  return { type: "omnifence.unverified", key: [], data: payload } as const;
}
