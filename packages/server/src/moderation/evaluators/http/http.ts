import { standard } from "@tabellary/contracts";
import type { Egress, EgressResponse } from "../../../egress/egress.ts";
import { type ContentPart, type ItemContent, type ItemContext, partsOf } from "../../../model/item.ts";
import type { Clock, Random } from "../../../model/ports.ts";
import { headerOf, hostOf } from "../../media/fetch-media.ts";
import type { Media } from "../../media/media.ts";
import { type Evaluator, EvaluatorError } from "../evaluator.ts";
import { retryAfterMsOf } from "../retry-after.ts";
import { ANSWER_BYTES_MAX, readAnswer } from "./answer.ts";
import type { Callbacks } from "./callbacks.ts";
import { parseJson } from "./parse-json.ts";

export interface HttpOptions {
  name: string;
  url: string;
  /** What the classifier says that it can judge. */
  judges: readonly ContentPart[];
  /** `whsec_…` or `whsk_…`: requests are signed as Standard Webhooks are. */
  secret: string;
  /** Sent as they are, such as `authorization`. */
  headers?: Readonly<Record<string, string>>;
  /** Until it has answered, or said that it will call back. */
  timeoutMs?: number;
}

export interface HttpDeps {
  egress: Pick<Egress, "send">;
  media: Pick<Media, "video">;
  clock: Clock;
  random: Random;
  /** Without it an answer of 202 is none. */
  callbacks: Callbacks | null;
}

const TIMEOUT_MS = 10_000;
export const REQUEST_TYPE = "moderation.requested";

/**
 * A classifier of the site's own, behind a URL. What goes out and what may come back is in docs/moderation/evaluators.md.
 * It is sent the URLs of pictures and videos, not these themselves.
 */
export function createHttp(options: HttpOptions, deps: HttpDeps): Evaluator {
  const { name, url } = options;
  const judges = (content: ItemContent) => partsOf(content).filter((part) => options.judges.includes(part));
  return {
    name,
    kind: "http",
    judges,
    units: () => 1,
    async evaluate(content, context, signal) {
      // Whether it is a video at all, and not too long, nobody else would look.
      if (content.videoUrl !== null && judges(content).includes("video")) {
        await deps.media.video(content.videoUrl, signal);
      }
      const requestId = `req_${Buffer.from(deps.random.bytes(16)).toString("hex")}`;
      const read = (answer: unknown) => readAnswer(answer, name, content);
      const expected = deps.callbacks?.expect(requestId, read, signal);
      try {
        const data = toRequestData(requestId, content, context, judges(content), expected?.url ?? null);
        const response = await post(options, deps, requestId, data, signal);
        if (response.status === 202 && expected !== undefined) return await expected.findings;
        return read(parse(response, hostOf(url)));
      } finally {
        expected?.forget();
      }
    },
  };
}

/** The `data` of what is sent, in the order in which the documentation has it. */
function toRequestData(
  requestId: string,
  { modality, text, imageUrls, videoUrl, language }: ItemContent,
  { siteId, platform, authorId, metadata }: ItemContext,
  judges: readonly ContentPart[],
  callbackUrl: string | null,
): string {
  return JSON.stringify({
    request_id: requestId,
    callback_url: callbackUrl,
    judges,
    item: {
      site_id: siteId,
      modality,
      text,
      image_urls: imageUrls,
      video_url: videoUrl,
      language,
      platform,
      author_id: authorId,
      metadata,
    },
  });
}

async function post(options: HttpOptions, deps: HttpDeps, requestId: string, data: string, signal: AbortSignal) {
  const nowMs = deps.clock.now();
  const event = {
    id: requestId,
    type: REQUEST_TYPE,
    createdAt: new Date(nowMs).toISOString(),
    data,
    deliveryId: requestId,
  };
  const body = standard.envelope(event);
  const outcome = await deps.egress.send({
    url: options.url,
    method: "POST",
    headers: {
      ...options.headers,
      "content-type": "application/json",
      accept: "application/json",
      "accept-encoding": "identity",
      ...standard.sign({ event, body, secrets: [options.secret], nowMs }),
    },
    body,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS,
    bodyBytesMax: ANSWER_BYTES_MAX,
    signal,
  });
  signal.throwIfAborted();
  if (outcome.kind === "failure") {
    const code = outcome.failure === "timeout" ? "timeout" : "unavailable";
    throw new EvaluatorError(code, outcome.message, { isFinal: outcome.failure === "blocked" });
  }
  return accepted(outcome, hostOf(options.url), nowMs);
}

function accepted(response: EgressResponse, host: string, nowMs: number): EgressResponse {
  const { status } = response;
  if (status === 200 || status === 202) return response;
  const retryAfterMs = retryAfterMsOf(headerOf(response, "retry-after"), nowMs);
  if (status === 429) throw new EvaluatorError("rate_limited", `${host} asks for fewer requests.`, { retryAfterMs });
  if (status === 408 || status >= 500) {
    throw new EvaluatorError("unavailable", `${host} answered ${status}.`, { retryAfterMs });
  }
  if (status === 401 || status === 403) {
    throw new EvaluatorError("not_configured", `${host} answered ${status}: check the secret and the headers.`);
  }
  throw new EvaluatorError("refused", `${host} answered ${status}, which is neither 200 nor 202.`);
}

/** @throws EvaluatorError `invalid_answer` */
function parse({ status, body, isCut }: EgressResponse, host: string): unknown {
  if (status === 202) throw invalid(`${host} would call back (202), for which this hub has no address`);
  if (isCut) throw invalid(`${host} answered more than ${ANSWER_BYTES_MAX} bytes, or broke off`);
  const answer = parseJson(body);
  if (answer === undefined) throw invalid(`${host} answered with something that is not JSON`);
  return answer;
}

function invalid(how: string): EvaluatorError {
  return new EvaluatorError("invalid_answer", `${how}.`);
}
