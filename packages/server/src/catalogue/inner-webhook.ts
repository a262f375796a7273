import { hash } from "node:crypto";
import { Problem } from "../model/errors.ts";
import type { InnerPurpose, Webhook, WebhookConfig } from "../model/webhook.ts";

const SECOND_MS = 1_000;

/** Seconds before attempt 1, 2, …: an evaluator that is away for a moment is asked again while the job has time. */
const JUDGE_SCHEDULE = [0, 5, 30, 120];
const JUDGE_TIMEOUT_MS = 60 * SECOND_MS;
/** A film takes its time to be fetched and looked through. */
const VIDEO_TIMEOUT_MS = 300 * SECOND_MS;
/** A platform that is away for an hour is waited for. */
const ENFORCE_SCHEDULE = [0, 10, 60, 300, 1800, 7200];
const ENFORCE_TIMEOUT_MS = 30 * SECOND_MS;

/** The key of the inner webhook that videos are judged by. */
export const VIDEO_LANE = "video";

/** The key of the inner webhook that makes items of what platforms tell. Of one comment it is told in order. */
export const INCOMING_LANE = "incoming";

/** A webhook that nothing is sent to: moderation sees to what it is owed. */
export function innerConfig(kind: "judge" | "enforce", key: string): WebhookConfig {
  const isJudge = kind === "judge";
  const judgeMs = key === VIDEO_LANE ? VIDEO_TIMEOUT_MS : JUDGE_TIMEOUT_MS;
  return {
    ...hidden({ kind, key }),
    // Not a host that could be reached, should it ever be sent to.
    url: `https://${kind}.invalid/`,
    contract: "generic",
    // Of one comment things come about in their order: what is told of it, and what its platform is asked.
    ordering: !isJudge || key === INCOMING_LANE ? "key" : "none",
    retrySchedule: isJudge ? JUDGE_SCHEDULE : ENFORCE_SCHEDULE,
    timeoutMs: isJudge ? judgeMs : ENFORCE_TIMEOUT_MS,
  };
}

/** The address that ends of jobs are told to, in one contract and with one secret. Null: whichever it is made with. */
export function callbackConfig(url: string, contract: string, secret: string | null): WebhookConfig {
  return {
    ...hidden({ kind: "callback", key: callbackKey(url, contract, secret) }),
    url,
    contract,
    retrySchedule: null,
    timeoutMs: null,
  };
}

/** Of a site. Each is kept for good, and in memory. */
const CALLBACKS_MAX = 1_000;

/** @throws Problem `conflict` when a site has as many addresses of single jobs as it may */
export function refuseTooManyCallbacks(webhooks: readonly Webhook[]): void {
  if (webhooks.filter(({ config }) => config.inner?.kind === "callback").length < CALLBACKS_MAX) return;
  const detail = `A site tells ends of jobs to at most ${CALLBACKS_MAX} addresses; use one for many jobs, or a webhook.`;
  throw new Problem("conflict", detail);
}

/** Of a fixed length, since an index has it; and nobody reads a secret out of it. */
function callbackKey(...parts: readonly (string | null)[]): string {
  return hash("sha256", JSON.stringify(parts), "hex");
}

function hidden(inner: InnerPurpose): Omit<WebhookConfig, "url" | "contract" | "retrySchedule" | "timeoutMs"> {
  return {
    events: [],
    active: true,
    customContract: null,
    description: null,
    headers: {},
    ordering: "none",
    inner,
  };
}
