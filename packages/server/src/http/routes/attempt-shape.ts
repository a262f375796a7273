import { isUtf8 } from "node:buffer";
import { type Static, Type } from "typebox";
import { USER_AGENT } from "../../engine/attempt.ts";
import type { Attempt, FailureKind } from "../../model/delivery.ts";
import type { WebhookConfig } from "../../model/webhook.ts";
import { oneOf, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { HIDDEN } from "../webhooks/headers.ts";

const KINDS = [
  "http_status",
  "timeout",
  "dns",
  "connect",
  "tls",
  "blocked",
  "aborted",
] as const satisfies FailureKind[];

export const Headers = Type.Unsafe<Record<string, string>>({
  type: "object",
  additionalProperties: { type: "string" },
});

export const AttemptShape = strict({
  number: Type.Integer(),
  started_at: Time,
  status: oneOf(["success", "failed"]),
  status_code: Type.Optional(Type.Integer()),
  duration_ms: Type.Integer(),
  error: Type.Optional(strict({ kind: oneOf(KINDS), message: Type.String() })),
  timings: Type.Object(
    {
      dns_ms: Type.Optional(Type.Number()),
      connect_ms: Type.Optional(Type.Number()),
      tls_ms: Type.Optional(Type.Number()),
      first_byte_ms: Type.Optional(Type.Number()),
      total_ms: Type.Number(),
      repeated: Type.Optional(
        Type.Boolean({ description: "The request was written twice: a kept connection turned out to be dead." }),
      ),
    },
    { description: "Steps are absent where a kept connection was used." },
  ),
  request: strict({ method: Type.String(), url: Type.String(), headers: Headers }),
  response: Type.Optional(
    strict({
      headers: Headers,
      body: Type.String({ description: "At most 16 KiB of it." }),
      body_encoding: oneOf(["utf-8", "base64"]),
      body_is_cut: Type.Boolean(),
    }),
  ),
});

/** `config` is the webhook's at that attempt; null when it was pruned. */
export function showAttempt(attempt: Attempt, config: WebhookConfig | null): Static<typeof AttemptShape> {
  const { failure, statusCode } = attempt;
  return {
    number: attempt.number,
    started_at: toIso(attempt.startedAt),
    status: failure === null ? "success" : "failed",
    ...(statusCode !== null && { status_code: statusCode }),
    duration_ms: attempt.durationMs,
    ...(failure !== null && { error: { kind: failure, message: attempt.message ?? "" } }),
    timings: attempt.timings,
    request: { method: "POST", url: config?.url ?? "", headers: sentHeaders(attempt, config) },
    ...(attempt.responseHeaders !== null && { response: showResponse(attempt, attempt.responseHeaders) }),
  };
}

function sentHeaders(attempt: Attempt, config: WebhookConfig | null): Record<string, string> {
  return Object.fromEntries([
    ...Object.keys(config?.headers ?? {}).map((name) => [name, HIDDEN]),
    ["content-type", "application/json"],
    ["user-agent", USER_AGENT],
    ...Object.entries(attempt.requestHeaders),
  ]);
}

function showResponse(attempt: Attempt, pairs: readonly (readonly [string, string])[]) {
  const headers = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const bytes = Buffer.from(attempt.responseBody ?? []);
  const whole = attempt.isResponseCut ? withoutHalfCharacter(bytes) : bytes;
  const isText = isUtf8(whole);
  return {
    headers: Object.fromEntries(headers),
    body: isText ? whole.toString("utf8") : bytes.toString("base64"),
    body_encoding: isText ? ("utf-8" as const) : ("base64" as const),
    body_is_cut: attempt.isResponseCut,
  };
}

/** Where a text was cut, its last character may have lost up to three of its bytes. */
function withoutHalfCharacter(bytes: Buffer): Buffer {
  for (let dropped = 0; dropped <= 3 && dropped <= bytes.length; dropped++) {
    const shorter = bytes.subarray(0, bytes.length - dropped);
    if (isUtf8(shorter)) return shorter;
  }
  return bytes;
}
