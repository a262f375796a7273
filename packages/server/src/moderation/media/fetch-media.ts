import type { Egress, EgressResponse } from "../../egress/egress.ts";
import type { Clock } from "../../model/ports.ts";
import { EvaluatorError } from "../evaluators/evaluator.ts";
import { retryAfterMsOf } from "../evaluators/retry-after.ts";

export interface FetchMediaDeps {
  egress: Pick<Egress, "send">;
  clock: Clock;
}

export interface MediaRequest {
  url: string;
  /** Read no further. */
  bytesMax: number;
  /** For everything, redirects included. */
  timeoutMs: number;
  headers?: Record<string, string>;
  signal: AbortSignal;
}

/** Pictures stand behind the redirects of whoever stores them. Each step is guarded like the first. */
const REDIRECTS_MAX = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** It may be there in a moment. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * The answer with the media in it, of status 200 or 206, in no content coding; it may be cut.
 * @throws EvaluatorError `media_unreachable`; the signal's reason
 */
export async function fetchMedia(deps: FetchMediaDeps, request: MediaRequest): Promise<EgressResponse> {
  const endAt = deps.clock.monotonic() + request.timeoutMs;
  let { url } = request;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const response = await get(deps, { ...request, url, timeoutMs: Math.max(1, endAt - deps.clock.monotonic()) });
    if (!REDIRECTS.has(response.status)) return readable(response, url, deps.clock.now());
    url = target(response, url);
  }
  throw unreachable(`${hostOf(request.url)} answered with more than ${REDIRECTS_MAX} redirects.`, true);
}

async function get({ egress }: FetchMediaDeps, request: MediaRequest): Promise<EgressResponse> {
  const { url, bytesMax, timeoutMs, headers, signal } = request;
  const outcome = await egress.send({
    url,
    method: "GET",
    headers: { ...headers, accept: "image/*, video/*", "accept-encoding": "identity" },
    timeoutMs,
    bodyBytesMax: bytesMax,
    signal,
  });
  signal.throwIfAborted();
  if (outcome.kind === "response") return outcome;
  throw unreachable(`The media could not be fetched. ${outcome.message}`, outcome.failure === "blocked");
}

function readable(response: EgressResponse, url: string, nowMs: number): EgressResponse {
  const { status } = response;
  if (status !== 200 && status !== 206) {
    const retryAfterMs = retryAfterMsOf(headerOf(response, "retry-after"), nowMs);
    const message = `${hostOf(url)} answered ${status} where the media should be.`;
    throw new EvaluatorError("media_unreachable", message, { retryAfterMs, isFinal: !PASSING.has(status) });
  }
  const coding = headerOf(response, "content-encoding") ?? "identity";
  if (coding !== "identity") {
    throw unreachable(`${hostOf(url)} sent the media in ${coding}, which was not asked for.`, true);
  }
  return response;
}

function target(response: EgressResponse, from: string): string {
  const location = headerOf(response, "location");
  const to = location === null ? null : URL.parse(location, from);
  if (to === null) throw unreachable(`${hostOf(from)} answered with a redirect to nowhere (${response.status}).`, true);
  return to.href;
}

function unreachable(message: string, isFinal: boolean): EvaluatorError {
  return new EvaluatorError("media_unreachable", message, { isFinal });
}

/** The first of that name, in lower case; null when there is none. */
export function headerOf({ headers }: EgressResponse, name: string): string | null {
  return headers.find(([header]) => header === name)?.[1] ?? null;
}

export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? "The URL";
}
