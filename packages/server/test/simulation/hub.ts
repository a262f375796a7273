import { Catalogue } from "../../src/catalogue/catalogue.ts";
import { createVault } from "../../src/catalogue/vault.ts";
import { Deletions } from "../../src/chores/deletions.ts";
import { ensureSites } from "../../src/chores/first-start.ts";
import { followTime } from "../../src/chores/follow-time.ts";
import { Neighbours } from "../../src/chores/neighbours.ts";
import { recover } from "../../src/chores/recover.ts";
import { regain } from "../../src/chores/regain.ts";
import { Retention } from "../../src/chores/retention.ts";
import { DeliveryEngine } from "../../src/engine/engine.ts";
import { Lease } from "../../src/engine/lease.ts";
import type { Engine } from "../../src/engine/requests.ts";
import { IdMaker } from "../../src/model/ids.ts";
import { KeptTime } from "../../src/model/kept-time.ts";
import type { Store } from "../../src/store/store.ts";
import { noMetrics, type QueueState } from "../../src/telemetry/metrics.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { Receivers, SimulatedEgress } from "./receivers.ts";
import type { Witness } from "./witness.ts";

export const ALERT_URL = "https://alert.test/alert";
const MASTER_KEY = new Uint8Array(32).fill(7);
/** As in `hub.ts`: attempts under way have this long to end, and what is left to be recorded has half of it. */
const DRAIN_MS = 10_000;

export interface SimulatedHub {
  engine: Engine;
  catalogue: Catalogue;
  /** What stands in the engine's memory. */
  stands(): QueueState;
  /** Ends in order, as for a restart. */
  stop(): Promise<void>;
}

export interface SimulatedHubDeps {
  life: Life;
  store: Store;
  receivers: Receivers;
  dice: Dice;
  witness: Witness;
  concurrency: number;
  failingAfter: number;
  /** False: it takes events, and other nodes deliver them. */
  delivers: boolean;
  troubledUntil(): number;
  /** False: what is owed is looked for when a node has died, but not now and then as well. */
  sweeps: boolean;
  crash(): void;
  breakEngine(engine: Engine): Engine;
  breakLease(lease: Lease): Lease;
  breakEgress(egress: SimulatedEgress): SimulatedEgress;
}

/** The composition of `hub.ts` with the simulation's ports: what starts a process on a database, whatever is in it. */
export async function startSimulatedHub(deps: SimulatedHubDeps): Promise<SimulatedHub> {
  const { life, store, receivers, dice: random, witness, crash, delivers } = deps;
  const { shared } = store;
  const clock = new KeptTime(life.clock);
  const onTrouble = (error: Error) => void witness.note(`trouble of life ${life.number}: ${error.message}`);
  const onFault = (error: Error) => {
    witness.note(`fault of life ${life.number}: ${error.message}`);
    life.after(0, crash);
  };
  let isStopped = false;
  let retaking: Promise<void> | null = null;
  const lease = new Lease({
    store,
    clock,
    machine: life.machine,
    onLost: () => {
      retaking ??= retake().finally(() => {
        retaking = null;
      });
      retaking.catch(onFault);
    },
    askTime: async () => {
      if (shared) await followTime(shared, clock);
    },
    onClockJump: () => engine.rearm(),
    onTrouble,
  });
  await lease.take();
  const { highestId } = await store.loadCatalogue();
  const ids = new IdMaker(clock, lease.node.no, highestId);
  const catalogue = new Catalogue({ store, vault: createVault(MASTER_KEY, random), clock, random, ids });
  await catalogue.load();
  await ensureSites(catalogue, ALERT_URL);

  let stands: QueueState = { depth: 0, lanes: 0, inFlightFast: 0, inFlightSlow: 0 };
  const metrics = {
    ...noMetrics,
    queueStands(state: QueueState) {
      stands = state;
    },
  };
  const { concurrency, failingAfter } = deps;
  const egress = deps.breakEgress(receivers.egressOf({ ...deps, node: () => lease.node }));
  const parts = { store, catalogue, egress, clock, random, ids, metrics, lease: deps.breakLease(lease), onTrouble };
  const engine = new DeliveryEngine({ ...parts, delivers, concurrency, failingAfter, onFault });
  const deletions = new Deletions({ store, catalogue, clock, onTrouble });
  const findOwed = async () => {
    if (!delivers) return;
    await recover({ store, catalogue, engine, clock });
    deletions.sweep();
  };
  const retake = async () => {
    witness.note(`the lease of life ${life.number} ran out; taking it anew`);
    await regain({ lease, ids, engine, clock, recover: findOwed, isStopped: () => isStopped || life.isOver });
  };
  const isOnDuty = async () => delivers && (shared?.takeDuty("retention", lease.node, clock.now()) ?? true);
  const retention = shared && new Retention({ store, clock, retentionDays: 30, isOnDuty, onTrouble });
  const neighbours =
    shared &&
    new Neighbours({
      shared,
      lease,
      catalogue,
      engine,
      clock,
      onTime: (...reading) => clock.follow(...reading),
      takeOver: deps.sweeps ? findOwed : async () => undefined,
      onOutbox: () => undefined,
      onTrouble,
    });
  lease.keep();
  await findOwed();
  retention?.start();
  engine.start();
  neighbours?.start();
  const chores = [deletions, retention, neighbours].filter((chore) => chore !== null);
  return {
    engine: deps.breakEngine(engine),
    catalogue,
    stands() {
      engine.report();
      return stands;
    },
    async stop() {
      isStopped = true;
      const passed = (ms: number) => new Promise<void>((resolve) => void life.after(ms, resolve));
      await Promise.race([engine.stop(), passed(DRAIN_MS)]);
      engine.abandon();
      egress.cut();
      await Promise.race([Promise.all([engine.stop(), ...chores.map((chore) => chore.stop())]), passed(DRAIN_MS / 2)]);
      await lease.leave().catch(onTrouble);
    },
  };
}
