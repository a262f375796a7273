import { createVault, deriveKey } from "./catalogue/vault.ts";
import type { Config } from "./config/config.ts";
import type { Secrets } from "./config/secrets.ts";
import type { Egress } from "./egress/egress.ts";
import { type App, createApp } from "./http/app.ts";
import { judgeEmitted } from "./http/emitted.ts";
import { findDashboard } from "./http/pages/built.ts";
import { KeptTime } from "./model/kept-time.ts";
import { Node, type NodeNews } from "./node.ts";
import { checkAlertUrl, listen, openEgress, openStore } from "./opening.ts";
import type { Store } from "./store/store.ts";
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

/** Builds the hub from its parts and starts it: store → node → HTTP → what is owed → the other nodes. */
export async function startHub({ config, secrets, log, onFault }: HubDeps): Promise<Hub> {
  const egress = openEgress(config);
  await checkAlertUrl(config, egress);
  const metrics = createMetrics();
  const clock = new KeptTime(machine);
  const store = await openStore(config, (error) => {
    log.warn(`${error.message} Waiting for ${config.databaseWaitSeconds} seconds at most.`);
  });
  const tell = createNews(log, onFault);
  const { concurrency, failingAfter, retentionDays, trustedProxies, maxPayloadBytes } = config;
  let address = "";
  const publicUrl = () => config.publicUrl ?? address;
  const node = await Node.open({
    store,
    egress,
    metrics,
    clock,
    machine,
    random,
    tell,
    concurrency,
    failingAfter,
    retentionDays,
    trustedProxies,
    maxPayloadBytes,
    answerMsMax: config.databaseTimeoutMs,
    publicUrl,
    jobTimes: { videoMs: config.videoJobTimeoutSeconds * 1_000, otherMs: config.jobTimeoutSeconds * 1_000 },
    vault: createVault(secrets.masterKey, random),
    callbackKey: deriveKey(secrets.masterKey, "callbacks"),
    delivers: config.role !== "api",
    alertUrl: config.alertUrl ?? null,
    judge: (rows, catalogue) => judgeEmitted(rows, { catalogue, config, onTrouble: tell.trouble }),
  });
  const { catalogue, engine, inbound, moderation, lease } = node;
  const { adminKey, masterKey } = secrets;
  const sessionVault = createVault(deriveKey(masterKey, "sessions"), random);
  const parts = { catalogue, engine, inbound, moderation, store, egress, config, metrics, clock, random, log };
  const app = createApp({ ...parts, adminKey, publicUrl, sessionVault, dashboardDir: findDashboard() });

  lease.keep();
  // Before anything is sent: a port that is taken must not cost a repeat.
  const url = await listen(app, config);
  address = url;
  await node.start();
  if (store.shared?.canListen === false) {
    log.info("behind a pooler: other nodes are asked, as they cannot be listened to");
  }
  log.debug({ url, engine: store.engine, node: lease.node.no, role: config.role }, "ready");
  return { url, stop: () => stop({ app, node, egress, store }) };
}

/** What the node says of itself, for the log. */
function createNews(log: Log, onFault: (error: Error) => void): NodeNews {
  return {
    fault: onFault,
    trouble: (error) => log.error({ err: error }, "contained trouble"),
    leaseLost: () => log.warn("the lease ran out; taking it anew"),
    leaseRegained: (no) => log.info({ node: no }, "the lease is held again"),
    clockJumped: () => log.warn("the wall clock jumped; waits are measured anew"),
    renewalFailed: (error) => log.warn({ err: error }, "the lease could not be renewed"),
    neighboursUnreachable: (error) => log.warn({ err: error }, "the other nodes cannot be asked"),
    setAside: ({ no, siteName, type }, code, reason) =>
      log.error(
        { row: `${no}`, site: siteName, type, code, reason },
        "an emitted event cannot be sent; it lies in the table outbox_refused",
      ),
  };
}

interface Running {
  app: App;
  node: Node;
  egress: Egress;
  store: Store;
}

/**
 * Lets attempts and requests under way end, then closes from the top down. It goes on listening while attempts end, so
 * that whoever asks hears that it is stopping: /readyz and new events get 503.
 */
async function stop({ app, node, egress, store }: Running): Promise<void> {
  const { engine } = node;
  const deadline = passed(DRAIN_MS);
  node.prepareToStop();
  await Promise.race([engine.stop(), deadline]);
  await farewell(app);
  const closed = app.close();
  await Promise.race([closed, deadline]);
  // Node looks for requests that take too long only while it listens: from here on nobody else would end them.
  app.server.closeAllConnections();
  engine.abandon();
  await egress.close();
  // A store that is away is not waited for: what it still holds of this node is free when its lease is over.
  const ended = Promise.all([closed, engine.stop(), node.stopChores()]);
  await Promise.race([ended, passed(LAST_WORD_MS)]);
  await node.leave();
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
