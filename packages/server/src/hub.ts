import { isIP } from "node:net";
import { Catalogue } from "./catalogue/catalogue.ts";
import { createVault } from "./catalogue/vault.ts";
import { Deletions } from "./chores/deletions.ts";
import { ensureSites } from "./chores/first-start.ts";
import { recover } from "./chores/recover.ts";
import { Retention } from "./chores/retention.ts";
import { readCaFile } from "./config/ca-file.ts";
import { type Config, ConfigError } from "./config/config.ts";
import { makeDataFolder } from "./config/data-folder.ts";
import type { Secrets } from "./config/secrets.ts";
import { createEgress, type Egress, type Verdict } from "./egress/egress.ts";
import { DeliveryEngine } from "./engine/engine.ts";
import { Lease } from "./engine/lease.ts";
import { type App, createApp } from "./http/app.ts";
import { urlFault } from "./http/webhooks/url.ts";
import { IdMaker } from "./model/ids.ts";
import { openPostgresStore } from "./store/postgres/postgres-store.ts";
import { openSqliteStore } from "./store/sqlite/sqlite-store.ts";
import type { Store } from "./store/store.ts";
import type { Log } from "./telemetry/log.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { systemClock as clock, systemRandom as random } from "./world.ts";

/**
 * Attempts and requests under way have this long to end when the hub stops. An attempt that does not is made again at
 * the next start; a client that is still sending its request is hung up on, and nothing of it was acknowledged.
 */
const DRAIN_MS = 10_000;

export interface Hub {
  /** Where it listens, such as `http://127.0.0.1:8484`. */
  url: string;
  /** Ends attempts under way (10 s at most), then closes. */
  stop(): Promise<void>;
}

export interface HubDeps {
  config: Config;
  secrets: Secrets;
  log: Log;
  /** The store failed as a whole: nothing it holds in memory may be trusted. End the process. */
  onFault(error: Error): void;
}

/** Builds the hub from its parts and starts it: store → catalogue → engine → HTTP → what is owed. */
export async function startHub({ config, secrets, log, onFault }: HubDeps): Promise<Hub> {
  const egress = openEgress(config);
  await checkAlertUrl(config, egress);
  const metrics = createMetrics();
  const store = await openStore(config);
  const onTrouble = (error: Error) => log.error({ err: error }, "contained trouble");

  const lease = new Lease({
    store,
    clock,
    onLost: () => void regain().catch(onFault),
    onClockJump: () => {
      log.warn("the wall clock jumped; waits are measured anew");
      engine.rearm();
    },
  });
  await lease.take();
  const { highestId } = await store.loadCatalogue();
  const ids = new IdMaker(clock, lease.node.no, highestId);
  const vault = createVault(secrets.masterKey, random);
  const catalogue = new Catalogue({ store, vault, clock, random, ids });
  await catalogue.load();
  await ensureSites(catalogue, config.alertUrl ?? null);

  const { concurrency, failingAfter, retentionDays } = config;
  const parts = { store, catalogue, egress, clock, random, ids, metrics, lease, onTrouble };
  const engine = new DeliveryEngine({ ...parts, concurrency, failingAfter, onFault });
  const regain = async () => {
    log.warn("the lease ran out; taking it anew");
    engine.forget();
    await lease.take();
    await recover({ store, catalogue, engine, clock });
  };
  const deletions = new Deletions({ store, catalogue, clock, onTrouble });
  const retention = new Retention({ store, clock, retentionDays, onTrouble });
  const { adminKey } = secrets;
  const app = createApp({ catalogue, engine, store, egress, config, metrics, clock, random, log, adminKey });

  lease.keep();
  // Before anything is sent: a port that is taken must not cost a repeat.
  const url = await listen(app, config);
  await recover({ store, catalogue, engine, clock });
  deletions.start();
  retention.start();
  engine.start();
  log.debug({ url }, "ready");
  return { url, stop: () => stop({ app, engine, egress, chores: [deletions, retention], lease, store }) };
}

interface Running {
  app: App;
  engine: DeliveryEngine;
  egress: Egress;
  chores: readonly { stop(): Promise<void> }[];
  lease: Lease;
  store: Store;
}

/**
 * Lets attempts and requests under way end, then closes from the top down. It goes on listening while attempts end, so
 * that whoever asks hears that it is stopping: /readyz and new events get 503.
 */
async function stop({ app, engine, egress, chores, lease, store }: Running): Promise<void> {
  const deadline = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS));
  await Promise.race([engine.stop(), deadline]);
  const closed = app.close();
  await Promise.race([closed, deadline]);
  // Node looks for requests that take too long only while it listens: from here on nobody else would end them.
  app.server.closeAllConnections();
  engine.abandon();
  await egress.close();
  await Promise.all([closed, engine.stop()]);
  await Promise.all(chores.map((chore) => chore.stop()));
  await lease.leave();
  await store.close();
}

function openEgress({ egressAllow: allow, egressProxy, egressCaFile }: Config): Egress {
  return createEgress({
    allow,
    ...(egressProxy === undefined ? {} : { proxy: egressProxy }),
    ...(egressCaFile === undefined ? {} : { ca: readCaFile(egressCaFile) }),
  });
}

/** Refuses an alert URL that every alert would fail at. What a name leads to may be another address tomorrow. */
async function checkAlertUrl({ alertUrl, requireHttps }: Config, egress: Egress): Promise<void> {
  if (alertUrl === undefined) return;
  const { hostname } = new URL(alertUrl);
  const isName = isIP(hostname) === 0 && !hostname.startsWith("[");
  const check = async (url: string): Promise<Verdict> => (isName ? { allowed: true } : egress.check(url));
  const fault = await urlFault(alertUrl, { egress: { check }, config: { requireHttps } });
  if (fault) throw new ConfigError(`TABELLARY_ALERT_URL cannot be used: ${fault.message}`);
}

/** SQLite's codes for a file that is not what it should be: read only, I/O error, corrupt, cannot open, no database. */
const FILE_FAULTS: ReadonlySet<number> = new Set([8, 10, 11, 14, 26]);

async function openStore({ database }: Config): Promise<Store> {
  if (database.kind === "postgres") return openPostgresStore(database.url, { clock });
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

async function listen(app: App, { host, port }: Config): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const place = `TABELLARY_HOST ${host} and TABELLARY_PORT ${port}`;
    throw new ConfigError(`${place} cannot be listened on: ${(cause as Error).message}.`, { cause });
  }
}
