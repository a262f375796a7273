import { closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "../model/ports.ts";
import { type Config, ConfigError } from "./config.ts";
import { makeDataFolder } from "./data-folder.ts";
import { SETTINGS } from "./settings.ts";

export interface Secrets {
  adminKey: string;
  /** It was made just now: print it, once. */
  isAdminKeyNew: boolean;
  /** 32 bytes. */
  masterKey: Uint8Array;
}

const ADMIN_KEY_PREFIX = "tabellary_admin_"; // so that scanners for leaked secrets can find it

/**
 * The keys the hub runs with: as configured, else as kept in the data folder, else made now. Nodes that share a database
 * have no folder in common: there they are configured. Throws `ConfigError`.
 */
export function loadSecrets(config: Pick<Config, "adminKey" | "masterKey" | "database">, random: Random): Secrets {
  if (config.database.kind === "postgres") return configuredSecrets(config);
  const { dataDir } = config.database;
  const makeAdminKey = () => ADMIN_KEY_PREFIX + Buffer.from(random.bytes(32)).toString("base64url");
  const makeMasterKey = () => Buffer.from(random.bytes(32)).toString("base64");

  const admin =
    config.adminKey === undefined
      ? keptOrMade(join(dataDir, "admin-key"), SETTINGS.adminKey.parse, makeAdminKey)
      : { value: config.adminKey, isNew: false };
  const masterKey =
    config.masterKey ?? keptOrMade(join(dataDir, "master-key"), SETTINGS.masterKey.parse, makeMasterKey).value;
  return { adminKey: admin.value, isAdminKeyNew: admin.isNew, masterKey };
}

function configuredSecrets({ adminKey, masterKey }: Pick<Config, "adminKey" | "masterKey">): Secrets {
  const isMissing = "is not set, and nodes on one PostgreSQL need the same";
  if (masterKey === undefined) {
    throw new ConfigError(
      `${SETTINGS.masterKey.env} ${isMissing}: make one with \`openssl rand -base64 32\`, and keep it apart from the database.`,
    );
  }
  if (adminKey === undefined) {
    throw new ConfigError(`${SETTINGS.adminKey.env} ${isMissing}: make one with \`openssl rand -hex 32\`.`);
  }
  return { adminKey, isAdminKeyNew: false, masterKey };
}

interface Kept<T> {
  value: T;
  isNew: boolean;
}

function keptOrMade<T>(file: string, parse: (text: string) => T, make: () => string): Kept<T> {
  let isNew: boolean;
  let text: string;
  try {
    isNew = !existsSync(file) && create(file, make());
    text = readFileSync(file, "utf8");
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${file} can be neither read nor made (${why}). Is its folder writable?`, { cause });
  }
  try {
    return { value: parse(text.trim()), isNew };
  } catch (cause) {
    throw new ConfigError(`${file} does not hold a key: restore it, or delete it to have a new one made.`, { cause });
  }
}

/**
 * Written aside, made durable and then linked into place: another process, or the one after a crash, finds the whole
 * key or none. A master key that was used and then lost would take every secret with it. False if another was first.
 */
function create(file: string, text: string): boolean {
  const folder = join(file, "..");
  makeDataFolder(folder);
  const aside = `${file}.${process.pid}`;
  rmSync(aside, { force: true });
  const handle = openSync(aside, "wx", 0o600);
  writeSync(handle, `${text}\n`);
  fsyncSync(handle);
  closeSync(handle);
  try {
    linkSync(aside, file);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(aside);
    syncFolder(folder);
  }
}

function syncFolder(folder: string): void {
  if (process.platform === "win32") return; // a folder cannot be opened there
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
