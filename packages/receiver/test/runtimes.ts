/**
 * `npm run test:runtimes`: tries the package on the other versions of Node that it promises to run on; 24 runs everything
 * else. They come from npm into a folder of their own: they are 200 MB each, and nothing but this needs them.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const VERSIONS = [22, 26];

/** What a user of the package touches: the pipeline, platforms' known answers, each adapter, each store that needs no server. */
const SMOKE = [
  "handler",
  "platforms/vectors",
  "platforms/youtube",
  "adapters/node",
  "adapters/fetch",
  "adapters/express",
  "adapters/fastify",
  "adapters/hono",
  "guards/handler",
  "jobs/stores",
  "jobs/job-reconciler",
  "monitor/webhook-monitor",
  "replay/webhook-replay",
  "retry/webhook-retry",
  "stores/memory",
  "stores/sqlite",
  "stores/processes",
];

const FOLDER = new URL("../../../node_modules/.runtimes/", import.meta.url);
const SYSTEM = process.platform === "win32" ? "win" : process.platform;
/** One package for each system: the package `node` would run a script to fetch it. */
const PACKAGE = `node-${SYSTEM}-${process.arch}`;

/** The program's path. @throws Error when npm has none for this system */
function bring(version: number): string {
  const folder = fileURLToPath(new URL(`${version}/`, FOLDER));
  mkdirSync(folder, { recursive: true });
  const flags = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder];
  const { status } = spawnSync("npm", ["install", ...flags, `${PACKAGE}@${version}`], { stdio: "inherit" });
  if (status !== 0) throw new Error(`npm could not bring ${PACKAGE}@${version}; what it said stands above.`);
  const program = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  return fileURLToPath(new URL(`${version}/node_modules/${PACKAGE}/${program}`, FOLDER));
}

const files = SMOKE.map((name) => fileURLToPath(new URL(`${name}.test.ts`, import.meta.url)));
for (const version of VERSIONS) {
  const program = bring(version);
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  if (!stdout.startsWith(`v${version}.`)) throw new Error(`${program} says that it is ${stdout.trim()}.`);
  process.stdout.write(`Node ${stdout}`);
  const { status } = spawnSync(program, ["--test", "--test-concurrency=2", ...files], { stdio: "inherit" });
  if (status !== 0) process.exit(1);
}
