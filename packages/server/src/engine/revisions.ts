import type { Contract } from "@tabellary/contracts";
import { contractOf } from "../catalogue/catalogued-webhook.ts";
import type { Clock } from "../model/ports.ts";
import type { WebhookConfig } from "../model/webhook.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { Reads } from "../store/reads.ts";
import { StoreUnavailableError } from "../store/store.ts";

const KEPT = 1_000;
/** A store that is away is asked again after this. */
const RETRY_MS = 500;

export interface RevisionsDeps {
  store: Pick<Reads, "readRevision">;
  clock: Clock;
}

/** The contracts of earlier revisions: a delivery's body is built by the one it was matched with. */
export class Revisions {
  readonly #deps: RevisionsDeps;
  readonly #contracts = new Map<string, Contract>();

  constructor(deps: RevisionsDeps) {
    this.#deps = deps;
  }

  async contractOf({ webhookNo, rev }: Pick<OwedDelivery, "webhookNo" | "rev">): Promise<Contract> {
    const key = `${webhookNo}:${rev}`;
    const known = this.#contracts.get(key);
    if (known) return known;
    const config = await this.#read(webhookNo, rev);
    if (config === null) throw new Error(`Webhook ${webhookNo} has no revision ${rev} in the store.`);
    const contract = contractOf(config);
    if (this.#contracts.size >= KEPT) this.#contracts.clear();
    this.#contracts.set(key, contract);
    return contract;
  }

  /** Waits for a store that is away: it is no reason to count an attempt as failed. */
  async #read(webhookNo: number, rev: number): Promise<WebhookConfig | null> {
    const { store, clock } = this.#deps;
    for (;;) {
      try {
        return await store.readRevision(webhookNo, rev);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        await new Promise<void>((resolve) => clock.after(RETRY_MS, resolve));
      }
    }
  }
}
