import type { Contract } from "@tabellary/contracts";
import { contractOf } from "../catalogue/catalogued-webhook.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { Reads } from "../store/reads.ts";

const KEPT = 1_000;

/** The contracts of earlier revisions: a delivery's body is built by the one it was matched with. */
export class Revisions {
  readonly #store: Pick<Reads, "readRevision">;
  readonly #contracts = new Map<string, Contract>();

  constructor(store: Pick<Reads, "readRevision">) {
    this.#store = store;
  }

  async contractOf({ webhookNo, rev }: Pick<OwedDelivery, "webhookNo" | "rev">): Promise<Contract> {
    const key = `${webhookNo}:${rev}`;
    const known = this.#contracts.get(key);
    if (known) return known;
    const config = await this.#store.readRevision(webhookNo, rev);
    if (config === null) throw new Error(`Webhook ${webhookNo} has no revision ${rev} in the store.`);
    const contract = contractOf(config);
    if (this.#contracts.size >= KEPT) this.#contracts.clear();
    this.#contracts.set(key, contract);
    return contract;
  }
}
