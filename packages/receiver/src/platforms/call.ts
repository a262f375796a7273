/** A call to a platform's API on somebody's behalf, and what its answer means for a decision. */
import { parseExactJson } from "../json/exact-json.ts";
import type { ActInput, Allowance, Enforcement, FetchLike } from "./platform.ts";
import { allowanceOf, retryAfterMs } from "./rate-limit.ts";

export interface Call {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as a form, where the API takes nothing else. */
  form?: URLSearchParams;
}

/** `body` is the answer's JSON, ids digit for digit; undefined when it is none. `text` is the answer as it came. */
export type CallResult = CallSuccess | CallFailure;
export interface CallSuccess {
  ok: true;
  status: number;
  body: unknown;
  text: string;
  headers: Headers;
  allowance?: Allowance;
}
export type CallFailure = Extract<Enforcement, { outcome: "failed" }> & { ok: false; body?: unknown };

/**
 * Never rejects. An answer that is neither 2xx nor 304 (which comes only to who asked for it) is a failure with the
 * platform's own words, cut short.
 */
export async function call(fetch: FetchLike, nowMs: number, request: Call): Promise<CallResult> {
  const { method, url, json, form } = request;
  const { host } = new URL(url);
  try {
    const response = await fetch(url, {
      method,
      headers: {
        accept: "application/json",
        ...(json !== undefined && { "content-type": "application/json" }),
        ...request.headers,
      },
      // `fetch` names the content type of a form by itself.
      ...((json !== undefined || form !== undefined) && { body: form ?? JSON.stringify(json) }),
      // A token in a header must not follow to wherever a redirect points.
      redirect: "error",
    });
    const { status, headers } = response;
    const text = await readText(response);
    if (text === undefined) return failed(`${host} answered more than ${ANSWER_BYTES_MAX} bytes.`, status);
    const body = parseExactJson(text)?.value;
    const said = allowanceOf(status, headers, nowMs);
    const allowance = said === null ? {} : { allowance: said };
    if (response.ok || status === 304) return { ok: true, status, body, text, headers, ...allowance };
    const words = text.slice(0, WORDS_MAX);
    const failure = failed(`${host} answered ${status}: ${words}`, status, retryAfterMs(headers, nowMs));
    return { ...failure, body, ...allowance, ...(status === 429 && { isTooOften: true }) };
  } catch (error) {
    return failed(`${host} could not be asked: ${String(error)}`);
  }
}

/** Undefined when there is more of it than an answer of any of these APIs has. */
async function readText({ body }: Response): Promise<string | undefined> {
  if (body === null) return "";
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.length;
    if (bytes > ANSWER_BYTES_MAX) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(read.value, { stream: true });
  }
  return text + decoder.decode();
}

const ANSWER_BYTES_MAX = 8 * 1024 * 1024;
const WORDS_MAX = 300;

export function failed(message: string, status: number | null = null, retryAfterMs: number | null = null): CallFailure {
  return { ok: false, outcome: "failed", message, status, retryAfterMs };
}

/**
 * The refusal of a call that was one too many, where the platform says so otherwise than by a status of 429. `waitMs`: until
 * it may be asked again; null: it does not say, and what its headers say is not of this.
 */
export function tooOften({ allowance: _, ...failure }: CallFailure, waitMs: number | null): CallFailure {
  const allowance = waitMs === null ? {} : { allowance: { remaining: 0, renewsInMs: waitMs } };
  return { ...failure, retryAfterMs: waitMs, isTooOften: true, ...allowance };
}

/** What a call's result says of the decision that it was to carry out. */
export function enforcementOf(result: CallResult): Enforcement {
  if (result.ok) return { outcome: "applied", ...(result.allowance && { allowance: result.allowance }) };
  const { ok: _, body: __, ...failure } = result;
  return failure;
}

/** How a platform's answers are read, where their status does not say everything. */
export interface Reading {
  /** Where a platform has words for success: a 2xx without them is a failure. */
  isDone?(body: unknown): boolean;
  /** The failure; with `tooOften`, where its body says that there were too many calls. */
  asLimited?(failure: CallFailure, nowMs: number): CallFailure;
}

/** A call that carries a decision out. */
export async function enforce(
  { fetch, nowMs }: ActInput,
  request: Call,
  { isDone = () => true, asLimited = (failure) => failure }: Reading = {},
): Promise<Enforcement> {
  const result = await call(fetch, nowMs, request);
  if (!result.ok) return enforcementOf(asLimited(result, nowMs));
  if (isDone(result.body)) return enforcementOf(result);
  const words = result.text.slice(0, WORDS_MAX);
  const { host } = new URL(request.url);
  const failure = failed(`${host} did not say that it was done: ${words}`, result.status);
  return enforcementOf({ ...failure, ...(result.allowance && { allowance: result.allowance }) });
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
  return enforcementOf(failed(`There is no accessToken for ${platform}: pass one to getPlatform.`));
}
