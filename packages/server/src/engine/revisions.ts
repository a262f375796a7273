import type { Contract } from "@tabellary/contracts";
import { contractOf } from "../catalogue/catalogued-webhook.ts";
import type { Clock } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { Reads } from "../store/reads.ts";
import { askPatiently } from "./ask-patiently.ts";

const KEPT = 1_000;

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
    const { store, clock } = this.#deps;
    const config = await askPatiently(clock, () => store.readRevision(webhookNo, rev));
    if (config === null) throw new Error(`Webhook ${webhookNo} has no revision ${rev} in the store.`);
    const contract = contractOf(config);
    if (this.#contracts.size >= KEPT) this.#contracts.clear();
    this.#contracts.set(key, contract);
    return contract;
  }
}
