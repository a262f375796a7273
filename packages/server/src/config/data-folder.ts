import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "./config.ts";

/**
 * Makes the folder and those it lies in, for the owner alone. Step by step, because Node's recursive `mkdir` never ends
 * where a folder exists but nothing can be made in it, as in /proc. Throws `ConfigError`.
 */
export function makeDataFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeDataFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    if (existsSync(folder)) return; // another process was first
    const why = (cause as Error).message;
    throw new ConfigError(`TABELLARY_DATABASE_URL lies in ${folder}, which cannot be made: ${why}.`, { cause });
  }
}
