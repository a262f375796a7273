/** What the hub counts. A method is named by what happened; the one who calls it knows nothing of Prometheus. */
export interface Metrics {
  requestAnswered(route: string, method: string, status: number, durationMs: number): void;
  eventsAccepted(count: number): void;
  deliveryEnded(outcome: DeliveryOutcome): void;
  /** `outcome` is `success` or the failure's kind. */
  attemptEnded(outcome: AttemptOutcome, durationMs: number): void;
  journalCommitted(rows: number, durationMs: number): void;
  /** What stands now; called whenever it changed, or once per scrape. */
  queueStands(state: QueueState): void;
  /** Everything above and the process's own figures, in the Prometheus text format. */
  render(): Promise<string>;
  readonly contentType: string;
}

export type DeliveryOutcome = "success" | "failed" | "cancelled";
export type AttemptOutcome = "success" | "http_status" | "timeout" | "dns" | "connect" | "tls" | "blocked" | "aborted";

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
  deliveryEnded() {},
  attemptEnded() {},
  journalCommitted() {},
  queueStands() {},
  render: async () => "",
  contentType: "text/plain",
};
