import { DatabaseSync } from "node:sqlite";
import type { TestContext } from "node:test";
import { Catalogue } from "../../src/catalogue/catalogue.ts";
import { createVault, type Vault } from "../../src/catalogue/vault.ts";
import type { EgressOutcome, EgressRequest } from "../../src/egress/egress.ts";
import { DeliveryEngine, type EngineDeps } from "../../src/engine/engine.ts";
import { Lease } from "../../src/engine/lease.ts";
import { IdMaker } from "../../src/model/ids.ts";
import { createReads, createWrites } from "../../src/store/sqlite/core.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import type { Store } from "../../src/store/store.ts";
import { noFigures } from "../../src/telemetry/figures.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { systemRandom as random } from "../../src/world.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

export type EngineRoom = Awaited<ReturnType<typeof openEngine>>;

const fail = (error: Error) => {
  throw error;
};

/**
 * An engine over a database in memory, in a time that is moved by hand. `sent` is what would have gone out; all of it is
 * taken, but for hosts that begin with `dead`: those do not answer. Trouble ends the test, unless it is heard. `join` opens
 * another node on the database, with the sites that are there by then.
 */
export async function openEngine(t: TestContext, onTrouble: (error: Error) => void = fail) {
  const db = new DatabaseSync(":memory:");
  migrate(db);
  const clock = new VirtualTime();
  const store = asynchronous({ ...createReads(db), ...createWrites(db) }) as Store;
  const vault = createVault(random.bytes(32), random);
  const sent: string[] = [];
  const requests: EgressRequest[] = [];
  const send = async (request: EgressRequest): Promise<EgressOutcome> => {
    const { url, timeoutMs } = request;
    sent.push(url);
    requests.push(request);
    if (new URL(url).host.startsWith("dead")) return unanswered(clock, timeoutMs);
    const nothing = { headers: [], body: new Uint8Array(), isCut: false, isRepeated: false };
    return { kind: "response", status: 204, timings: { total_ms: 1 }, ...nothing };
  };
  const join = () => openNode({ store, clock, vault, egress: { send, cut: () => undefined }, onTrouble });
  const node = await join();
  const wishes = { description: null, contract: "generic" };
  const site = await node.catalogue.createSite({ ...wishes, name: "ours", isOperator: false });
  await node.catalogue.createSite({ ...wishes, name: "operator", isOperator: true });
  t.after(() => db.close());
  return { ...node, clock, join, requests, sent, site, store, vault };
}

type Surroundings = Pick<EngineDeps, "egress" | "onTrouble"> & { store: Store; clock: VirtualTime; vault: Vault };

async function openNode(around: Surroundings) {
  const { clock } = around;
  const heard = { askTime: async () => {}, onLost: () => {}, onClockJump: () => {}, onTrouble: fail };
  const lease = new Lease({ ...around, machine: clock, ...heard });
  await lease.take();
  lease.keep();
  const ids = new IdMaker(clock, lease.node.no);
  const catalogue = new Catalogue({ ...around, random, ids });
  await catalogue.load();
  const engine = new DeliveryEngine({
    ...around,
    ...{ catalogue, random, ids, lease, metrics: createMetrics(), figures: noFigures },
    delivers: true,
    concurrency: 64,
    failingAfter: 1,
    onFault: fail,
  });
  engine.start();
  return { catalogue, engine, ids };
}

function unanswered(clock: VirtualTime, timeoutMs: number): Promise<EgressOutcome> {
  const message = `The receiver did not answer within ${timeoutMs / 1_000} s.`;
  const outcome: EgressOutcome = {
    isRepeated: false,
    kind: "failure",
    failure: "timeout",
    message,
    timings: { total_ms: timeoutMs },
  };
  return new Promise((resolve) => void clock.after(timeoutMs, () => resolve(outcome)));
}

/** The store port answers later, as a thread or a database does. */
function asynchronous(core: Record<string, (...args: never[]) => unknown>): object {
  const methods = Object.entries(core).map(([name, method]) => {
    return [name, async (...args: never[]) => method(...args)] as const;
  });
  return { engine: "SQLite in memory", shared: null, ...Object.fromEntries(methods) };
}
