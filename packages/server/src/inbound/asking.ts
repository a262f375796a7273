import type { FetchLike, WebhookEvent } from "@tabellary/receiver";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { Store } from "../store/store.ts";
import { Errands } from "./errands.ts";
import { Jobs } from "./jobs.ts";
import type { Keeping } from "./keeping.ts";
import { Polling } from "./polling.ts";
import { Redeliveries } from "./redeliveries.ts";
import { Registrations } from "./registrations.ts";
import { Renewing } from "./renewing.ts";

export interface AskingDeps {
  store: Pick<Store, "notes" | "note">;
  catalogue: Pick<Catalogue, "now" | "load" | "reviseSource" | "onSourceChange">;
  keeping: Pick<Keeping, "keep">;
  clock: Clock;
  random: Pick<Random, "float" | "bytes">;
  /** One for the whole hub: tokens of platforms are kept by it. */
  fetch: FetchLike;
  /** Where platforms reach this hub, such as `https://hooks.example`. */
  publicUrl(): string;
  /** Whether it is this node that polls, renews and sweeps: one does it for all. */
  isOnDuty(): Promise<boolean>;
  onTrouble(error: Error): void;
}

/** All that is asked of platforms for their sources: what is new, what is registered, what was missed. */
export class Asking {
  readonly polling: Polling;
  readonly registrations: Registrations;
  readonly jobs: Jobs;
  readonly #errands: Errands;
  #isStopping = false;

  constructor(deps: AskingDeps) {
    const onChange = (sourceNo: number) => this.#errands.planAnew(sourceNo);
    this.polling = new Polling({ ...deps, isStopping: () => this.#isStopping });
    this.registrations = new Registrations({ ...deps, onChange });
    this.jobs = new Jobs({ ...deps, onChange });
    const renewing = new Renewing({ ...deps, registrations: this.registrations });
    this.#errands = new Errands({ ...deps, kinds: [this.polling, renewing, new Redeliveries(deps), this.jobs] });
  }

  /** From here on platforms are asked by themselves; on request they are at any time. */
  start(): void {
    this.#errands.start();
  }

  /** What is asked will be cut off: that is no fault of the platforms. */
  prepareToStop(): void {
    this.#isStopping = true;
    this.#errands.prepareToStop();
  }

  /** Resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.prepareToStop();
    this.jobs.stop();
    await this.#errands.stop();
  }

  /** A platform has agreed to something for this source: it may have to be renewed earlier than was thought. */
  planAnew(sourceNo: number): void {
    this.#errands.planAnew(sourceNo);
  }

  /** A genuine message has been kept with these events: what they prove need not be asked for. Never rejects. */
  async hear(source: CataloguedSource, events: readonly WebhookEvent[]): Promise<void> {
    await this.jobs.hear(source, events);
  }
}
