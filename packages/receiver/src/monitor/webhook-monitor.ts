/** Watches over a receiver: what comes and how it ends, and whether the senders can and will still send. */
import { type Clock, systemClock, type Timer } from "../clock.ts";
import type { WebhookHandler } from "../handler.ts";
import type { HttpRequest } from "../http-request.ts";
import type { Log } from "../listeners.ts";
import { globalFetch } from "../pipeline/incoming.ts";
import type { FetchLike, Subscription } from "../platforms/platform.ts";
import type { Reason } from "../refusal.ts";
import { judgeLease, judgeTraffic, type Problem, type TrafficRules } from "./problem.ts";
import { checkReachable, HEALTH_HEADER } from "./reachable.ts";
import { checkRegistered, type ExpectedRegistration } from "./registered.ts";
import { type PlatformTraffic, Traffic } from "./traffic.ts";

export interface WebhookMonitorOptions extends TrafficRules {
  /** Whose traffic is watched; several may be. Left out: addresses and registrations alone. */
  handler?: WebhookHandler | readonly WebhookHandler[];
  /** The address, or all of them, where senders reach this receiver: the webhook's own, or its health endpoint's. */
  publicUrl?: string | readonly string[];
  /** What ought to be registered, with what the platform's API asks for. */
  registrations?: readonly ExpectedRegistration[];
  /** Hears of each problem when it begins and when it has gone. Default: the log. */
  onAlert?: (alert: Alert) => unknown;
  /** How often traffic and addresses are looked at. Default: 1 minute. */
  checkEveryMs?: number;
  /** How often platforms are asked who is registered. Default: 1 hour. */
  registrationsEveryMs?: number;
  /** A lease that ends within this time is expiring. Default: 1 day. */
  expiringMs?: number;
  /** How long an address may take to answer. Default: 10,000. */
  answerMsMax?: number;
  /** Default: the global `fetch`. */
  fetch?: FetchLike;
  clock?: Clock;
  log?: Log | null;
}

export interface Alert {
  state: "raised" | "cleared";
  problem: Problem;
}

export interface Health {
  isHealthy: boolean;
  /** When the last check ended, in milliseconds since 1970. Null: there was none. */
  checkedAtMs: number | null;
  platforms: readonly PlatformTraffic[];
  /** Since the monitor began, by reason. */
  refused: Readonly<Partial<Record<Reason, number>>>;
  /** As of the last check. */
  problems: readonly Problem[];
}

/** A sender may name topics as it likes: no more leases than this are watched, the oldest go. */
const LEASES_MAX = 1000;

const DEFAULTS = {
  registrations: [] as readonly ExpectedRegistration[],
  checkEveryMs: 60_000,
  registrationsEveryMs: 3_600_000,
  expiringMs: 86_400_000,
  answerMsMax: 10_000,
  fetch: globalFetch,
  clock: systemClock,
};

export class WebhookMonitor {
  readonly #options: WebhookMonitorOptions & typeof DEFAULTS;
  readonly #log: Log | null;
  readonly #traffic = new Traffic();
  readonly #refused: Partial<Record<Reason, number>> = {};
  readonly #leases = new Map<string, { platform: string; subscription: Subscription }>();
  readonly #unobserve: readonly (() => void)[];
  #problems = new Map<string, Problem>();
  #registered: { atMs: number; problems: readonly Problem[] } | undefined;
  #checkedAtMs: number | null = null;
  #checking: Promise<Health> | undefined;
  #timer: Timer | undefined;
  #isStarted = false;

  constructor(options: WebhookMonitorOptions = {}) {
    this.#options = { ...DEFAULTS, ...options };
    this.#log = options.log === undefined ? console : options.log;
    this.#unobserve = listOf(options.handler).map((handler) =>
      handler.observe({
        settled: ({ source, end }) => this.#traffic.ended(source, end, this.#options.clock.now()),
        refused: ({ reason }, request) => this.#countRefusal(reason, request),
        subscribed: (subscription, platform) => this.#keepLease(subscription, platform),
      }),
    );
  }

  /** Checks now and then again and again, until `stop`. */
  startHealthChecks(): this {
    if (this.#isStarted) return this;
    this.#isStarted = true;
    void this.#checkAndPlan();
    return this;
  }

  /** Ends the checks and the watching. Resolves when the check under way has ended. */
  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#timer?.cancel();
    for (const end of this.#unobserve) end();
    await this.#checking;
  }

  /** Looks at everything now; the check under way when there is one. Never rejects. */
  check(): Promise<Health> {
    this.#checking ??= this.#check().finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  /** The counts as they are, with the problems of the last check. */
  health(): Health {
    return {
      isHealthy: this.#problems.size === 0,
      checkedAtMs: this.#checkedAtMs,
      platforms: this.#traffic.snapshot(this.#options.clock.now()),
      refused: { ...this.#refused },
      problems: [...this.#problems.values()],
    };
  }

  /**
   * A health endpoint: 200, or 503 while there is a problem, with `Health` as JSON. It names platforms, addresses and
   * numbers: where strangers can reach it pass `isDetailed: false`, and it says `{"isHealthy": …}` alone.
   */
  toFetch({ isDetailed = true }: { isDetailed?: boolean } = {}): (request: Request) => Promise<Response> {
    return async ({ method }) => {
      if (method !== "GET" && method !== "HEAD") return new Response(null, { status: 405, headers: { allow: "GET" } });
      const health = this.health();
      const headers = { [HEALTH_HEADER]: String(health.isHealthy), "cache-control": "no-store" };
      const body = isDetailed ? health : { isHealthy: health.isHealthy };
      return Response.json(body, { status: health.isHealthy ? 200 : 503, headers });
    };
  }

  async #checkAndPlan(): Promise<void> {
    await this.check();
    if (!this.#isStarted) return;
    this.#timer = this.#options.clock.after(this.#options.checkEveryMs, () => void this.#checkAndPlan());
  }

  async #check(): Promise<Health> {
    const found = await Promise.all([this.#judgeAddresses(), this.#judgeRegistrations()]);
    const problems = new Map<string, Problem>();
    for (const problem of [...this.#judgeTraffic(), ...found.flat()]) problems.set(keyOf(problem), problem);
    const before = this.#problems;
    this.#problems = problems;
    this.#checkedAtMs = this.#options.clock.now();
    for (const [key, problem] of problems) if (!before.has(key)) await this.#alert({ state: "raised", problem });
    for (const [key, problem] of before) if (!problems.has(key)) await this.#alert({ state: "cleared", problem });
    return this.health();
  }

  #judgeTraffic(): readonly Problem[] {
    const { clock, expiringMs } = this.#options;
    const nowMs = clock.now();
    const leases = [...this.#leases.values()].flatMap(
      ({ platform, subscription }) => judgeLease(platform, subscription, nowMs, expiringMs) ?? [],
    );
    const traffic = this.#traffic.snapshot(nowMs).flatMap((one) => judgeTraffic(one, this.#options));
    return [...traffic, ...leases];
  }

  async #judgeAddresses(): Promise<readonly Problem[]> {
    const found = listOf(this.#options.publicUrl).map((url) => checkReachable(url, this.#options));
    return (await Promise.all(found)).filter((problem) => problem !== undefined);
  }

  /** Asked seldom: between two times the last answer stands. */
  async #judgeRegistrations(): Promise<readonly Problem[]> {
    const { registrations, registrationsEveryMs, expiringMs, fetch, clock } = this.#options;
    const nowMs = clock.now();
    if (this.#registered !== undefined && nowMs - this.#registered.atMs < registrationsEveryMs) {
      return this.#registered.problems;
    }
    const found = await Promise.all(
      registrations.map((one) => checkRegistered({ fetch, clock, ...one }, nowMs, expiringMs)),
    );
    this.#registered = { atMs: nowMs, problems: found.flat() };
    return this.#registered.problems;
  }

  /** A forgery is found when it is known whose request it claims to be. */
  #countRefusal(reason: Reason, { source }: HttpRequest): void {
    this.#refused[reason] = (this.#refused[reason] ?? 0) + 1;
    if (isForgery(reason) && source !== undefined) this.#traffic.refused(source, this.#options.clock.now());
  }

  #keepLease(subscription: Subscription, platform: string): void {
    const key = `${platform} ${subscription.topic}`;
    this.#leases.delete(key);
    this.#leases.set(key, { platform, subscription });
    if (this.#leases.size > LEASES_MAX) this.#leases.delete(this.#leases.keys().next().value!);
  }

  async #alert(alert: Alert): Promise<void> {
    const { onAlert } = this.#options;
    const { kind, platform, subject, message } = alert.problem;
    if (onAlert === undefined) {
      const of = [platform, subject].filter((one) => one !== null).join(", ");
      this.#log?.warn(`Webhook monitor, ${alert.state}: ${kind} (${of}). ${message}`);
    }
    try {
      await onAlert?.(alert);
    } catch (error) {
      this.#log?.error("onAlert of the webhook monitor threw:", error);
    }
  }
}

function keyOf({ kind, platform, subject }: Problem): string {
  return JSON.stringify([kind, platform, subject]);
}

/** Reasons that tell of a wrong secret, or of somebody who has none. */
function isForgery(reason: Reason): boolean {
  return reason.startsWith("signature_") || reason.startsWith("token_") || reason === "secret_invalid";
}

function listOf<Value extends object | string>(value: Value | readonly Value[] | undefined): readonly Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Value];
}
