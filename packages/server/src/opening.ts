/** What the hub stands on: opened as configured, or refused with a sentence that names the setting. */
import { isIP } from "node:net";
import { readCaFile } from "./config/ca-file.ts";
import { type Config, ConfigError } from "./config/config.ts";
import { makeDataFolder } from "./config/data-folder.ts";
import { createEgress, type Egress, type Verdict } from "./egress/egress.ts";
import type { App } from "./http/app.ts";
import { urlFault } from "./http/webhooks/url.ts";
import { openPostgresStore } from "./store/postgres/postgres-store.ts";
import { whenReached } from "./store/postgres/when-reached.ts";
import { openSqliteStore } from "./store/sqlite/sqlite-store.ts";
import type { Store } from "./store/store.ts";
import { systemClock } from "./world.ts";

export function openEgress({ egressAllow: allow, egressProxy, egressCaFile }: Config): Egress {
  return createEgress({
    allow,
    ...(egressProxy === undefined ? {} : { proxy: egressProxy }),
    ...(egressCaFile === undefined ? {} : { ca: readCaFile(egressCaFile) }),
  });
}

/** Refuses an alert URL that every alert would fail at. What a name leads to may be another address tomorrow. */
export async function checkAlertUrl({ alertUrl, requireHttps }: Config, egress: Egress): Promise<void> {
  if (alertUrl === undefined) return;
  const { hostname } = new URL(alertUrl);
  const isName = isIP(hostname) === 0 && !hostname.startsWith("[");
  const check = async (url: string): Promise<Verdict> => (isName ? { allowed: true } : egress.check(url));
  const fault = await urlFault(alertUrl, { egress: { check }, config: { requireHttps } });
  if (fault) throw new ConfigError(`TABELLARY_ALERT_URL cannot be used: ${fault.message}`);
}

/** SQLite's codes for a file that is not what it should be: read only, I/O error, corrupt, cannot open, no database. */
const FILE_FAULTS: ReadonlySet<number> = new Set([8, 10, 11, 14, 26]);

/** A PostgreSQL that cannot be reached yet is waited for; `onWait` hears of it, once. */
export async function openStore(config: Config, onWait: (error: Error) => void): Promise<Store> {
  const { database, databaseTimeoutMs: answerMsMax, databaseWaitSeconds, mayLoseCommits } = config;
  if (database.kind === "postgres") {
    const open = () => openPostgresStore(database.url, { clock: systemClock, answerMsMax, mayLoseCommits });
    return whenReached(open, { waitMs: databaseWaitSeconds * 1_000, onWait });
  }
  const { file, dataDir } = database;
  makeDataFolder(dataDir);
  try {
    return await openSqliteStore(file);
  } catch (cause) {
    const { errcode, message } = cause as Error & { errcode?: number };
    if (errcode === undefined || !FILE_FAULTS.has(errcode & 0xff)) throw cause;
    throw new ConfigError(`TABELLARY_DATABASE_URL names ${file}, but it cannot be used: ${message}.`, { cause });
  }
}

export async function listen(app: App, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const place = `TABELLARY_HOST ${host} and TABELLARY_PORT ${port}`;
    throw new ConfigError(`${place} cannot be listened on: ${(cause as Error).message}.`, { cause });
  }
}
