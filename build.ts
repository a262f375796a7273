/**
 * Builds what is published: each package's `dist` is a package of its own, compiled, with a manifest that points at the
 * compiled files. In the workspace the sources run as they are. Publish with `npm publish packages/<name>/dist`.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./packages/dashboard/ensure-built.ts";

const PACKAGES = ["contracts", "outbox", "receiver", "server"];
/** Files beside the sources that are read at run time. */
const DATA: Record<string, readonly string[]> = { server: ["store/migrations"] };
const DASHBOARD = join(import.meta.dirname, "packages", "dashboard", "dist");

await ensureBuilt((text) => process.stdout.write(text));
for (const name of PACKAGES) {
  const folder = join(import.meta.dirname, "packages", name);
  const dist = join(folder, "dist");
  rmSync(dist, { recursive: true, force: true });
  execFileSync("tsc", ["-p", join(folder, "tsconfig.build.json")], { stdio: "inherit" });
  for (const path of DATA[name] ?? []) cpSync(join(folder, "src", path), join(dist, path), { recursive: true });
  if (name === "server") cpSync(DASHBOARD, join(dist, "dashboard"), { recursive: true });
  const manifest = readFileSync(join(folder, "package.json"), "utf8");
  const { devDependencies: _, ...published } = JSON.parse(
    manifest.replaceAll("./src/", "./").replaceAll(/\.ts"/g, '.js"'),
  );
  published.types = published.exports ? "./index.d.ts" : undefined;
  writeFileSync(join(dist, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
  if (existsSync(join(folder, "README.md"))) copyFileSync(join(folder, "README.md"), join(dist, "README.md"));
  copyFileSync(join(import.meta.dirname, "LICENSE"), join(dist, "LICENSE"));
  process.stdout.write(`built ${published.name} ${published.version} in packages/${name}/dist\n`);
}
