import type { Egress, EgressOutcome, EgressRequest } from "./egress.ts";

/** The part of `fetch` that clients of platforms use. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface FetchLimits {
  /** For everything, to the last byte of the answer. Default: 30 s. */
  timeoutMs?: number;
  /** A longer answer is none. Default: 8 MiB. */
  bytesMax?: number;
}

/** There was no whole answer in time. */
export class LateAnswerError extends TypeError {
  readonly code = "answer_late";
}

const TIMEOUT_MS = 30_000;
const BYTES_MAX = 8 * 1024 * 1024;
const METHODS: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"]);
/** Answers that have no body (Fetch Standard, "null body status"). */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * A `fetch` that goes the one way out, guarded like every request. It rejects, as `fetch` does, when there is no whole
 * answer: a TypeError whose message is for a person, a LateAnswerError where it took too long. No redirect is followed: it rejects for one, unless `init.redirect`
 * is `manual`. Answers are asked for uncompressed.
 */
export function fetchThrough(
  egress: Pick<Egress, "send">,
  { timeoutMs = TIMEOUT_MS, bytesMax = BYTES_MAX }: FetchLimits = {},
): Fetch {
  return async (url, init) => {
    const request = new Request(url, init);
    const outcome = await egress.send({ ...(await toEgress(request)), timeoutMs, bodyBytesMax: bytesMax });
    if (outcome.kind === "failure" && request.signal.aborted) throw request.signal.reason;
    return toResponse(outcome, request, { timeoutMs, bytesMax });
  };
}

async function toEgress(request: Request): Promise<Omit<EgressRequest, "timeoutMs">> {
  const { url, method, headers, signal } = request;
  if (!METHODS.has(method)) throw new TypeError(`The method ${method} is not sent.`);
  return {
    url,
    method: method as EgressRequest["method"],
    headers: { ...Object.fromEntries(headers), "accept-encoding": "identity" },
    signal,
    ...(request.body !== null && { body: new Uint8Array(await request.arrayBuffer()) }),
  };
}

function toResponse(outcome: EgressOutcome, { url, redirect }: Request, limits: Required<FetchLimits>): Response {
  const { host } = new URL(url);
  if (outcome.kind === "failure" && outcome.failure === "timeout") {
    throw new LateAnswerError(`${host} did not answer within ${limits.timeoutMs / 1000} s.`);
  }
  if (outcome.kind === "failure") throw new TypeError(outcome.message);
  const { status, body, isCut } = outcome;
  const headers = new Headers(outcome.headers.map(([name, value]): [string, string] => [name, value]));
  if (isCut && body.length >= limits.bytesMax) {
    throw new TypeError(`${host} answered more than ${limits.bytesMax} bytes.`);
  }
  if (isCut)
    throw new LateAnswerError(`The answer of ${host} broke off, or took longer than ${limits.timeoutMs / 1000} s.`);
  if (REDIRECTS.has(status) && redirect !== "manual") {
    throw new TypeError(`${host} answered with a redirect (${status}), which is not followed.`);
  }
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") throw new TypeError(`${host} answered in ${encoding}, which was not asked for.`);
  if (status > 599) throw new TypeError(`${host} answered with the status ${status}, which means nothing.`);
  return new Response(BODILESS.has(status) ? null : body.slice(), { status, headers });
}
