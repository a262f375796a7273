import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { MessageVerdict } from "../model/message.ts";

/** How often the event loop is asked how late it is. The default of 10 ms alone took up to 1 % of a processor at rest. */
const LAG_SAMPLE_MS = 100;

/** What the hub counts. A method is named by what happened; the one who calls it knows nothing of Prometheus. */
export interface Metrics {
  requestAnswered(route: string, method: string, status: number, durationMs: number): void;
  eventsAccepted(count: number): void;
  /** `reason`: why it was rejected or ignored, one of the receiver library's. */
  messageReceived(platform: string, verdict: InboundVerdict, reason: string | null): void;
  deliveryEnded(outcome: DeliveryOutcome): void;
  /** `outcome` is `success` or the failure's kind. */
  attemptEnded(outcome: AttemptOutcome, durationMs: number): void;
  /** One item put before an evaluator of that kind; `units`: requests to who counts or bills them. */
  evaluatorAsked(kind: string, attempts: number, units: number): void;
  /** Something that the hub does by itself failed once: it is tried again, or given up. */
  innerFailed(room: string): void;
  journalCommitted(rows: number, durationMs: number): void;
  /** What stands now; called whenever it changed, or once per scrape. */
  queueStands(state: QueueState): void;
  /** Everything above and the process's own figures, in the Prometheus text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

const DELIVERY_OUTCOMES = ["success", "failed", "cancelled"] as const;
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];

/** What became of an inbound request or polled item; `answered`: a handshake, or for a source that is switched off. */
export type InboundVerdict = MessageVerdict | "answered";

const ATTEMPT_OUTCOMES = ["success", "http_status", "timeout", "dns", "connect", "tls", "blocked", "aborted"] as const;
export type AttemptOutcome = (typeof ATTEMPT_OUTCOMES)[number];

export interface QueueState {
  /** Deliveries held in memory, waiting for their turn. */
  depth: number;
  lanes: number;
  inFlightFast: number;
  inFlightSlow: number;
}

/** Counts nothing: for the simulation, and for tests that are about something else. */
export const noMetrics: Metrics = {
  requestAnswered() {},
  eventsAccepted() {},
  messageReceived() {},
  deliveryEnded() {},
  attemptEnded() {},
  evaluatorAsked() {},
  innerFailed() {},
  journalCommitted() {},
  queueStands() {},
  render: async () => "",
  contentType: "text/plain",
};

// From a tenth of a millisecond, which a commit on a fast disk takes, to the longest time limit of a webhook.
const REQUEST_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const ATTEMPT_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15, 30, 60];
const COMMIT_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
const BATCH_ROWS = [1, 2, 5, 10, 25, 50, 100, 200, 500];

/** Counts in a registry of its own, so that two hubs in one process (as in tests) do not count into each other. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Histogram({
    name: "tabellary_http_request_duration_seconds",
    help: "Time to answer a request of the API.",
    labelNames: ["method", "route", "status"],
    buckets: REQUEST_SECONDS,
    registers,
  });
  const events = new Counter({ name: "tabellary_events_accepted_total", help: "Events accepted.", registers });
  const messages = new Counter({
    name: "tabellary_inbound_messages_total",
    help: "Inbound requests and polled items, by what became of them; those that were rejected and not kept as well.",
    labelNames: ["platform", "verdict", "reason"],
    registers,
  });
  const deliveries = new Counter({
    name: "tabellary_deliveries_total",
    help: "Deliveries ended, by outcome.",
    labelNames: ["outcome"],
    registers,
  });
  const attempts = new Histogram({
    name: "tabellary_attempt_duration_seconds",
    help: "Time of an attempt, by outcome: success, or the kind of failure. Its count is the number of attempts.",
    labelNames: ["outcome"],
    buckets: ATTEMPT_SECONDS,
    registers,
  });
  const asked = new Counter({
    name: "tabellary_evaluator_attempts_total",
    help: "Attempts of evaluators to judge an item, by the evaluator's kind.",
    labelNames: ["kind"],
    registers,
  });
  const billed = new Counter({
    name: "tabellary_evaluator_requests_total",
    help: "Requests of evaluators to who counts or bills them, by the evaluator's kind.",
    labelNames: ["kind"],
    registers,
  });
  const innerFailures = new Counter({
    name: "tabellary_inner_failures_total",
    help: "Failed attempts of the hub's own work: items of what platforms tell (incoming), judge, enforce.",
    labelNames: ["room"],
    registers,
  });
  const rows = new Histogram({
    name: "tabellary_journal_batch_rows",
    help: "Rows written by one commit of the journal.",
    buckets: BATCH_ROWS,
    registers,
  });
  const commits = new Histogram({
    name: "tabellary_journal_commit_duration_seconds",
    help: "Time of one commit of the journal, made durable.",
    buckets: COMMIT_SECONDS,
    registers,
  });
  const depth = new Gauge({ name: "tabellary_queue_depth", help: "Deliveries waiting in memory.", registers });
  const lanes = new Gauge({ name: "tabellary_lanes", help: "Lanes with deliveries in memory.", registers });
  const inFlight = new Gauge({
    name: "tabellary_attempts_in_flight",
    help: "Attempts under way, by the share of the slots they stand in.",
    labelNames: ["share"],
    registers,
  });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_SAMPLE_MS });

  // Bound once: finding a series by its labels costs more than counting in it. Outcomes that have not come yet show as 0.
  const deliveriesBy = bind(DELIVERY_OUTCOMES, (outcome) => deliveries.labels({ outcome }));
  const attemptsBy = bind(ATTEMPT_OUTCOMES, (outcome) => attempts.labels({ outcome }));
  const inFlightFast = inFlight.labels({ share: "fast" });
  const inFlightSlow = inFlight.labels({ share: "slow" });
  const messagesBy = new Map<string, Counter.Internal>();
  const requestsBy = new Map<string, Histogram.Internal<"method" | "route" | "status">>();

  return {
    requestAnswered(route, method, status, durationMs) {
      const key = `${status} ${method} ${route}`;
      let series = requestsBy.get(key);
      if (series === undefined) {
        series = requests.labels({ method, route, status });
        requestsBy.set(key, series);
      }
      series.observe(durationMs / 1000);
    },
    eventsAccepted(count) {
      events.inc(count);
    },
    messageReceived(platform, verdict, reason) {
      const key = `${platform} ${verdict} ${reason}`;
      let series = messagesBy.get(key);
      if (series === undefined) {
        series = messages.labels({ platform, verdict, reason: reason ?? "" });
        messagesBy.set(key, series);
      }
      series.inc();
    },
    deliveryEnded(outcome) {
      deliveriesBy[outcome].inc();
    },
    attemptEnded(outcome, durationMs) {
      attemptsBy[outcome].observe(durationMs / 1000);
    },
    evaluatorAsked(kind, attemptsMade, units) {
      asked.labels({ kind }).inc(attemptsMade);
      billed.labels({ kind }).inc(units);
    },
    innerFailed(room) {
      innerFailures.labels({ room }).inc();
    },
    journalCommitted(count, durationMs) {
      rows.observe(count);
      commits.observe(durationMs / 1000);
    },
    queueStands(state) {
      depth.set(state.depth);
      lanes.set(state.lanes);
      inFlightFast.set(state.inFlightFast);
      inFlightSlow.set(state.inFlightSlow);
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function bind<K extends string, V>(keys: readonly K[], make: (key: K) => V): Readonly<Record<K, V>> {
  return Object.fromEntries(keys.map((key) => [key, make(key)])) as Record<K, V>;
}
