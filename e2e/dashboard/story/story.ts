/** A hub that has been in use: a photo shop, its customers and platforms, its moderators. For pictures and for looking. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Api } from "../../harness/api.ts";
import { HubProcess } from "../../harness/hub.ts";
import { Site } from "../../harness/site.ts";
import { GitHub } from "../../platforms/github.ts";
import { Internet } from "../../platforms/internet.ts";
import { X } from "../../platforms/x.ts";
import { Customers } from "./customers.ts";
import { writeHistory } from "./history.ts";
import { takeIn } from "./inbound.ts";
import { sell, subscribe } from "./outbound.ts";
import { agree, upload } from "./reviewed.ts";

export interface Story {
  hub: HubProcess;
  /** Ids by the names that the paths of `pages.ts` have: `:webhook`, `:delivery`, … */
  ids: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const ORDERS = 60;

export async function tellStory(): Promise<Story> {
  const [x, github] = [new X(), new GitHub()];
  const internet = await Internet.open(new Customers(), x, github);
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-story-"));
  const start = async () => {
    const hub = await HubProcess.start({ dataDir, env: internet.env });
    internet.hubUrl = hub.url;
    return hub;
  };
  let hub = await start();
  const close = async () => {
    await hub.stop();
    await internet.close();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    const ids = await live(hub, { internet, x, github });
    await hub.stop();
    writeHistory(join(dataDir, "tabellary.db"));
    hub = await start();
    return { hub, ids, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function live(hub: HubProcess, platforms: Parameters<typeof takeIn>[1]): Promise<Story["ids"]> {
  const { api } = hub;
  const site = await openSite(api, "Photo shop", "generic", "Checkout service");
  await openSite(api, "Gallery", "pixelpatrol", "Upload worker");
  await openSite(api, "Developer portal", "standard", "Portal backend");
  const webhooks = await subscribe(site);
  const { group } = await agree(site);
  const inbound = await takeIn(site, platforms);
  const media = await upload(site);
  const { event, shipped } = await sell(site, ORDERS);
  const [failing] = await site.deliveriesOf(webhooks.failing);
  const [waiting] = await site.deliveriesOf(webhooks.waiting);
  await site.untilDelivery(failing.id, "failed", 3);
  await site.untilDelivery(waiting.id, "pending", 2);
  const { deliveries } = await site.event(event);
  return {
    site: site.id,
    eventType: "order.placed",
    ...webhooks,
    ...inbound,
    ...media,
    group,
    event,
    shipped,
    delivery: deliveries[0].id,
    failedDelivery: failing.id,
    pendingDelivery: waiting.id,
  };
}

async function openSite(api: Api, name: string, contract: string, keyName: string): Promise<Site> {
  const { id } = await api.expect(201, api.post("/v1/sites", { name, contract }));
  return Site.of(api, id, keyName);
}
