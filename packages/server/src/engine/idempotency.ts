import { createHash } from "node:crypto";
import { Problem } from "../model/errors.ts";
import { formatId } from "../model/ids.ts";
import type { AcceptEntry, AcceptResult, NewEvent } from "../store/journal-entry.ts";
import type { AcceptRequest } from "./requests.ts";

/** The key is stored as its hash: it may be anything the caller likes. */
export function idempotencyOf(
  siteNo: number,
  { key, bodyHash }: NonNullable<AcceptRequest["idempotency"]>,
  answer: string,
): AcceptEntry["idempotency"] {
  return { siteNo, keyHash: createHash("sha256").update(key).digest(), bodyHash, answer };
}

type Unkept = Extract<AcceptResult, { kind: "key_reused" | "external_id_taken" }>;

/** What the caller is told when the store kept nothing of `events`, which `request` asked for. */
export function problemOf(result: Unkept, events: readonly NewEvent[], request: AcceptRequest): Problem {
  if (result.kind === "key_reused") {
    return new Problem(
      "idempotency_key_reused",
      "This Idempotency-Key was used with another body in the last 24 hours.",
      {
        faults: [{ path: "Idempotency-Key", message: "belongs to another request" }],
      },
    );
  }
  const { externalId, eventSeq } = result;
  const ownerIndex = events.findIndex((event) => event.seq === eventSeq);
  const index = events.findIndex((event, i) => i > ownerIndex && event.externalId === externalId);
  const message =
    ownerIndex < 0 ? `belongs to ${formatId("evt", eventSeq)}` : "belongs to another event of this request";
  return new Problem("external_id_taken", `external_id "${externalId}" ${message}.`, {
    faults: [{ path: `${request.pathOf?.(index) ?? ""}/external_id`, message }],
  });
}
