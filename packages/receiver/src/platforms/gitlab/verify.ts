import { standard } from "@tabellary/contracts";
import { readHeader } from "@tabellary/contracts/schemes";
import type { Incoming, Verdict } from "../platform.ts";
import { verifyToken } from "../token.ts";

/**
 * A signature (that of Standard Webhooks) decides alone where we have a signing token and it is there. Otherwise the
 * secret token in `X-Gitlab-Token` has to be one of ours. A signing token is never taken for a secret token.
 */
export function verifyGitlab(incoming: Incoming): Verdict {
  const { headers, body, nowMs, toleranceSeconds, credentials } = incoming;
  const secrets = credentials.secret ?? [];
  const signing = secrets.filter(isSigningToken);
  const tokens = secrets.filter((secret) => !isSigningToken(secret));
  const signature = readHeader(headers, "webhook-signature", "signature");
  const isMissing = typeof signature !== "string" && signature.reason === "signature_missing";
  if (signing.length === 0 || (isMissing && tokens.length > 0)) return verifyToken(incoming, "X-Gitlab-Token", tokens);
  if (typeof signature !== "string") return signature;
  return standard.verify({ headers, body, nowMs, toleranceSeconds, secrets: signing });
}

/** GitLab makes signing tokens of 32 bytes, in base64 after this prefix. */
export function isSigningToken(secret: string): boolean {
  return secret.startsWith("whsec_");
}
