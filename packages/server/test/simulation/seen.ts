/** What the witness writes down. Steps number everything that happens, in order. */
import type { EgressOutcome } from "../../src/egress/egress.ts";
import type { EventRequest, Kept } from "../../src/engine/requests.ts";
import type { DeliveryEnd } from "../../src/model/delivery.ts";
import type { WebhookConfig } from "../../src/model/webhook.ts";
import type { NodeLease } from "../../src/store/journal-entry.ts";

/** A message of a platform. */
export interface Told {
  /** What it tells of, by the platform's numbers. */
  ids: readonly number[];
  /** What the platform was told of it; null: nothing, or that it was not kept. */
  kept: Kept | null;
}

/** One request that left the hub. */
export interface Sent {
  step: number;
  webhookNo: number;
  eventSeq: bigint;
  seq: bigint;
  isTest: boolean;
  /** The number of the attempt, by what the store had recorded when it left. */
  number: number;
  /** The life and the lease it was sent under. */
  era: string;
  lease: NodeLease;
  life: number;
  /** The process was stopped after its last look at the lease, and its lease is over: nothing could have held this back. */
  isLate: boolean;
  body: string;
  startedAt: number;
  startedAtMonotonic: number;
  arrivedStep: number | null;
  outcome: EgressOutcome | null;
  /** When the hub heard the outcome; null when it died before. */
  heardStep: number | null;
  endedAt: number;
  endedAtMonotonic: number;
  /** How long the sender's machine slept meanwhile: its idea of the store's time is behind by as much. */
  sleptMs: number;
}

/** A request of a client, as the client saw it. `unknown`: the hub died before it answered. */
export interface Submission {
  siteNo: number;
  events: readonly (EventRequest & { token: number })[];
  key: string | null;
  body: string;
  submittedStep: number;
  answeredStep: number;
  outcome: "unknown" | "accepted" | "replayed" | "refused";
  code: string | null;
  answer: string | null;
}

export interface Change {
  webhookNo: number;
  config: WebhookConfig;
  step: number;
}

export interface End {
  step: number;
  status: DeliveryEnd;
}
