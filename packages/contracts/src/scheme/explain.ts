/** A verification told step by step. Goes on past a failed step where it can: "too old, but genuine" is worth knowing. */
import type { VerifyInput } from "../contract.ts";
import type { Explanation, ExplanationStep, Failure, Reason } from "../verification.ts";
import { findHints } from "./hints.ts";
import type { Reading, Scheme } from "./scheme.ts";
import { bodyFailure, checkAge, isBody, listSecrets, mismatchFailure, readKeys, verifyWith } from "./verify.ts";

export function explainWith<Key>(contract: string, scheme: Scheme<Key>, input: VerifyInput): Explanation {
  const verdict = verifyWith(scheme, input);
  const secrets = listSecrets(input.secrets);
  const reading = scheme.read(input.headers, secrets, input.toleranceSeconds !== null);
  const expected = expectHeaders(scheme, input, reading);
  return {
    ok: verdict.ok,
    contract,
    steps: [
      explainBody(input.body),
      explainSecret(scheme, secrets),
      ...explainHeaders(scheme, input, reading),
      explainSignature(scheme, input, reading),
    ].filter((step) => step !== undefined),
    ...(!verdict.ok && { reason: verdict.reason }),
    ...(expected !== undefined && { expected }),
    hints: verdict.ok ? [] : findHints(contract, scheme, input, reading, expected),
  };
}

function explainBody(body: unknown): ExplanationStep {
  if (!isBody(body)) return { step: "body", ok: false, detail: bodyFailure().message };
  const size = typeof body === "string" ? `${body.length} characters of text` : `${body.length} bytes`;
  return { step: "body", ok: true, detail: `The body is ${size}.` };
}

function explainSecret<Key>(scheme: Scheme<Key>, secrets: readonly string[]): ExplanationStep {
  const { keys, problem } = readKeys(scheme, secrets);
  if (keys.length === 0) return { step: "secret", ok: false, detail: problem };
  const detail = `${keys.length} of ${secrets.length} secrets can be used by this contract.`;
  return { step: "secret", ok: true, detail: keys.length === secrets.length ? detail : `${detail} ${problem}` };
}

function explainHeaders<Key>(scheme: Scheme<Key>, input: VerifyInput, reading: Reading): ExplanationStep[] {
  const { nowMs, toleranceSeconds } = input;
  const failures = new Map<ExplanationStep["step"], Failure>();
  for (const failure of reading.failures) {
    const step = stepOf(failure.reason);
    if (!failures.has(step)) failures.set(step, failure);
  }
  const stale = checkAge(reading.timestamp, nowMs, toleranceSeconds, scheme.tolerance);
  if (stale !== undefined) failures.set("timestamp", stale);

  const steps: ExplanationStep[] = [];
  const add = (step: ExplanationStep["step"], passed: string | undefined) => {
    const failure = failures.get(step);
    if (failure !== undefined) steps.push({ step, ok: false, detail: failure.message });
    else if (passed !== undefined) steps.push({ step, ok: true, detail: passed });
  };
  add("signature header", `${scheme.signatureHeaders[0]} is there and well-formed.`);
  add("id", reading.id === undefined ? undefined : `The message id is ${reading.id}.`);
  add("timestamp", reading.timestamp === undefined ? undefined : `The timestamp ${reading.timestamp.text} may pass.`);
  return steps;
}

function stepOf(reason: Reason): ExplanationStep["step"] {
  if (reason.startsWith("id_")) return "id";
  return reason.startsWith("timestamp_") ? "timestamp" : "signature header";
}

/** Undefined when there is nothing to compare: no body, no key, or headers that the signature would cover are missing. */
function explainSignature<Key>(
  scheme: Scheme<Key>,
  { body, secrets }: VerifyInput,
  reading: Reading,
): ExplanationStep | undefined {
  const list = listSecrets(secrets);
  if (!isBody(body) || reading.failures.length > 0) return undefined;
  const matching = list.findIndex((secret) => {
    const { key } = scheme.readKey(secret, "verify");
    return key !== undefined && scheme.matches(reading, body, key);
  });
  if (matching >= 0)
    return { step: "signature", ok: true, detail: `It matches by secret ${matching + 1} of ${list.length}.` };
  if (readKeys(scheme, list).keys.length === 0) return undefined;
  return { step: "signature", ok: false, detail: mismatchFailure().message };
}

/** Headers that would have verified: with the request's own id and time where these are good, else the present. */
function expectHeaders<Key>(
  scheme: Scheme<Key>,
  { body, secrets, nowMs, toleranceSeconds }: VerifyInput,
  { id, timestamp }: Reading,
): Record<string, string> | undefined {
  if (!isBody(body)) return undefined;
  const isRecent =
    timestamp !== undefined && checkAge(timestamp, nowMs, toleranceSeconds, scheme.tolerance) === undefined;
  const atMs = isRecent ? timestamp.ms : nowMs;
  if (!Number.isFinite(atMs)) return undefined;
  for (const secret of listSecrets(secrets)) {
    // The use is "sign": a public key, which verifies, cannot say what would have matched.
    const { key } = scheme.readKey(secret, "sign");
    if (key === undefined) continue;
    const headers: Record<string, string> = {};
    const name = id ?? "evt_0000000000000";
    scheme.sign(headers, { id: name, deliveryId: name, body, nowMs: atMs }, [key]);
    return headers;
  }
  return undefined;
}
