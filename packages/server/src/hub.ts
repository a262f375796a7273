import { mkdirSync, readFileSync } from "node:fs";
import { Catalogue } from "./catalogue/catalogue.ts";
import { createVault } from "./catalogue/vault.ts";
import { Deletions } from "./chores/deletions.ts";
import { ensureSites } from "./chores/first-start.ts";
import { recover } from "./chores/recover.ts";
import { Retention } from "./chores/retention.ts";
import type { Config } from "./config/config.ts";
import type { Secrets } from "./config/secrets.ts";
import { createEgress } from "./egress/egress.ts";
import { DeliveryEngine } from "./engine/engine.ts";
import { Lease } from "./engine/lease.ts";
import { createApp } from "./http/app.ts";
import { IdMaker } from "./model/ids.ts";
import { openSqliteStore } from "./store/sqlite/sqlite-store.ts";
import type { Log } from "./telemetry/log.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { systemClock as clock, systemRandom as random } from "./world.ts";

/** Attempts under way have this long to end when the hub stops; what does not is sent again at the next start. */
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

/** Builds the hub from its parts and starts it: store → catalogue → engine → what is owed → HTTP. */
export async function startHub({ config, secrets, log, onFault }: HubDeps): Promise<Hub> {
  mkdirSync(config.database.dataDir, { recursive: true, mode: 0o700 });
  const metrics = createMetrics();
  const store = await openSqliteStore(config.database.file);
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

  const egress = createEgress({
    allow: config.egressAllow,
    ...(config.egressProxy === undefined ? {} : { proxy: config.egressProxy }),
    ...(config.egressCaFile === undefined ? {} : { ca: readFileSync(config.egressCaFile, "utf8") }),
  });
  const { concurrency, failingAfter } = config;
  const parts = { store, catalogue, egress, clock, random, ids, metrics, lease, onTrouble };
  const engine = new DeliveryEngine({ ...parts, concurrency, failingAfter, onFault });
  const regain = async () => {
    log.warn("the lease ran out; taking it anew");
    engine.forget();
    await lease.take();
    await recover({ store, catalogue, engine, clock });
  };

  await recover({ store, catalogue, engine, clock });
  const deletions = new Deletions({ store, catalogue, clock, onTrouble });
  const retention = new Retention({ store, clock, retentionDays: config.retentionDays, onTrouble });
  deletions.start();
  retention.start();
  engine.start();

  const app = createApp({
    catalogue,
    engine,
    store,
    egress,
    config,
    metrics,
    clock,
    random,
    log,
    adminKey: secrets.adminKey,
  });
  const url = await app.listen({ host: config.host, port: config.port });
  log.debug({ url }, "listening");
  return {
    url,
    async stop() {
      await app.close();
      await Promise.race([engine.stop(), new Promise((resolve) => setTimeout(resolve, DRAIN_MS))]);
      engine.abandon();
      await egress.close();
      await engine.stop();
      await Promise.all([deletions.stop(), retention.stop()]);
      await lease.leave();
      await store.close();
    },
  };
}
