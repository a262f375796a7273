import type { InnerPurpose, WebhookConfig } from "../model/webhook.ts";

const SECOND_MS = 1_000;

/** Seconds before attempt 1, 2, …: an evaluator that is away for a moment is asked again while the job has time. */
const JUDGE_SCHEDULE = [0, 5, 30, 120];
const JUDGE_TIMEOUT_MS = 60 * SECOND_MS;
/** What a platform told is made an item of in the end, however long that takes: the last delay is repeated. */
const INCOMING_SCHEDULE = [0, 5, 30, 120, 600, 3600];
/** A film takes its time to be fetched and looked through. */
const VIDEO_TIMEOUT_MS = 300 * SECOND_MS;
/** A platform that is away for an hour is waited for. */
const ENFORCE_SCHEDULE = [0, 10, 60, 300, 1800, 7200];
const ENFORCE_TIMEOUT_MS = 30 * SECOND_MS;

/** The key of the inner webhook that videos are judged by. */
export const VIDEO_LANE = "video";

/** The key of the inner webhook that makes items of what platforms tell. Of one comment it is told in order. */
export const INCOMING_LANE = "incoming";

/** What the hub makes webhooks of its own for, at their first use. */
export type InnerKind = Exclude<InnerPurpose["kind"], "callback">;

/** A webhook of the hub's own. Its URL is no host that could be reached, should it ever be sent to. */
export function innerConfig(kind: InnerKind, key: string): WebhookConfig {
  return kind === "callbacks" ? callbacksConfig(key) : workConfig(kind, key);
}

/** Nothing is sent to it: moderation sees to what it is owed. */
function workConfig(kind: "judge" | "enforce", key: string): WebhookConfig {
  const isJudge = kind === "judge";
  const judgeMs = key === VIDEO_LANE ? VIDEO_TIMEOUT_MS : JUDGE_TIMEOUT_MS;
  return {
    ...hidden({ kind, key }),
    url: `https://${kind}.invalid/`,
    contract: "generic",
    // Of one comment things come about in their order: what is told of it, and what its platform is asked.
    ordering: !isJudge || key === INCOMING_LANE ? "key" : "none",
    retrySchedule: SCHEDULES[roomOf({ kind, key })],
    timeoutMs: isJudge ? judgeMs : ENFORCE_TIMEOUT_MS,
  };
}

/** What the hub does by itself of what it is owed: items of what platforms tell, verdicts, and what platforms are asked. */
export type InnerRoom = "incoming" | "judge" | "enforce";

const SCHEDULES: Readonly<Record<InnerRoom, readonly number[]>> = {
  incoming: INCOMING_SCHEDULE,
  judge: JUDGE_SCHEDULE,
  enforce: ENFORCE_SCHEDULE,
};

function roomOf({ kind, key }: { kind: "judge" | "enforce"; key: string }): InnerRoom {
  return kind === "judge" && key === INCOMING_LANE ? "incoming" : kind;
}

/** Null: what it is owed is sent. */
export function innerRoomOf({ inner }: Pick<WebhookConfig, "inner">): InnerRoom | null {
  if (inner?.kind !== "judge" && inner?.kind !== "enforce") return null;
  return roomOf({ kind: inner.kind, key: inner.key });
}

/** Whether it is tried until it is done: what a platform told is never passed over. */
export function isEndless(config: Pick<WebhookConfig, "inner">): boolean {
  return innerRoomOf(config) === "incoming";
}

/** The ends of jobs, each told to its job's own address (engine/job-ends.ts), in one contract. */
function callbacksConfig(contract: string): WebhookConfig {
  return {
    ...hidden({ kind: "callbacks", key: contract }),
    url: "https://callbacks.invalid/",
    contract,
    // One address that is away holds up no other.
    ordering: "none",
    retrySchedule: null,
    timeoutMs: null,
  };
}

function hidden(
  inner: InnerPurpose,
): Omit<WebhookConfig, "url" | "contract" | "ordering" | "retrySchedule" | "timeoutMs"> {
  return {
    events: [],
    active: true,
    customContract: null,
    description: null,
    headers: {},
    inner,
  };
}
