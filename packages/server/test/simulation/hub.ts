import { Catalogue } from "../../src/catalogue/catalogue.ts";
import { createVault } from "../../src/catalogue/vault.ts";
import { Deletions } from "../../src/chores/deletions.ts";
import { ensureSites } from "../../src/chores/first-start.ts";
import { recover } from "../../src/chores/recover.ts";
import { regain } from "../../src/chores/regain.ts";
import { DeliveryEngine } from "../../src/engine/engine.ts";
import { Lease } from "../../src/engine/lease.ts";
import type { Engine } from "../../src/engine/requests.ts";
import { IdMaker } from "../../src/model/ids.ts";
import type { Store } from "../../src/store/store.ts";
import { noMetrics, type QueueState } from "../../src/telemetry/metrics.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { Receivers } from "./receivers.ts";
import type { Witness } from "./witness.ts";

export const ALERT_URL = "https://alert.test/alert";
const MASTER_KEY = new Uint8Array(32).fill(7);

export interface SimulatedHub {
  engine: Engine;
  catalogue: Catalogue;
  /** What stands in the engine's memory. */
  stands(): QueueState;
}

export interface SimulatedHubDeps {
  life: Life;
  store: Store;
  receivers: Receivers;
  dice: Dice;
  witness: Witness;
  concurrency: number;
  failingAfter: number;
  crash(): void;
  breakEngine(engine: Engine): Engine;
}

/** The composition of `hub.ts` with the simulation's ports: what starts a process on a database, whatever is in it. */
export async function startSimulatedHub(deps: SimulatedHubDeps): Promise<SimulatedHub> {
  const { life, store, receivers, dice: random, witness, crash } = deps;
  const { clock } = life;
  const onTrouble = (error: Error) => void witness.note(`trouble: ${error.message}`);
  const onFault = (error: Error) => {
    witness.note(`fault: ${error.message}`);
    life.after(0, crash);
  };
  const findOwed = () => recover({ store, catalogue, engine, clock });
  const retake = async () => {
    witness.note("the lease ran out; taking it anew");
    await regain({ lease, ids, engine, clock, recover: findOwed, isStopped: () => life.isOver });
  };
  const lease = new Lease({
    store,
    clock,
    machine: clock,
    onLost: () => void retake().catch(onFault),
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
  const egress = receivers.egressOf(life, () => lease.node);
  const parts = { store, catalogue, egress, clock, random, ids, metrics, lease, onTrouble, onFault };
  const engine = new DeliveryEngine({
    ...parts,
    delivers: true,
    concurrency: deps.concurrency,
    failingAfter: deps.failingAfter,
  });
  lease.keep();
  await findOwed();
  new Deletions({ store, catalogue, clock, onTrouble }).sweep();
  engine.start();
  const started = engine;
  return {
    engine: deps.breakEngine(started),
    catalogue,
    stands() {
      started.report();
      return stands;
    },
  };
}
