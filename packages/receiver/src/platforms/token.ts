import { bodyFailure, isBody, readHeader, readTextSecret } from "@tabellary/contracts/schemes";
import { refuse } from "../refusal.ts";
import type { Incoming, Verdict } from "./platform.ts";
import { isOneOf } from "./signature.ts";

/** For those who send a shared secret along as it is: the header's one value has to be one of ours. */
export function verifyToken({ headers, body }: Incoming, header: string, ours: readonly string[]): Verdict {
  if (!isBody(body)) return bodyFailure();
  // What is no secret, such as a public key, is nothing to be known by.
  const known = ours.filter((one) => readTextSecret(one).problem === undefined);
  if (known.length === 0) return refuse("secret_invalid", `There is no secret to compare the header ${header} with.`);
  const value = readHeader(headers, header, "signature");
  if (typeof value !== "string") return value;
  return isOneOf(value, known)
    ? { ok: true }
    : refuse("signature_mismatch", `The header ${header} is none of the secrets.`);
}
