/** The hub's program as tests start it: bundled (e2e/bundle), since a start from its sources takes twice as long. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "..", "..");
const MAIN = join(ROOT, "packages", "server", "src", "main.ts");
const BUILD = join(ROOT, "e2e", "bundle", "build.ts");
/** What goes into the bundle; the installed packages by what npm last noted of them. */
const SOURCES = [
  ...["contracts", "receiver", "server"].flatMap((name) => [`packages/${name}/src`, `packages/${name}/package.json`]),
  ...["e2e/bundle", "node_modules/.package-lock.json"],
];
/** A folder for each state of the sources, so that none is replaced that a hub runs from. */
const BUNDLES = join(ROOT, "node_modules", ".cache", "tabellary-hub");
/** Of a bundle that nothing was started from. */
const KEPT_MS = 3_600_000;

let found: string | undefined;

/** The path of the program, to be run by Node: bundled, or of the sources with `TABELLARY_E2E_FROM_SOURCES`. */
export function hubMain(): string {
  const folder = hubBundle();
  return folder === null ? MAIN : join(folder, "main.js");
}

/**
 * The bundle's folder, the same for as long as this process lives; made first if there is none of the sources as they are.
 * Null when the sources are to be run.
 * @throws Error with what the bundler printed
 */
export function hubBundle(): string | null {
  if (process.env.TABELLARY_E2E_FROM_SOURCES) return null;
  found ??= join(BUNDLES, fingerprint());
  if (!existsSync(found)) bundle(found);
  const now = new Date();
  utimesSync(found, now, now);
  return found;
}

function bundle(folder: string): void {
  mkdirSync(BUNDLES, { recursive: true });
  dropUnused();
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [BUILD, folder], { encoding: "utf8" });
  if (status === 0) return;
  throw new Error(
    `The hub cannot be bundled for tests (TABELLARY_E2E_FROM_SOURCES=1 runs its sources as they are):\n${error?.message ?? `${stdout}${stderr}`}`,
  );
}

function dropUnused(): void {
  for (const name of readdirSync(BUNDLES)) {
    const folder = join(BUNDLES, name);
    const usedAt = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - usedAt > KEPT_MS) rmSync(folder, { recursive: true, force: true });
  }
}

/** Of all sources: their names, sizes and last changes. */
function fingerprint(): string {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap((name) => filesIn(join(ROOT, name)))) {
    const { size, mtimeMs } = statSync(path);
    hash.update(`${path}\n${size}\n${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

function filesIn(path: string): readonly string[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  if (!stat.isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
