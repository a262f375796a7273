import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { Fault } from "../../model/errors.ts";
import { type BuildDeps, listFaults } from "./build.ts";
import { DEFAULT_SETTINGS } from "./panels.ts";
import { type ReadSettings, readSettings } from "./read-config.ts";

export interface SettingsDeps extends BuildDeps {
  catalogue: Pick<Catalogue, "now" | "putModeration">;
}

/** Which evaluators a site asks, and how sure they have to be. */
export class Settings {
  readonly #deps: SettingsDeps;

  constructor(deps: SettingsDeps) {
    this.#deps = deps;
  }

  /**
   * Takes the whole of a site's settings, as JSON writes them; nothing is kept of what has a fault.
   * @throws Problem `conflict` when somebody else has changed them meanwhile
   */
  async put(siteNo: number, value: unknown): Promise<ReadSettings> {
    const { catalogue } = this.#deps;
    const before = catalogue.now.moderation(siteNo);
    const read = readSettings(value, before ?? DEFAULT_SETTINGS);
    if (!read.ok) return read;
    const { config, secrets } = read.settings;
    const faults = config.evaluators.flatMap((evaluator, index) =>
      listFaults(evaluator, this.#deps).map((fault): Fault => {
        return { ...fault, path: `/evaluators/${index}${fault.path}` };
      }),
    );
    if (faults.length > 0) return { ok: false, faults };
    await catalogue.putModeration(siteNo, config, secrets, before);
    return read;
  }
}
