/** A hub as the judge: `POST /v1/moderate/text`, then `GET /v1/job/{id}` until it is decided. */
import { type Clock, systemClock } from "../clock.ts";
import { type AskJob, askByHttp } from "../jobs/ask.ts";
import { readVerdict, type Verdict } from "../jobs/verdict.ts";
import { idAt } from "../json/fields.ts";
import { globalFetch } from "../pipeline/incoming.ts";
import { call } from "../platforms/call.ts";
import type { FetchLike } from "../platforms/platform.ts";
import { type StandardsDecision, type StandardsEngine, StandardsUnavailableError } from "./engine.ts";

export interface HubStandardsOptions {
  /** The hub's address, such as `http://127.0.0.1:8484`. */
  url: string;
  /** A key of the site whose rules judge. */
  apiKey: string;
  /** A text that is not decided in this time is `flag`: it may wait for a person there. Default: 10,000. */
  decidedMsMax?: number;
  /** Default: the global `fetch`. */
  fetch?: FetchLike;
  clock?: Clock;
}

const FIRST_LOOK_MS = 100;
const LOOK_EVERY_MS_MAX = 2000;

/** A pass is `approve`, a rejection `remove`; what was not decided is `flag`. @throws TypeError when `url` is no address */
export function hubStandards({
  url,
  apiKey,
  decidedMsMax = 10_000,
  fetch = globalFetch,
  clock = systemClock,
}: HubStandardsOptions): StandardsEngine {
  const baseUrl = `${new URL(url).href.replace(/\/+$/, "")}/v1`;
  const ask = askByHttp({ apiKey, baseUrl, fetch, clock });
  return {
    async validate(text) {
      const headers = { authorization: `Bearer ${apiKey}` };
      const request = { method: "POST", url: `${baseUrl}/moderate/text`, headers, json: { text } } as const;
      const submitted = await call(fetch, clock.now(), request);
      const jobId = submitted.ok ? idAt(submitted.body, "job_id") : undefined;
      if (jobId !== undefined) return decisionOf(await verdictOf(jobId, ask, clock, decidedMsMax));
      throw new StandardsUnavailableError(
        submitted.ok ? "The hub took the text, but its answer has no job_id." : submitted.message,
      );
    },
  };
}

async function verdictOf(jobId: string, ask: AskJob, clock: Clock, withinMs: number): Promise<Verdict | undefined> {
  const untilMs = clock.now() + withinMs;
  let message: string | undefined;
  for (let waitMs = FIRST_LOOK_MS; clock.now() + waitMs <= untilMs; waitMs = Math.min(2 * waitMs, LOOK_EVERY_MS_MAX)) {
    await new Promise<void>((resolve) => clock.after(waitMs, resolve, { isAwaited: true }));
    const answer = await ask(jobId);
    const verdict = answer.kind === "job" ? readVerdict(answer.job) : undefined;
    if (verdict !== undefined) return verdict;
    message = answer.kind === "unanswered" ? answer.message : undefined;
  }
  if (message === undefined) return undefined;
  throw new StandardsUnavailableError(`The hub took the text as ${jobId} and then could not be asked: ${message}`);
}

function decisionOf(verdict: Verdict | undefined): StandardsDecision {
  if (verdict?.outcome === "passed") return { action: "approve", violations: [], reason: null };
  const reason = verdict?.reason ?? verdict?.errorCode ?? "It has not been decided.";
  return { action: verdict?.outcome === "prohibited" ? "remove" : "flag", violations: [], reason };
}
