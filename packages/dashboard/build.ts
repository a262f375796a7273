/**
 * Builds the page into `dist`, with each file compressed beside it (`.br`, `.gz`) for the hub to serve as it is.
 * Run by `npm run build -w packages/dashboard`, and through `ensure-built.ts` by whoever needs it to be there.
 */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "vite";
import { namedIn, withoutUnused } from "./unused-styles.ts";

const DIST = join(import.meta.dirname, "dist");
/** Built aside and then put in place: a hub that is serving the old one never finds half of the new. */
const ASIDE = `${DIST}-${process.pid}`;
const COMPRESSED = /\.(?:html|js|css|svg|json)$/;

const startedAt = performance.now();
await build({
  configFile: join(import.meta.dirname, "vite.config.ts"),
  logLevel: "warn",
  build: { outDir: ASIDE, emptyOutDir: true },
});
dropUnusedStyles();
const names = readdirSync(ASIDE, { recursive: true, encoding: "utf8" }).filter((name) => COMPRESSED.test(name));
let bytes = 0;
for (const name of names) {
  const path = join(ASIDE, name);
  const content = readFileSync(path);
  const brotli = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  writeFileSync(`${path}.br`, brotli);
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  bytes += brotli.length;
}
putInPlace();
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
process.stdout.write(
  `built the dashboard: ${names.length} files, ${Math.round(bytes / 1024)} kB compressed, ${seconds} s\n`,
);

/** Of Mantine's components, those stay that a script names. */
function dropUnusedStyles(): void {
  const files = readdirSync(ASIDE, { recursive: true, encoding: "utf8" }).map((name) => join(ASIDE, name));
  const scripts = files.filter((file) => file.endsWith(".js")).map((file) => readFileSync(file, "utf8"));
  const named = namedIn(scripts.join("\n"));
  for (const file of files.filter((name) => name.endsWith(".css"))) {
    writeFileSync(file, withoutUnused(readFileSync(file, "utf8"), named));
  }
}

function putInPlace(): void {
  const old = `${ASIDE}-old`;
  if (existsSync(DIST)) renameSync(DIST, old);
  renameSync(ASIDE, DIST);
  rmSync(old, { recursive: true, force: true });
}
