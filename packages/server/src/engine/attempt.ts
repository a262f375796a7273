import type { Contract, ContractEvent } from "@tabellary/contracts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedWebhook } from "../catalogue/catalogued-webhook.ts";
import type { Egress, EgressOutcome } from "../egress/egress.ts";
import type { Attempt, FailureKind } from "../model/delivery.ts";
import { formatId, type IdMaker } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import type { WebhookSecrets } from "../model/webhook.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import { contentOf, toContractEvent } from "./content.ts";
import type { Effects } from "./inner.ts";
import type { Messages } from "./messages.ts";
import { hideCredentials, withoutOwn } from "./passing-on.ts";
import type { Revisions } from "./revisions.ts";

/** What the hub calls itself in a request. */
export const USER_AGENT = "Tabellary/0.1";
/** The place of a delivery in its ordered lane: a receiver may refuse one that is not above the last it took. */
export const SEQUENCE_HEADER = "x-tabellary-sequence";

const JSON_TYPE = "application/json";

export interface AttemptDeps {
  catalogue: Catalogue;
  revisions: Revisions;
  messages: Pick<Messages, "read">;
  egress: Pick<Egress, "send">;
  clock: Clock;
  ids: IdMaker;
  /** False when it may no longer be sent: the lease is over, or the webhook has been switched off meanwhile. */
  maySend(): boolean;
}

export interface MadeAttempt {
  attempt: Attempt;
  endedAt: number;
  retryAfter: string | null;
  /** It says nothing of the webhook, and no other attempt could go better. */
  isHopeless?: true;
  /** Of an attempt that the hub made by itself: what is committed with it. */
  effects?: Effects;
}

/** An attempt that was not made, which is nobody's failure: it is due later, and counts as none. */
export interface Postponed {
  /** Milliseconds since 1970. */
  postponedTo: number;
  /** Of what the hub does by itself: what is committed with it. */
  effects?: Effects;
}

/** Where an attempt goes, and what signs it. */
export interface Destination {
  url: string;
  secrets: WebhookSecrets;
}

/**
 * Makes one attempt: builds the body by the contract the delivery was matched with, signs with the secrets of now,
 * sends to the address of now. Null when it was not to be sent any more, just before the first byte. `elsewhere`: in place
 * of the webhook's own address and secrets.
 */
export async function makeAttempt(
  deps: AttemptDeps,
  delivery: OwedDelivery,
  elsewhere?: Destination,
): Promise<MadeAttempt | null> {
  const present = deps.catalogue.now.webhook(delivery.webhookNo);
  const contract = present?.rev === delivery.rev ? present.contract : await deps.revisions.contractOf(delivery);
  const event = toContractEvent(delivery);
  const content = await contentOf(deps.messages, contract, delivery);
  if (content === null) return messageGone(delivery, deps);
  // Read after the waits: the address and the secrets are those of now.
  const webhook = deps.catalogue.now.webhook(delivery.webhookNo);
  if (webhook === undefined) return null;
  const startedAt = deps.clock.now();
  const { body } = content;
  const passed = withoutOwn(content.headers, webhook.headers);
  const { url, secrets } = elsewhere ?? { url: webhook.config.url, secrets: webhook.secrets };
  const signed = signedHeaders(contract, event, body, secrets, delivery, startedAt);
  if (!deps.maySend()) return null;
  const outcome = await deps.egress.send({
    url,
    method: "POST",
    headers: { ...webhook.headers, "content-type": JSON_TYPE, "user-agent": USER_AGENT, ...passed, ...signed },
    body,
    timeoutMs: webhook.terms.timeoutMs,
    // Asked once more with the connection open, immediately before the first byte.
    mayWrite: deps.maySend,
  });
  const logged = { ...hideCredentials(passed), ...signed };
  return {
    attempt: toAttempt(deps.ids.take(), delivery, webhook, startedAt, logged, outcome),
    endedAt: deps.clock.now(),
    retryAfter: headerOf(outcome, "retry-after"),
  };
}

/**
 * The secrets that sign now: the current one first; in formats that carry a list, the prepared and the outgoing too.
 * Only those that the contract can use: the delivery may have been matched with an earlier one, whose secrets were of
 * another kind.
 */
function signingSecrets(secrets: WebhookSecrets, contract: Contract, now: number): string[] {
  const { current, next, previous, previousUntil } = secrets;
  if (next === null && previous === null) return [current];
  const known = [current, next, now < (previousUntil ?? 0) ? previous : null].filter((secret) => secret !== null);
  const usable = known.filter((secret) => contract.checkSecret(secret) === undefined);
  return usable.length > 0 ? usable : [current];
}

function signedHeaders(
  contract: Contract,
  event: ContractEvent,
  body: string | Uint8Array,
  secrets: WebhookSecrets,
  delivery: OwedDelivery,
  nowMs: number,
): Record<string, string> {
  const headers = contract.sign({ event, body, secrets: signingSecrets(secrets, contract, nowMs), nowMs });
  if (delivery.laneSeq !== null) headers[SEQUENCE_HEADER] = String(delivery.laneSeq);
  return headers;
}

function toAttempt(
  seq: bigint,
  delivery: OwedDelivery,
  webhook: CataloguedWebhook,
  startedAt: number,
  requestHeaders: Record<string, string>,
  outcome: EgressOutcome,
): Attempt {
  const failure = failureOf(outcome);
  const isAnswered = outcome.kind === "response";
  return {
    seq,
    deliverySeq: delivery.seq,
    number: delivery.attempts + 1,
    rev: webhook.rev,
    startedAt,
    durationMs: Math.round(outcome.timings.total_ms),
    statusCode: isAnswered ? outcome.status : null,
    failure: failure?.kind ?? null,
    message: failure?.message ?? null,
    timings: outcome.isRepeated ? { ...outcome.timings, repeated: true } : outcome.timings,
    requestHeaders,
    responseHeaders: isAnswered ? outcome.headers : null,
    responseBody: isAnswered && outcome.body.length > 0 ? outcome.body : null,
    isResponseCut: isAnswered && outcome.isCut,
  };
}

function failureOf(outcome: EgressOutcome): { kind: FailureKind; message: string } | null {
  if (outcome.kind === "failure") return { kind: outcome.failure, message: outcome.message };
  const { status } = outcome;
  if (status >= 200 && status < 300) return null;
  const sentence =
    status >= 300 && status < 400
      ? `The receiver answered ${status}. Redirects are never followed: enter the final address.`
      : `The receiver answered ${status}.`;
  return { kind: "http_status", message: sentence };
}

function headerOf(outcome: EgressOutcome, name: string): string | null {
  if (outcome.kind !== "response") return null;
  return outcome.headers.find(([header]) => header === name)?.[1] ?? null;
}

/** A request that could not be built is an attempt that failed: it is seen, and tried again in its time. */
export function unbuilt(delivery: OwedDelivery, error: Error, now: number, ids: IdMaker): MadeAttempt {
  return {
    endedAt: now,
    retryAfter: null,
    attempt: {
      seq: ids.take(),
      deliverySeq: delivery.seq,
      number: delivery.attempts + 1,
      rev: delivery.rev,
      startedAt: now,
      durationMs: 0,
      statusCode: null,
      failure: "aborted",
      message: `The request could not be built: ${error.message}`,
      timings: { total_ms: 0 },
      requestHeaders: {},
      responseHeaders: null,
      responseBody: null,
      isResponseCut: false,
    },
  };
}

/** The message that the delivery was to carry has been pruned: nobody has its bytes any more. */
function messageGone(delivery: OwedDelivery, deps: AttemptDeps): MadeAttempt {
  const message = formatId("msg", delivery.event.messageSeq!);
  return hopeless(delivery, `the message ${message}, whose bytes it passes on, is not kept any more`, deps);
}

/** What it would be built of has been pruned. `why`: a sentence without its end. */
export function hopeless(
  delivery: OwedDelivery,
  why: string,
  { clock, ids }: Pick<AttemptDeps, "clock" | "ids">,
): MadeAttempt {
  const error = new Error(`${why} (TABELLARY_RETENTION_DAYS).`);
  return { ...unbuilt(delivery, error, clock.now(), ids), isHopeless: true };
}
