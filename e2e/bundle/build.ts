/**
 * `node e2e/bundle/build.ts <folder>`: the hub's program in a few files, for tests that start it hundreds of times: more
 * than half of a start from the sources is finding and reading two thousand modules.
 *
 * What is published is not bundled: with its dependencies in it, nobody would be told of a fault in one of them or could
 * replace it, and without them little is won.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";
import { places } from "./places.ts";

const PACKAGES = join(import.meta.dirname, "..", "..", "packages");
const SOURCES = join(PACKAGES, "server", "src");
/** What is started by its path: the program, and each room's thread. */
const ENTRY = /^(?:main|.*[\\/]thread)\.ts$/;
/** Where the program looks for files as in the published package, and where they are. */
const DATA = {
  "store/migrations": join(SOURCES, "store", "migrations"),
  dashboard: join(PACKAGES, "dashboard", "dist"),
};

const folder = process.argv[2];
if (folder === undefined) throw new Error("Say where to: node e2e/bundle/build.ts <folder>");
const aside = `${folder}-${process.pid}`;
try {
  await bundle(folder, aside);
  linkData(aside);
  putInPlace(aside, folder);
} finally {
  rmSync(aside, { recursive: true, force: true });
}

/** Into `aside`, to be moved to `folder`: its modules are told that they are there. */
async function bundle(folder: string, aside: string): Promise<void> {
  const program = await rolldown({
    cwd: join(PACKAGES, "server"),
    input: Object.fromEntries(entries().map((path) => [path.replace(/\.ts$/, ""), join(SOURCES, path)])),
    platform: "node",
    // Loaded when a site has them judge: one is large and not always installed, the other assigns to `import.meta`.
    external: /^@aws-sdk\/|^@jsquash\//,
    plugins: [places({ sources: SOURCES, bundled: folder })],
    // What it warns of would be found out by a hub, in the middle of a test; but for how slow this machine is.
    checks: { bundlerTimings: false },
    onLog: (level, { message }) => {
      if (level === "warn") throw new Error(message);
    },
  });
  await program.write({
    dir: aside,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    sourcemap: true,
    sourcemapExcludeSources: true,
  });
  await program.close();
}

function entries(): readonly string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).filter((path) => ENTRY.test(path));
}

function linkData(folder: string): void {
  for (const [name, target] of Object.entries(DATA)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    symlinkSync(target, join(folder, name), "junction");
  }
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
}

/** Whoever comes second has built the same, and leaves the first one's where hubs run from it. */
function putInPlace(aside: string, folder: string): void {
  try {
    renameSync(aside, folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
  }
}
