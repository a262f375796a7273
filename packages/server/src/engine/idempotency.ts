import { createHash } from "node:crypto";
import { Problem } from "../model/errors.ts";
import { formatId } from "../model/ids.ts";
import type { AcceptEntry, AcceptResult } from "../store/journal-entry.ts";
import type { AcceptRequest } from "./requests.ts";

/** The key is stored as its hash: it may be anything the caller likes. */
export function idempotencyOf(
  siteNo: number,
  { key, bodyHash }: NonNullable<AcceptRequest["idempotency"]>,
  answer: string,
): AcceptEntry["idempotency"] {
  return { siteNo, keyHash: createHash("sha256").update(key).digest(), bodyHash, answer };
}

/** What the caller is told when the store kept nothing. */
export function problemOf(result: Extract<AcceptResult, { kind: "key_reused" | "external_id_taken" }>): Problem {
  if (result.kind === "key_reused") {
    return new Problem(
      "idempotency_key_reused",
      "This Idempotency-Key was used with another body in the last 24 hours.",
      {
        faults: [{ path: "Idempotency-Key", message: "belongs to another request" }],
      },
    );
  }
  const owner = formatId("evt", result.eventSeq);
  return new Problem("external_id_taken", `external_id "${result.externalId}" belongs to ${owner}.`, {
    faults: [{ path: "/external_id", message: `belongs to ${owner}` }],
  });
}
