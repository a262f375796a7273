import { Catalogue, type CatalogueDeps } from "../../packages/server/src/catalogue/catalogue.ts";
import { createVault } from "../../packages/server/src/catalogue/vault.ts";
import { ensureSites } from "../../packages/server/src/chores/first-start.ts";
import { IdMaker } from "../../packages/server/src/model/ids.ts";
import type { Clock } from "../../packages/server/src/model/ports.ts";
import { systemRandom } from "../../packages/server/src/world.ts";
import { MASTER_KEY, RETRY_SCHEDULE } from "./shape.ts";

/** What the rows of a history refer to. */
export interface Made {
  siteNo: number;
  siteId: bigint;
  operatorNo: number;
  /** The catalogue's version that every event was matched with. */
  version: number;
  webhooks: readonly { no: number; id: bigint; url: string }[];
}

/** Makes sites and webhooks as a hub makes them that is started for the first time at `at`. */
export async function makeCatalogue(store: CatalogueDeps["store"], webhooks: number, at: number): Promise<Made> {
  const clock = stoppedAt(at);
  const vault = createVault(Buffer.from(MASTER_KEY, "base64"), systemRandom);
  const catalogue = new Catalogue({ store, vault, clock, random: systemRandom, ids: new IdMaker(clock, 0) });
  await catalogue.load();
  await ensureSites(catalogue, null);
  const operator = catalogue.now.operatorSite()!;
  const site = catalogue.now.sites().find(({ no }) => no !== operator.no)!;
  const made: Made["webhooks"][number][] = [];
  for (let number = 1; number <= webhooks; number++) {
    const { no, id, config } = await createWebhook(catalogue, site.no, number);
    made.push({ no, id, url: config.url });
  }
  return { siteNo: site.no, siteId: site.id, operatorNo: operator.no, version: catalogue.now.version, webhooks: made };
}

function createWebhook(catalogue: Catalogue, siteNo: number, number: number) {
  const wishes = {
    url: `https://forum${number}.example.com/hooks/tabellary`,
    events: [`forum${number}.*`],
    active: true,
    contract: "generic",
    customContract: null,
    description: null,
    headers: {},
    retrySchedule: RETRY_SCHEDULE,
    timeoutMs: null,
    ordering: null,
  };
  return catalogue.createWebhook(siteNo, wishes, catalogue.newSecret("generic"));
}

function stoppedAt(at: number): Clock {
  const refuse = () => {
    throw new Error("Nothing waits while a history is built.");
  };
  return { now: () => at, monotonic: () => 0, after: refuse, soon: refuse };
}
