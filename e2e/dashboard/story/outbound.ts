/** A photo shop that tells its customers what happens: event types, webhooks of several contracts, a morning's events. */
import { setTimeout as passed } from "node:timers/promises";
import type { Answer } from "../../harness/api.ts";
import type { Site } from "../../harness/site.ts";

type Body = Answer["body"];

const TYPES: readonly [name: string, description: string, fields: Record<string, object>][] = [
  ["user.created", "Somebody signed up.", { id: { type: "string" }, name: { type: "string" } }],
  ["order.placed", "An order is complete and not yet paid.", { id: { type: "string" }, total: { type: "integer" } }],
  ["order.shipped", "The parcel has left the house.", { id: { type: "string" }, carrier: { type: "string" } }],
  ["payment.succeeded", "Money has come in.", { id: { type: "string" }, amount: { type: "integer" } }],
  ["payment.failed", "A card was declined.", { id: { type: "string" }, reason: { type: "string" } }],
  ["media.created", "A picture was uploaded.", { media_id: { type: "string" } }],
];

const NAMES = ["José Ångström", "Mina Okafor", "Lin Yue", "Ada Brandt", "Tom Üçüncü"];
const CARRIERS = ["DHL", "PostNL", "Correos"];

/** By the names that `pages.ts` knows them by. */
export interface Webhooks {
  webhook: string;
  failing: string;
  /** Fails too, and tries for hours. */
  waiting: string;
}

export async function subscribe(site: Site): Promise<Webhooks> {
  for (const [name, description, properties] of TYPES) {
    const schema = { type: "object", required: Object.keys(properties), properties };
    await site.api.expect(201, site.api.put(`/v1/event-types/${name}`, { description, schema }));
  }
  const ledger = await site.subscribe({
    url: "https://hooks.ledger.example/tabellary",
    description: "Bookkeeping",
    events: ["payment.*"],
    ordering: "key",
  });
  await site.subscribe({ url: "https://crm.example/webhooks", contract: "standard", events: ["user.*", "order.*"] });
  await site.subscribe({
    url: "https://gallery.example/webhooks/pixel-patrol",
    contract: "pixelpatrol",
    events: ["media.*"],
  });
  await site.subscribe({
    url: "https://events.analytics.example/collect",
    description: "Everything, for figures",
    events: ["*"],
  });
  await site.subscribe({
    url: "https://mailer.example/incoming",
    events: ["order.shipped"],
    retry_schedule: [0, 2, 30],
  });
  const erp = await site.subscribe({
    url: "https://erp.example/in/orders",
    description: "The warehouse's old system",
    events: ["order.*"],
    retry_schedule: [0, 1, 1],
  });
  const partner = await site.subscribe({
    url: "https://partner.example/hooks/photo-shop",
    contract: "standard",
    events: ["user.created"],
    retry_schedule: [0, 1, 300, 1_800, 7_200],
  });
  const old = await site.subscribe({
    url: "https://crm.example/v1/hooks",
    description: "Before the move",
    events: ["user.*"],
  });
  await site.change(old.id, { active: false });
  return { webhook: ledger.id, failing: erp.id, waiting: partner.id };
}

/** Spread over some seconds, as a shop's are over its day. The last of each kind. */
export async function sell(site: Site, orders: number): Promise<{ event: string; shipped: string }> {
  let paid: Body;
  let shipped: Body;
  for (let n = 1; n <= orders; n++) {
    const id = `order_${1000 + n}`;
    const total = 1900 + ((n * 737) % 9000);
    if (n % 3 === 1) await site.send("user.created", { id: `user_${n}`, name: NAMES[n % NAMES.length] });
    await site.send("order.placed", {
      id,
      total,
      currency: "EUR",
      items: [{ sku: `print-${n % 7}`, count: 1 + (n % 3) }],
    });
    if (n % 5 === 0) await site.send("media.created", { media_id: `media_${n}`, status: "pending" });
    const isDeclined = n % 9 === 4;
    if (isDeclined) await site.send("payment.failed", { id: `pay_${n}`, order: id, reason: "card_declined" });
    else paid = await site.send("payment.succeeded", { id: `pay_${n}`, order: id, amount: total, currency: "EUR" });
    if (!isDeclined) shipped = await site.send("order.shipped", { id, carrier: CARRIERS[n % CARRIERS.length] });
    await passed(120);
  }
  return { event: paid.id, shipped: shipped.id };
}
