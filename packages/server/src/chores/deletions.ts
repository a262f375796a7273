import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Clock } from "../model/ports.ts";
import type { Store } from "../store/store.ts";
import { isDeleted, owedWebhooks } from "./owed-webhooks.ts";

const SLICE = 200;

export interface DeletionsDeps {
  store: Pick<Store, "endDeleted" | "owedLanes">;
  catalogue: Pick<Catalogue, "now" | "load" | "onWebhookChange">;
  clock: Clock;
  onTrouble(error: Error): void;
}

/** Ends, as `cancelled`, what is owed to webhooks that were deleted: at the deletion, and what a crash left. */
export class Deletions {
  readonly #deps: DeletionsDeps;
  #isStopped = false;
  #work: Promise<void> = Promise.resolve();

  constructor(deps: DeletionsDeps) {
    this.#deps = deps;
    deps.catalogue.onWebhookChange((webhookNo) => {
      if (deps.catalogue.now.webhook(webhookNo) === undefined) this.#then(() => this.#end(webhookNo));
    });
  }

  /** Looks for what is owed to webhooks that are gone: at start, and whenever something may have been missed. */
  sweep(): void {
    this.#then(() => this.#endAll());
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#work;
  }

  #then(task: () => Promise<void>): void {
    this.#work = this.#work.then(task).catch(this.#deps.onTrouble);
  }

  async #endAll(): Promise<void> {
    const { store, catalogue } = this.#deps;
    for await (const webhookNo of owedWebhooks(store)) {
      if (this.#isStopped) return;
      if (await isDeleted(catalogue, webhookNo)) await this.#end(webhookNo);
    }
  }

  async #end(webhookNo: number): Promise<void> {
    const { store, clock } = this.#deps;
    while (!this.#isStopped && (await store.endDeleted(webhookNo, clock.now(), SLICE)) === SLICE);
  }
}
