import { omnifenceSigned } from "@tabellary/contracts";
import { bodyFailure, hasHeader, isBody, readStandardId } from "@tabellary/contracts/schemes";
import { refuse } from "../../refusal.ts";
import type { Incoming, Proof, Verdict } from "../platform.ts";

const UNSIGNED =
  'This webhook has no signature, so anybody could have sent it. Pass { acceptUnverified: "yes" } to take such ones as omnifence.unverified, and ask for the job before believing one.';

/** What carries a signature is verified, whatever else was allowed: a bad one never passes as none. */
export function verifyOmnifence({ headers, body, nowMs, toleranceSeconds, credentials }: Incoming): Verdict {
  const { secret = [], acceptUnverified } = credentials;
  if (isSigned(headers)) return omnifenceSigned.verify({ headers, body, nowMs, toleranceSeconds, secrets: secret });
  if (acceptUnverified?.[0] !== "yes") return refuse("signature_missing", UNSIGNED);
  return isBody(body) ? { ok: true, isUnsigned: true } : bodyFailure();
}

/** A bad signature never passes as none: what has one and has passed was proven by it. */
export function proofOfOmnifence({ headers }: Pick<Incoming, "headers">): Proof {
  if (!isSigned(headers)) return { ok: true, isUnsigned: true };
  const id = readStandardId(headers);
  return { ok: true, ...(id !== undefined && { id }) };
}

function isSigned(headers: Incoming["headers"]): boolean {
  return hasHeader(headers, "webhook-signature");
}
