import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedWebhook } from "../catalogue/catalogued-webhook.ts";
import { type InnerRoom, innerRoomOf, isEndless } from "../catalogue/inner-webhook.ts";
import { type OperatorEventType, TEST_EVENT_TYPE } from "../model/event-type.ts";
import { formatId } from "../model/ids.ts";
import type { Random } from "../model/ports.ts";
import type { Health } from "../model/webhook.ts";
import type { Outcome, OwedDelivery } from "../store/journal-entry.ts";
import type { MadeAttempt } from "./attempt.ts";
import { nextDue } from "./retry.ts";

export interface Verdict {
  outcome: Outcome;
  /** The webhook's health, when this attempt changed it. */
  health: Health | null;
  /** What the operator is told, by the same commit. */
  notices: readonly Notice[];
}

export interface Notice {
  type: OperatorEventType;
  data: Record<string, string | number | boolean | null>;
}

/** Whether it tells of the delivery itself, and not of its webhook's health. */
export function isOfDelivery({ type }: Notice): boolean {
  return type === "delivery.exhausted" || type === "moderation.exhausted";
}

/** How a webhook has been answering. Outlives a lease: what was under way goes on counting. */
export class Pulse {
  /** Failed attempts since the last success. */
  failures = 0;
  /** What its last turn of health made it; null where there was none yet, and the catalogue knows. */
  health: Health | null = null;
  /** A turn is being committed: until then there is no other. */
  isTurning = false;
}

export interface SettleDeps {
  catalogue: Catalogue;
  random: Random;
  /** Failed attempts in a row after which a webhook counts as failing. */
  failingAfter: number;
}

/** What follows from an attempt: success, the next time, or the end. */
export function judge(deps: SettleDeps, delivery: OwedDelivery, made: MadeAttempt, pulse: Pulse): Verdict {
  const webhook = deps.catalogue.now.webhook(delivery.webhookNo);
  const outcome = outcomeOf(deps, delivery, made, webhook);
  const isTest = delivery.event.type === TEST_EVENT_TYPE;
  if (webhook === undefined || isTest) return { outcome, health: null, notices: [] };
  if (webhook.config.inner !== undefined) {
    return { outcome, health: null, notices: innerNoticesOf(deps, delivery, made, webhook, outcome) };
  }
  const health = healthAfter(deps, made, pulse, webhook);
  // The operator's own webhooks raise no notices: a broken alert address would alert itself for ever.
  const isOperators = deps.catalogue.now.operatorSite()?.no === webhook.siteNo;
  return {
    outcome,
    health,
    notices: isOperators ? [] : noticesOf(deps, delivery, made, webhook, outcome, health, pulse),
  };
}

function outcomeOf(
  deps: SettleDeps,
  delivery: OwedDelivery,
  { attempt, endedAt, retryAfter, isHopeless }: MadeAttempt,
  webhook: CataloguedWebhook | undefined,
): Outcome {
  if (attempt.failure === null) return { kind: "end", status: "success", endedAt };
  const isTest = delivery.event.type === TEST_EVENT_TYPE;
  if (webhook === undefined || isTest || isHopeless) return { kind: "end", status: "failed", endedAt };
  const attemptsMade = attempt.number - delivery.scheduleFrom;
  const { statusCode } = attempt;
  const failed = { attemptsMade, endedAt, statusCode, retryAfter, isEndless: isEndless(webhook.config) };
  const due = nextDue(webhook.terms.schedule, webhook.contract.policy, failed, deps.random);
  return due === null ? { kind: "end", status: "failed", endedAt } : { kind: "retry", due };
}

/** The hub's own webhooks have no health; but what nobody could do of what they were owed, somebody has to know: once. */
function innerNoticesOf(
  { catalogue }: SettleDeps,
  delivery: OwedDelivery,
  { attempt }: MadeAttempt,
  { config, terms, siteNo }: CataloguedWebhook,
  outcome: Outcome,
): Notice[] {
  const room = innerRoomOf(config);
  const isExhausted =
    outcome.kind === "end"
      ? outcome.status === "failed"
      : attempt.number - delivery.scheduleFrom === terms.schedule.length;
  if (room === null || !isExhausted) return [];
  const site = catalogue.now.site(siteNo);
  return [
    exhaustedNotice(room, {
      site_id: site ? formatId("site", site.id) : null,
      decision_id: null,
      event_id: formatId("evt", delivery.event.seq),
      event_type: delivery.event.type,
      attempts: attempt.number,
      status_code: attempt.statusCode,
      error: attempt.message,
    }),
  ];
}

/** Of what the hub could not do by itself. */
export interface Exhausted {
  site_id: string | null;
  /** Of what a platform was asked for too long; null: the event tells of what. */
  decision_id: string | null;
  event_id: string | null;
  event_type: string | null;
  attempts: number | null;
  status_code: number | null;
  error: string | null;
}

/** `goes_on`: it is tried again all the same, until it is done. */
export function exhaustedNotice(room: InnerRoom, about: Exhausted): Notice {
  return { type: "moderation.exhausted", data: { room, ...about, goes_on: room === "incoming" } };
}

function healthAfter(
  { failingAfter }: SettleDeps,
  { attempt, isHopeless }: MadeAttempt,
  pulse: Pulse,
  webhook: CataloguedWebhook,
): Health | null {
  if (isHopeless) return null;
  pulse.failures = attempt.failure === null ? 0 : pulse.failures + 1;
  // One at a time: the operator would hear of a turn twice, or of two in the wrong order.
  if (pulse.isTurning) return null;
  const health = pulse.health ?? webhook.health;
  if (attempt.failure === null) return health === "failing" ? "healthy" : null;
  return pulse.failures >= failingAfter && health === "healthy" ? "failing" : null;
}

function noticesOf(
  { catalogue }: SettleDeps,
  delivery: OwedDelivery,
  { attempt }: MadeAttempt,
  webhook: CataloguedWebhook,
  outcome: Outcome,
  health: Health | null,
  pulse: Pulse,
): Notice[] {
  const site = catalogue.now.site(webhook.siteNo);
  const about = {
    site_id: site ? formatId("site", site.id) : null,
    webhook_id: formatId("hook", webhook.id),
    url: webhook.config.url,
  };
  const last = { status_code: attempt.statusCode, error: attempt.message };
  const notices: Notice[] = [];
  if (outcome.kind === "end" && outcome.status === "failed") {
    const which = { delivery_id: formatId("del", delivery.seq), event_id: formatId("evt", delivery.event.seq) };
    const data = { ...which, event_type: delivery.event.type, ...about, attempts: attempt.number, ...last };
    notices.push({ type: "delivery.exhausted", data });
  }
  if (health === "failing") {
    notices.push({ type: "webhook.failing", data: { ...about, consecutive_failures: pulse.failures, ...last } });
  }
  if (health === "healthy") notices.push({ type: "webhook.recovered", data: about });
  return notices;
}
