/**
 * `npm run runtimes`: brings the other versions of Node that the package promises to run on, from npm, into a folder of
 * their own: they are 100 MB each, and only their test needs them.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Node 24 runs everything else. */
export const VERSIONS = [22, 26] as const;

const FOLDER = new URL("../../../node_modules/.runtimes/", import.meta.url);
const SYSTEM = process.platform === "win32" ? "win" : process.platform;
/** One package for each system: the package `node` would run a script to fetch it. */
const PACKAGE = `node-${SYSTEM}-${process.arch}`;

export function binaryOf(version: number): string {
  const name = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  return fileURLToPath(new URL(`${version}/node_modules/${PACKAGE}/${name}`, FOLDER));
}

if (import.meta.main) {
  for (const version of VERSIONS) {
    const folder = fileURLToPath(new URL(`${version}/`, FOLDER));
    mkdirSync(folder, { recursive: true });
    const flags = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", folder];
    const { status } = spawnSync("npm", ["install", ...flags, `${PACKAGE}@${version}`], { stdio: "inherit" });
    if (status !== 0) throw new Error(`npm could not bring ${PACKAGE}@${version}; what it said stands above.`);
  }
}
