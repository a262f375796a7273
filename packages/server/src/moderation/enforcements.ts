import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Enforcement } from "../model/enforcement.ts";
import type { Item } from "../model/item.ts";
import type { Store } from "../store/store.ts";
import type { Pauses } from "./pauses.ts";
import { sourceOf } from "./telling.ts";

export interface EnforcementsDeps {
  catalogue: Pick<Catalogue, "now">;
  store: Pick<Store, "enforcementsOf">;
  pauses: Pick<Pauses, "of">;
}

/** What an item's platform was asked for, as it stands. */
export class Enforcements {
  readonly #deps: EnforcementsDeps;

  constructor(deps: EnforcementsDeps) {
    this.#deps = deps;
  }

  /**
   * Oldest first. What is owed to a platform that is left alone waits untouched, so that a backlog costs nothing: until
   * when, and why, is said here.
   */
  async of(item: Item): Promise<readonly Enforcement[]> {
    const { catalogue, store, pauses } = this.#deps;
    if (item.origin.platform === null) return [];
    const enforcements = await store.enforcementsOf(item.id);
    const source = sourceOf(catalogue, item);
    if (source === undefined || !enforcements.some(({ state }) => state === "requested")) return enforcements;
    const pause = await pauses.of(source.no);
    if (pause === null) return enforcements;
    const { until, reason } = pause;
    return enforcements.map((one) =>
      one.state === "requested"
        ? { ...one, error: one.error ?? reason, nextAt: Math.max(one.nextAt ?? 0, until) }
        : one,
    );
  }
}
