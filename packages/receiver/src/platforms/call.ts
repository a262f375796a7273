/** A call to a platform's API on somebody's behalf, and what its answer means for a decision. */
import type { ActInput, Enforcement, FetchLike } from "./platform.ts";

export interface Call {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  json?: unknown;
}

/** `body` is the answer's JSON; undefined when it is none. */
export type CallResult = { ok: true; status: number; body: unknown; headers: Headers } | CallFailure;
export type CallFailure = Extract<Enforcement, { outcome: "failed" }> & { ok: false };

/** Never rejects. An answer that is not 2xx is a failure with the platform's own words, cut short. */
export async function call(fetch: FetchLike, nowMs: number, { method, url, headers, json }: Call): Promise<CallResult> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: "application/json",
        ...(json !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      // A token in a header must not follow to wherever a redirect points.
      redirect: "error",
    });
    const text = await response.text();
    if (response.ok) return { ok: true, status: response.status, body: parse(text), headers: response.headers };
    return failed(
      `${new URL(url).host} answered ${response.status}: ${text.slice(0, WORDS_MAX)}`,
      response.status,
      retryAfterMs(response.headers, nowMs),
    );
  } catch (error) {
    return failed(`${new URL(url).host} could not be asked: ${String(error)}`);
  }
}

const WORDS_MAX = 300;

export function failed(message: string, status: number | null = null, retryAfterMs: number | null = null): CallFailure {
  return { ok: false, outcome: "failed", message, status, retryAfterMs };
}

/** A call whose success says that the decision has been carried out. */
export async function enforce({ fetch, nowMs }: ActInput, request: Call): Promise<Enforcement> {
  const result = await call(fetch, nowMs, request);
  if (result.ok) return { outcome: "applied" };
  const { ok: _, ...failure } = result;
  return failure;
}

export function unsupported(message: string): Enforcement {
  return { outcome: "unsupported", message };
}

/** The first access token, or the failure that there is none. */
export function bearer({ credentials }: ActInput): { authorization: string } | undefined {
  const token = credentials.accessToken?.[0];
  return token === undefined ? undefined : { authorization: `Bearer ${token}` };
}

export function needsToken(platform: string): Enforcement {
  const { ok: _, ...failure } = failed(`There is no accessToken for ${platform}: pass one to getPlatform.`);
  return failure;
}

/** `Retry-After` (RFC 9110, seconds or a date), or X's `x-rate-limit-reset` (Unix seconds). */
function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const after = headers.get("retry-after");
  if (after !== null) {
    const ms = /^\d{1,9}$/.test(after) ? Number(after) * 1000 : Date.parse(after) - nowMs;
    return Number.isNaN(ms) ? null : Math.max(0, ms);
  }
  const reset = headers.get("x-rate-limit-reset");
  return reset !== null && /^\d{1,11}$/.test(reset) ? Math.max(0, Number(reset) * 1000 - nowMs) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An empty body, or a page for people: the status has said it all.
    return undefined;
  }
}
