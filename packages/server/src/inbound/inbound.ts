import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Egress } from "../egress/egress.ts";
import { fetchThrough } from "../egress/fetch.ts";
import type { Engine } from "../engine/requests.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { Store } from "../store/store.ts";
import type { FigureCounts } from "../telemetry/figures.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { Asking } from "./asking.ts";
import { Handshakes } from "./handshakes.ts";
import { Ingress } from "./ingress.ts";
import { Keeping } from "./keeping.ts";
import { Rejections } from "./rejections.ts";
import { Replaying } from "./replaying.ts";

export interface InboundDeps {
  catalogue: Catalogue;
  engine: Engine;
  store: Store;
  egress: Pick<Egress, "send">;
  metrics: Metrics;
  figures: FigureCounts;
  clock: Clock;
  random: Random;
  /** Addresses and CIDRs whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  /** The largest message. */
  maxPayloadBytes: number;
  /** Where platforms reach this hub, without a slash at its end. */
  publicUrl(): string;
  /** Whether it is this node that asks platforms: one does it for all. */
  isOnDuty(): Promise<boolean>;
  /** Something that should not happen did, and was contained. */
  onTrouble(error: Error): void;
}

/** All that a node does with what platforms send, and what it asks them for. */
export class Inbound {
  readonly ingress: Ingress;
  readonly replaying: Replaying;
  /** Polls, registrations, and what senders do not send again. */
  readonly asking: Asking;

  constructor(deps: InboundDeps) {
    const fetch = fetchThrough(deps.egress);
    const keeping = new Keeping(deps);
    const parts = { ...deps, keeping, fetch };
    this.asking = new Asking(parts);
    this.ingress = new Ingress({
      ...parts,
      rejections: new Rejections(deps),
      handshakes: new Handshakes({ ...deps, onSubscription: (sourceNo) => this.asking.planAnew(sourceNo) }),
      bodyBytesMax: deps.maxPayloadBytes,
      hear: (source, events) => {
        if (source.config.reconcile !== null) void this.asking.hear(source, events);
      },
    });
    this.replaying = new Replaying(parts);
  }

  start(): void {
    this.asking.start();
  }

  /** The process is about to end. */
  prepareToStop(): void {
    this.asking.prepareToStop();
  }

  /** Resolves when what is under way has ended. */
  async stop(): Promise<void> {
    await this.asking.stop();
  }
}
