import { dirname, join, relative, sep } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "rolldown";

const NAMES_A_PLACE = /\bimport\.meta\.(?:url|dirname|filename)\b|\b__(?:dir|file)name\b/;

/**
 * Tells modules where they are, for those that look for files beside them: of ours each where it would be in a published
 * package at `bundled` (`store/sqlite/remote.js`, its thread beside it), of others each where it is installed.
 */
export function places({ sources, bundled }: { sources: string; bundled: string }): Plugin {
  const placeOf = (id: string) =>
    id.startsWith(sources + sep) ? join(bundled, relative(sources, id).replace(/\.ts$/, ".js")) : id;
  return {
    name: "places",
    transform: {
      filter: { code: NAMES_A_PLACE },
      handler(code, id) {
        // What is not a file is the bundler's own.
        return id.startsWith("\0") ? null : { code: withPlace(code, placeOf(id)), map: null };
      },
    },
  };
}

/** On the same lines, so that what tells a line of the bundle's source tells the right one. */
function withPlace(code: string, place: string): string {
  const values = { url: pathToFileURL(place).href, dirname: dirname(place), filename: place };
  const told = code.replaceAll(/\bimport\.meta\.(url|dirname|filename)\b/g, (_, name: keyof typeof values) =>
    JSON.stringify(values[name]),
  );
  const free = (["dirname", "filename"] as const).filter((name) => isFree(`__${name}`, code));
  return free.map((name) => `var __${name} = ${JSON.stringify(values[name])}; `).join("") + told;
}

/** As in CommonJS, where it is given. */
function isFree(name: string, code: string): boolean {
  return code.includes(name) && !new RegExp(`\\b(?:var|let|const)\\s+${name}\\b`).test(code);
}
