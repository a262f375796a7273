/** What is wrong, judged by rules that are written here. */
import type { Subscription } from "../platforms/platform.ts";
import type { PlatformTraffic } from "./traffic.ts";

export interface Problem {
  kind: /** Nothing has come for longer than is usual. */
    | "silent"
    /** Handlers throw at most of what comes. */
    | "failing"
    /** Nothing but requests that are not genuine: the secret is wrong, or all of it is forged. */
    | "refusing"
    | "unreachable"
    | "registration_missing"
    | "registration_inactive"
    | "registration_expiring"
    | "registration_double"
    /** The platform did not answer who is registered. */
    | "registration_unchecked";
  /** Null: it is about the address. */
  platform: string | null;
  /** What it is about, where a platform has several: an address, a topic, an id. */
  subject: string | null;
  /** A sentence: what was seen, and what to do. */
  message: string;
}

export interface TrafficRules {
  /** Silent is what is silent for so many times the longest gap of the last seven days. Default: 2. */
  silenceFactor?: number;
  /** A shorter silence is none. Default: 10 minutes. */
  silenceMinMs?: number;
  /** A platform is not called silent before it has been listened to for so long. Default: 1 day. */
  learnMs?: number;
}

const HOUR_MS = 3_600_000;
/** So few failures, or refusals, in an hour are chance. */
const FAILED_MIN = 5;
const REFUSED_MIN = 10;

export function judgeTraffic(traffic: PlatformTraffic, rules: TrafficRules): readonly Problem[] {
  const { platform, lastHour } = traffic;
  const of = { platform, subject: null };
  const problems: Problem[] = [];
  const silence = judgeSilence(traffic, rules);
  if (silence !== undefined) problems.push({ kind: "silent", ...of, message: silence });
  if (lastHour.failed >= FAILED_MIN && lastHour.failed * 2 > lastHour.received) {
    const message = `Handlers threw at ${lastHour.failed} of ${lastHour.received} events of the last hour: see onError.`;
    problems.push({ kind: "failing", ...of, message });
  }
  if (lastHour.refused >= REFUSED_MIN && lastHour.received === 0) {
    const message = `All ${lastHour.refused} requests of the last hour were refused: compare the secret, or see onRefused.`;
    problems.push({ kind: "refusing", ...of, message });
  }
  return problems;
}

function judgeSilence({ silentForMs, longestGapMs, heardForMs }: PlatformTraffic, rules: TrafficRules) {
  const { silenceFactor = 2, silenceMinMs = 600_000, learnMs = 86_400_000 } = rules;
  const limitMs = Math.max(silenceMinMs, silenceFactor * longestGapMs);
  if (silentForMs === null || longestGapMs === 0 || heardForMs < learnMs || silentForMs <= limitMs) return undefined;
  return `Nothing has come for ${span(silentForMs)}; the longest gap of the last week was ${span(longestGapMs)}. Look whether the registration is still there.`;
}

/** Of a lease that a platform has granted by a handshake. */
export function judgeLease(
  platform: string,
  { topic, state, endsAtMs, reason }: Subscription,
  nowMs: number,
  expiringMs: number,
): Problem | undefined {
  const of = { platform, subject: topic };
  if (state === "denied") {
    const message = `The subscription was denied${reason === undefined ? "" : `: ${reason}`}. Nothing will come of it.`;
    return { kind: "registration_missing", ...of, message };
  }
  if (state === "ended" || endsAtMs === null || endsAtMs - nowMs > expiringMs) return undefined;
  return { kind: "registration_expiring", ...of, message: `${ends(endsAtMs, nowMs)} Register again to renew it.` };
}

export function ends(endsAtMs: number, nowMs: number): string {
  return endsAtMs <= nowMs ? `It ended ${span(nowMs - endsAtMs)} ago.` : `It ends in ${span(endsAtMs - nowMs)}.`;
}

/** For a person. */
function span(ms: number): string {
  return ms >= HOUR_MS ? `${(ms / HOUR_MS).toFixed(1)} hours` : `${Math.round(ms / 60_000)} minutes`;
}
