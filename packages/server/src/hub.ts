import { Catalogue } from "./catalogue/catalogue.ts";
import { createVault } from "./catalogue/vault.ts";
import { Deletions } from "./chores/deletions.ts";
import { ensureSites } from "./chores/first-start.ts";
import { followTime } from "./chores/follow-time.ts";
import { Neighbours } from "./chores/neighbours.ts";
import { Outbox, type OutboxDeps } from "./chores/outbox.ts";
import { recover } from "./chores/recover.ts";
import { regain } from "./chores/regain.ts";
import { Retention } from "./chores/retention.ts";
import type { Config } from "./config/config.ts";
import type { Secrets } from "./config/secrets.ts";
import type { Egress } from "./egress/egress.ts";
import { DeliveryEngine } from "./engine/engine.ts";
import { Lease } from "./engine/lease.ts";
import { type App, createApp } from "./http/app.ts";
import { judgeEmitted } from "./http/emitted.ts";
import { IdMaker } from "./model/ids.ts";
import { KeptTime } from "./model/kept-time.ts";
import { checkAlertUrl, listen, openEgress, openStore } from "./opening.ts";
import { type Store, StoreUnavailableError } from "./store/store.ts";
import type { Log } from "./telemetry/log.ts";
import { createMetrics } from "./telemetry/metrics.ts";
import { systemClock as machine, systemRandom as random } from "./world.ts";

/**
 * Attempts and requests under way have this long to end when the hub stops. An attempt that does not is made again at
 * the next start; a client that is still sending its request is hung up on, and nothing of it was acknowledged.
 */
const DRAIN_MS = 10_000;
/** What is then left to be recorded has this long. */
const LAST_WORD_MS = 5_000;
/** A client that is at work asks again within this time. */
const FAREWELL_MS = 500;
const FAREWELL_LOOK_MS = 20;

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

/** Builds the hub from its parts and starts it: store → catalogue → engine → HTTP → what is owed → the other nodes. */
export async function startHub({ config, secrets, log, onFault }: HubDeps): Promise<Hub> {
  const egress = openEgress(config);
  await checkAlertUrl(config, egress);
  const metrics = createMetrics();
  const clock = new KeptTime(machine);
  const store = await openStore(config);
  const { shared } = store;
  const onTrouble = (error: Error) => log.error({ err: error }, "contained trouble");
  let isStopped = false;
  let retaking: Promise<void> | null = null;

  const lease = new Lease({
    store,
    clock,
    machine,
    onLost: () => {
      retaking ??= retake().finally(() => {
        retaking = null;
      });
      retaking.catch(onFault);
    },
    askTime: async () => {
      if (shared) await followTime(shared, clock);
    },
    onClockJump: () => {
      log.warn("the wall clock jumped; waits are measured anew");
      engine.rearm();
    },
    onTrouble: (error) => log.warn({ err: error }, "the lease could not be renewed"),
  });
  await lease.take();
  const { highestId } = await store.loadCatalogue();
  const ids = new IdMaker(clock, lease.node.no, highestId);
  const vault = createVault(secrets.masterKey, random);
  const catalogue = new Catalogue({ store, vault, clock, random, ids });
  await catalogue.load();
  await ensureSites(catalogue, config.alertUrl ?? null);

  const { concurrency, failingAfter, retentionDays, role } = config;
  const delivers = role !== "api";
  const parts = { store, catalogue, egress, clock, random, ids, metrics, lease, onTrouble };
  const engine = new DeliveryEngine({ ...parts, delivers, concurrency, failingAfter, onFault });
  const deletions = new Deletions({ store, catalogue, clock, onTrouble });
  const findOwed = async () => {
    if (!delivers) return;
    await recover({ store, catalogue, engine, clock });
    deletions.sweep();
  };
  const retake = async () => {
    log.warn("the lease ran out; taking it anew");
    await regain({ lease, ids, engine, clock, recover: findOwed, isStopped: () => isStopped });
    log.info({ node: lease.node.no }, "the lease is held again");
  };
  const isOnDuty = async () => delivers && (shared?.takeDuty("retention", lease.node, clock.now()) ?? true);
  const retention = new Retention({ store, clock, retentionDays, isOnDuty, onTrouble });
  const outbox =
    shared && delivers ? openOutbox({ shared, catalogue, engine, lease, clock, config, log, onTrouble }) : null;
  const neighbours =
    shared &&
    new Neighbours({
      shared,
      lease,
      catalogue,
      engine,
      clock,
      onTime: (...reading) => clock.follow(...reading),
      takeOver: findOwed,
      onOutbox: () => outbox?.look(),
      onTrouble: (error) => log.warn({ err: error }, "the other nodes cannot be asked"),
    });
  const { adminKey } = secrets;
  const app = createApp({ catalogue, engine, store, egress, config, metrics, clock, random, log, adminKey });

  lease.keep();
  // Before anything is sent: a port that is taken must not cost a repeat.
  const url = await listen(app, config);
  await findOwed();
  retention.start();
  engine.start();
  neighbours?.start();
  if (shared?.canListen === false) log.info("behind a pooler: other nodes are asked, as they cannot be listened to");
  log.debug({ url, engine: store.engine, node: lease.node.no, role }, "ready");
  const chores = [deletions, retention, neighbours, outbox].filter((chore) => chore !== null);
  return {
    url,
    stop: () => {
      isStopped = true;
      return stop({ app, engine, egress, chores, lease, store });
    },
  };
}

type OutboxParts = Omit<OutboxDeps, "emitted" | "judge" | "node" | "onSetAside"> &
  Pick<HubDeps, "config" | "log"> & { catalogue: Catalogue; engine: DeliveryEngine; lease: Lease };

function openOutbox({ engine, lease, config, log, ...parts }: OutboxParts): Outbox {
  return new Outbox({
    ...parts,
    emitted: engine.emitted,
    node: () => lease.node,
    judge: (rows) => judgeEmitted(rows, { ...parts, config }),
    onSetAside: ({ no, siteNo, type }, code, reason) =>
      log.error(
        { row: `${no}`, site: parts.catalogue.now.site(siteNo)?.name, type, code, reason },
        "an emitted event cannot be sent; it lies in the table outbox_refused",
      ),
  });
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
  const deadline = passed(DRAIN_MS);
  await Promise.race([engine.stop(), deadline]);
  await farewell(app);
  const closed = app.close();
  await Promise.race([closed, deadline]);
  // Node looks for requests that take too long only while it listens: from here on nobody else would end them.
  app.server.closeAllConnections();
  engine.abandon();
  await egress.close();
  // A store that is away is not waited for: what it still holds of this node is free when its lease is over.
  const ended = Promise.all([closed, engine.stop(), ...chores.map((chore) => chore.stop())]);
  await Promise.race([ended, passed(LAST_WORD_MS)]);
  await lease.leave().catch((error) => {
    if (!(error instanceof StoreUnavailableError)) throw error;
  });
  await store.close();
}

/**
 * A client may be writing on a kept connection at the moment in which it is closed, and would not know what became of
 * its request. So each hears first, with its next answer, that its connection ends (`Connection: close`); only those
 * that ask nothing for so long are closed without.
 */
async function farewell(app: App): Promise<void> {
  for (let waitedMs = 0; waitedMs < FAREWELL_MS && (await hasConnections(app)); waitedMs += FAREWELL_LOOK_MS) {
    await passed(FAREWELL_LOOK_MS);
  }
}

function hasConnections(app: App): Promise<boolean> {
  return new Promise((resolve) => app.server.getConnections((error, count) => resolve(error === null && count > 0)));
}

function passed(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs).unref());
}
