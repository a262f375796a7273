/** Verification, the same for every scheme: body, headers, age, secrets, signature, in this order. */
import type { VerifyInput } from "../contract.ts";
import { type Failure, fail, type Verification } from "../verification.ts";
import type { Scheme, Tolerance } from "./scheme.ts";
import { ageSeconds, type Timestamp } from "./timestamp.ts";

export function verifyWith<Key>(scheme: Scheme<Key>, input: VerifyInput): Verification {
  const { body, toleranceSeconds } = input;
  if (!isBody(body)) return bodyFailure();

  const secrets = listSecrets(input.secrets);
  const reading = scheme.read(input.headers, secrets, toleranceSeconds !== null);
  if (reading.failures[0] !== undefined) return reading.failures[0];

  const stale = checkAge(reading.timestamp, input.nowMs, toleranceSeconds, scheme.tolerance);
  if (stale !== undefined) return stale;

  const { keys, problem } = readKeys(scheme, secrets);
  if (keys.length === 0) return fail("secret_invalid", problem);
  if (!keys.some((key) => scheme.matches(reading, body, key))) return mismatchFailure();

  return {
    ok: true,
    ...(reading.id !== undefined && { id: reading.id }),
    ...(reading.timestamp !== undefined && { timestampMs: reading.timestamp.ms }),
  };
}

export function isBody(body: unknown): body is string | Uint8Array {
  return typeof body === "string" || body instanceof Uint8Array;
}

export function bodyFailure(): Failure {
  return fail(
    "body_invalid",
    "The body is neither text nor bytes. Verify the raw body, before a JSON parser has had it: a parsed and re-serialised body need not be what was signed.",
  );
}

export function mismatchFailure(): Failure {
  return fail(
    "signature_mismatch",
    "The signature is not of this body and these headers by any of the secrets. Either the secret is another, or the body was changed on its way, often by a parser; explain() tells which.",
  );
}

/** Secrets as a list. What is not text is kept out: a missing environment variable must not become a key. */
export function listSecrets(secrets: unknown): readonly string[] {
  if (typeof secrets === "string") return [secrets];
  return Array.isArray(secrets) ? secrets.filter((secret) => typeof secret === "string") : [];
}

export function readKeys<Key>(scheme: Scheme<Key>, secrets: readonly string[]): { keys: Key[]; problem: string } {
  const keys: Key[] = [];
  let problem = "";
  for (const secret of secrets) {
    const result = scheme.readKey(secret, "verify");
    if (result.problem === undefined) keys.push(result.key);
    else problem ||= result.problem;
  }
  return { keys, problem: problem || "No secret was given: pass the one that the sender signs with." };
}

/** Callers without types may give anything: what is no number is not made one, and compares as false. */
function numberOr(other: number, value: unknown): number {
  return typeof value === "number" ? value : other;
}

/** Undefined when the timestamp may pass. A clock or a tolerance that is no number lets nothing pass. */
export function checkAge(
  timestamp: Timestamp | undefined,
  nowMs: number,
  toleranceSeconds: number | null | undefined,
  tolerance: Tolerance,
): Failure | undefined {
  if (timestamp === undefined || toleranceSeconds === null) return undefined;
  const allowed = numberOr(Number.NaN, toleranceSeconds ?? tolerance.seconds);
  const age = ageSeconds(timestamp, numberOr(Number.NaN, nowMs));
  const isRecent = age <= allowed;
  const isPast = tolerance.sides === "past" || age >= -allowed;
  if (isRecent && isPast) return undefined;
  const where = age > 0 ? `${age} s old` : `${-age} s in the future`;
  return fail(
    "timestamp_outside_tolerance",
    `The timestamp is ${where}, and ${allowed} s are allowed. This is a replay, a delivery held up on its way, or a clock that is wrong.`,
  );
}
