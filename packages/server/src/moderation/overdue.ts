import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Engine, EventRequest } from "../engine/requests.ts";
import { exhaustedNotice } from "../engine/settle.ts";
import type { Enforcement } from "../model/enforcement.ts";
import { Problem } from "../model/errors.ts";
import { formatId } from "../model/ids.ts";
import type { Clock } from "../model/ports.ts";
import type { Store } from "../store/store.ts";
import { failed, OWED_MS_MAX } from "./enforcing.ts";

export interface OverdueDeps {
  catalogue: Pick<Catalogue, "now">;
  store: Pick<Store, "enforcementsOwed">;
  engine: Pick<Engine, "accept">;
  clock: Pick<Clock, "now">;
}

/** Of one round, all at once: they share their commits. */
const ENFORCEMENTS_MAX = 200;
/** Of one look. */
const ROUNDS_MAX = 50;
const REASON = "It has been owed for seven days: its platform took no call for it in that time.";

/** Ends what platforms were asked for and have not come to in a week, whatever became of the delivery that owed it. */
export class Overdue {
  readonly #deps: OverdueDeps;

  constructor(deps: OverdueDeps) {
    this.#deps = deps;
  }

  /** @throws StoreError, Problem */
  async end(): Promise<void> {
    const { store, clock } = this.#deps;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const owed = await store.enforcementsOwed(clock.now() - OWED_MS_MAX, ENFORCEMENTS_MAX);
      await Promise.all(owed.map((enforcement) => this.#end(enforcement)));
      if (owed.length < ENFORCEMENTS_MAX) return;
    }
  }

  async #end(enforcement: Enforcement): Promise<void> {
    const { catalogue, engine, clock } = this.#deps;
    const ended = failed(enforcement, "expired", REASON, clock.now());
    const operator = catalogue.now.operatorSite();
    const request = {
      siteNo: operator?.no ?? enforcement.siteNo,
      events: operator === undefined ? [] : this.#notices(ended),
      idempotency: null,
      toAnswer: () => "",
      moderation: { items: [], enforcements: [ended] },
    };
    await engine.accept(request).catch((error: unknown) => {
      // Another node has ended it, and told of it.
      if (!(error instanceof Problem && error.code === "external_id_taken")) throw error;
    });
  }

  /** Of a site that is deleted nobody is told anything. */
  #notices({ siteNo, decisionId, error }: Enforcement): EventRequest[] {
    const site = this.#deps.catalogue.now.site(siteNo);
    if (site === undefined) return [];
    const id = formatId("dec", decisionId);
    const about = { site_id: formatId("site", site.id), decision_id: id, event_id: null, event_type: null };
    const { type, data } = exhaustedNotice("enforce", { ...about, attempts: null, status_code: null, error });
    const rest = { occurredAt: null, orderingKey: null };
    return [{ type, data: JSON.stringify(data), externalId: `expired:${id}`, ...rest }];
  }
}
