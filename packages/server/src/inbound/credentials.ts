import type { Credentials } from "@tabellary/receiver";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { Problem } from "../model/errors.ts";

/** Somebody else may change the source at the same moment, but hardly so often. */
const TRIES_MAX = 5;

/**
 * Adds values to a source's credentials, before those that are there: the first signs. Returns the source as it is then.
 * @throws Problem `conflict`, `not_found`
 */
export async function addCredentials(
  catalogue: Pick<Catalogue, "now" | "load" | "reviseSource">,
  source: CataloguedSource,
  added: Credentials,
): Promise<CataloguedSource> {
  for (let tries = 1; ; tries++) {
    const present = catalogue.now.source(source.no) ?? source;
    const credentials = merged(present.secrets.credentials, added);
    if (credentials === null) return present;
    try {
      return await catalogue.reviseSource(present, { secrets: { ...present.secrets, credentials } });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "conflict" || tries === TRIES_MAX) throw error;
      await catalogue.load();
    }
  }
}

/** Null: all of it is there. */
function merged(present: Credentials, added: Credentials): Credentials | null {
  const missing = Object.entries(added).flatMap(([name, values]) => {
    const known = present[name] ?? [];
    const unknown = values.filter((value) => !known.includes(value));
    return unknown.length === 0 ? [] : [[name, [...unknown, ...known]] as const];
  });
  return missing.length === 0 ? null : { ...present, ...Object.fromEntries(missing) };
}
