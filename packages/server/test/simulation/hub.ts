import type { Catalogue } from "../../src/catalogue/catalogue.ts";
import { createVault } from "../../src/catalogue/vault.ts";
import type { Lease } from "../../src/engine/lease.ts";
import type { Engine } from "../../src/engine/requests.ts";
import { KeptTime } from "../../src/model/kept-time.ts";
import { Node, type NodeNews } from "../../src/node.ts";
import type { Store } from "../../src/store/store.ts";
import { noMetrics, type QueueState } from "../../src/telemetry/metrics.ts";
import type { Dice } from "./dice.ts";
import { Judges } from "./items.ts";
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
  store: Store;
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
  breakLease(lease: Lease): void;
  breakEgress(egress: SimulatedEgress): SimulatedEgress;
}

/** A node as `hub.ts` has it, with the simulation's ports: what starts a process on a database, whatever is in it. */
export async function startSimulatedHub(deps: SimulatedHubDeps): Promise<SimulatedHub> {
  const { life, receivers } = deps;
  let stands: QueueState = { depth: 0, lanes: 0, inFlightFast: 0, inFlightSlow: 0 };
  const metrics = {
    ...noMetrics,
    queueStands(state: QueueState) {
      stands = state;
    },
  };
  const clock = new KeptTime(life.clock);
  const egress = deps.breakEgress(receivers.egressOf({ ...deps, node: () => node.lease.node }));
  const node: Node = await Node.open({
    ...deps,
    ...{ egress, metrics },
    clock,
    machine: life.machine,
    random: deps.dice,
    vault: createVault(MASTER_KEY, deps.dice),
    retentionDays: 30,
    callbackKey: MASTER_KEY,
    jobTimes: { otherMs: 300_000, videoMs: 900_000 },
    trustedProxies: [],
    maxPayloadBytes: 65_536,
    publicUrl: () => "https://hub.test",
    alertUrl: ALERT_URL,
    // Where nothing goes wrong nothing has to be swept up.
    ...(deps.sweeps ? {} : { sweepMs: Number.POSITIVE_INFINITY }),
    tell: createNews(deps),
  });
  deps.breakLease(node.lease);
  const { engine, catalogue } = node;
  engine.attend(new Judges({ ...deps, clock, nextDecision: () => deps.witness.nextDecision() }));
  node.lease.keep();
  await node.start();
  return {
    engine: deps.breakEngine(engine),
    catalogue,
    store: deps.store,
    stands() {
      engine.report();
      return stands;
    },
    async stop() {
      const passed = (ms: number) => new Promise<void>((resolve) => void life.after(ms, resolve));
      node.prepareToStop();
      await Promise.race([engine.stop(), passed(DRAIN_MS)]);
      engine.abandon();
      egress.cut();
      await Promise.race([Promise.all([engine.stop(), node.stopChores()]), passed(DRAIN_MS / 2)]);
      await node.leave();
    },
  };
}

function createNews({ life, witness, crash }: SimulatedHubDeps): NodeNews {
  const trouble = (error: Error) => void witness.note(`trouble of life ${life.number}: ${error.message}`);
  return {
    fault(error) {
      witness.note(`fault of life ${life.number}: ${error.message}`);
      life.after(0, crash);
    },
    trouble,
    leaseLost: () => void witness.note(`the lease of life ${life.number} ran out; taking it anew`),
    leaseRegained: () => undefined,
    clockJumped: () => undefined,
    renewalFailed: trouble,
    neighboursUnreachable: trouble,
    setAside: () => undefined,
  };
}
