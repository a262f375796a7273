import { Catalogue } from "./catalogue/catalogue.ts";
import type { Vault } from "./catalogue/vault.ts";
import { Counting } from "./chores/counting.ts";
import { Deletions } from "./chores/deletions.ts";
import { ensureSites } from "./chores/first-start.ts";
import { followTime } from "./chores/follow-time.ts";
import { Neighbours, SWEEP_MS } from "./chores/neighbours.ts";
import { Outbox, type OutboxDeps } from "./chores/outbox.ts";
import { recover } from "./chores/recover.ts";
import { regain } from "./chores/regain.ts";
import { Retention } from "./chores/retention.ts";
import { DeliveryEngine, type EngineDeps } from "./engine/engine.ts";
import { Lease } from "./engine/lease.ts";
import { Inbound, type InboundDeps } from "./inbound/inbound.ts";
import { IdMaker } from "./model/ids.ts";
import type { KeptTime } from "./model/kept-time.ts";
import type { Clock, Random } from "./model/ports.ts";
import type { JobTimes } from "./moderation/decisions/job-state.ts";
import { Moderation } from "./moderation/moderation.ts";
import type { Duty } from "./store/shared.ts";
import { type Store, StoreUnavailableError } from "./store/store.ts";
import { Figures } from "./telemetry/figures.ts";

export interface NodeDeps
  extends Pick<EngineDeps, "egress" | "metrics" | "delivers" | "concurrency" | "failingAfter" | "answerMsMax">,
    Pick<InboundDeps, "trustedProxies" | "maxPayloadBytes" | "publicUrl"> {
  store: Store;
  /** Follows the store's time, where nodes share one. */
  clock: KeptTime;
  /** This machine's own time. */
  machine: Pick<Clock, "now">;
  random: Random;
  vault: Vault;
  retentionDays: number;
  jobTimes: JobTimes;
  /** What callback URLs of classifiers are signed with: 32 bytes, the same at all nodes. */
  callbackKey: Uint8Array;
  /** Where the operator hears of trouble, from the first start on. */
  alertUrl: string | null;
  /** How often what is owed is looked for without a reason, where nodes share a store: a minute, unless given. */
  sweepMs?: number;
  /** Judges what applications emit. Left out, nothing that is emitted is taken here. */
  judge?(rows: Parameters<OutboxDeps["judge"]>[0], catalogue: Catalogue): ReturnType<OutboxDeps["judge"]>;
  tell: NodeNews;
}

/** What a node says of itself. */
export interface NodeNews {
  /** Its memory or its store can no longer be trusted: end the process. */
  fault(error: Error): void;
  /** Something that should not happen did, and was contained. */
  trouble(error: Error): void;
  leaseLost(): void;
  /** Under this number. */
  leaseRegained(no: number): void;
  clockJumped(): void;
  /** There is time for more tries. */
  renewalFailed(error: Error): void;
  neighboursUnreachable(error: Error): void;
  /** An emitted event cannot be sent. */
  setAside(row: { no: bigint; type: string; siteName: string | undefined }, code: string, reason: string): void;
}

/**
 * A process of the hub without its door: a lease, the catalogue, the engine and the chores, on a store. `hub.ts` puts
 * HTTP before it; the simulation runs it under a clock of its own.
 */
export class Node {
  readonly lease: Lease;
  readonly catalogue: Catalogue;
  readonly engine: DeliveryEngine;
  readonly inbound: Inbound;
  readonly moderation: Moderation;
  readonly #deps: NodeDeps;
  readonly #ids: IdMaker;
  readonly #counting: Counting;
  readonly #deletions: Deletions;
  readonly #retention: Retention;
  readonly #outbox: Outbox | null;
  readonly #neighbours: Neighbours | null;
  #retaking: Promise<void> | null = null;
  #isStopped = false;

  private constructor(deps: NodeDeps, lease: Lease, catalogue: Catalogue, ids: IdMaker) {
    const { store, clock, delivers, retentionDays, tell } = deps;
    const figures = new Figures(clock.now());
    const parts = { ...deps, catalogue, ids, lease, figures, onTrouble: tell.trouble };
    this.#deps = deps;
    this.lease = lease;
    this.catalogue = catalogue;
    this.#ids = ids;
    this.engine = new DeliveryEngine({ ...parts, onFault: tell.fault });
    this.#counting = new Counting({ ...parts, node: lease.node });
    this.#deletions = new Deletions(parts);
    const takes = (duty: Duty) => async () =>
      delivers && (store.shared?.takeDuty(duty, lease.node, clock.now()) ?? true);
    this.#retention = new Retention({ ...parts, retentionDays, isOnDuty: takes("retention") });
    this.inbound = new Inbound({ ...parts, engine: this.engine, isOnDuty: takes("inbound") });
    this.moderation = new Moderation({ ...parts, engine: this.engine });
    this.engine.attend(this.moderation);
    this.#outbox = this.#openOutbox();
    this.#neighbours = this.#openNeighbours();
  }

  /** Joins the nodes and reads the catalogue; nothing is sent yet. */
  static async open(deps: NodeDeps): Promise<Node> {
    const { store, clock, random, vault, alertUrl, tell } = deps;
    const { shared } = store;
    const lease = new Lease({
      ...deps,
      onLost: () => node.#retake(),
      askTime: async () => {
        if (shared) await followTime(shared, clock);
      },
      onClockJump: () => {
        tell.clockJumped();
        node.engine.rearm();
      },
      onTrouble: tell.renewalFailed,
    });
    await lease.take();
    const { highestId } = await store.loadCatalogue();
    const ids = new IdMaker(clock, lease.node.no, highestId);
    const catalogue = new Catalogue({ store, vault, clock, random, ids });
    await catalogue.load();
    await ensureSites(catalogue, alertUrl);
    const node = new Node(deps, lease, catalogue, ids);
    return node;
  }

  /** Finds what is owed, and begins to deliver it. The lease is kept from `lease.keep()` on, which comes first. */
  async start(): Promise<void> {
    await this.#findOwed();
    this.#retention.start();
    this.#counting.start();
    this.engine.start();
    this.inbound.start();
    if (this.#deps.delivers) this.moderation.start();
    this.#neighbours?.start();
  }

  /** From here on no lease is taken anew: the process is about to end. */
  prepareToStop(): void {
    this.#isStopped = true;
    this.inbound.prepareToStop();
  }

  /** Ends what runs beside the engine, each when what it is at is done. */
  async stopChores(): Promise<void> {
    const chores = [this.inbound, this.moderation, this.#deletions, this.#retention, this.#neighbours, this.#outbox];
    await Promise.all(chores.map((chore) => chore?.stop()));
    // What the others did is counted.
    await this.#counting.stop();
  }

  /** Gives the lease back, so that others need not wait for its end. A store that is away has it until then. */
  async leave(): Promise<void> {
    await this.lease.leave().catch((error) => {
      if (!(error instanceof StoreUnavailableError)) throw error;
    });
  }

  async #findOwed(): Promise<void> {
    if (!this.#deps.delivers) return;
    await recover({ ...this.#deps, catalogue: this.catalogue, engine: this.engine });
    this.#deletions.sweep();
  }

  #retake(): void {
    this.#retaking ??= this.#regain().finally(() => {
      this.#retaking = null;
    });
    this.#retaking.catch(this.#deps.tell.fault);
  }

  async #regain(): Promise<void> {
    const { clock, tell } = this.#deps;
    tell.leaseLost();
    const recover = () => this.#findOwed();
    const isStopped = () => this.#isStopped;
    await regain({ lease: this.lease, ids: this.#ids, engine: this.engine, clock, recover, isStopped });
    tell.leaseRegained(this.lease.node.no);
  }

  #openOutbox(): Outbox | null {
    const { store, delivers, judge, tell } = this.#deps;
    const { shared } = store;
    if (!shared || !delivers || !judge) return null;
    return new Outbox({
      ...this.#deps,
      shared,
      catalogue: this.catalogue,
      emitted: this.engine.emitted,
      node: () => this.lease.node,
      judge: (rows) => judge(rows, this.catalogue),
      onSetAside: ({ no, type, siteNo }, code, reason) =>
        tell.setAside({ no, type, siteName: this.catalogue.now.site(siteNo)?.name }, code, reason),
      onTrouble: tell.trouble,
    });
  }

  #openNeighbours(): Neighbours | null {
    const { store, clock, sweepMs = SWEEP_MS, tell } = this.#deps;
    if (!store.shared) return null;
    return new Neighbours({
      shared: store.shared,
      lease: this.lease,
      catalogue: this.catalogue,
      engine: this.engine,
      hear: (word) => {
        if (word.kind === "letter" || word.kind === "reply") this.moderation.letterbox.hear(word);
        else this.engine.hear(word);
      },
      clock,
      sweepMs,
      onTime: (...reading) => clock.follow(...reading),
      takeOver: () => this.#findOwed(),
      onOutbox: () => this.#outbox?.look(),
      onTrouble: tell.neighboursUnreachable,
    });
  }
}
