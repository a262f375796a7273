/** What happens in the demo: sites, webhooks, events. */
import type { Api } from "../harness/api.ts";
import type { Customer, Customers } from "./receivers.ts";

export interface Subscribed {
  customer: Customer;
  siteId: string;
  webhookId: string;
}

/** The seed's nine types, with data of the kind they carry. */
export const GENERIC_EVENTS: readonly { type: string; data: Record<string, unknown> }[] = [
  {
    type: "user.created",
    data: { id: "user_123", name: "José Ångström 🚀", email: "jose@example.com", status: "active" },
  },
  { type: "user.updated", data: { id: "user_123", name: "José Å." } },
  { type: "user.deleted", data: { id: "user_99" } },
  { type: "project.created", data: { id: "proj_1", budget: 0.5, ratio: 1.0, "10": "ten", "2": "two" } },
  { type: "project.updated", data: { id: "proj_1", url: "https://example.com/a/b" } },
  { type: "project.deleted", data: { id: "proj_1" } },
  { type: "file.uploaded", data: { id: "file_7", bytes: 1_048_576 } },
  { type: "payment.succeeded", data: { id: "pay_1", amount: 1999, currency: "EUR" } },
  { type: "payment.failed", data: { id: "pay_2", reason: "card_declined" } },
];

const JOB_ID = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";

export async function subscribe(api: Api, customers: Customers): Promise<Subscribed[]> {
  const shop = await createSite(api, "shop", "generic");
  const gallery = await createSite(api, "gallery", "pixelpatrol");
  const studio = await createSite(api, "studio", "omnifence");
  const { pixelPatrol, express, raw, omniFence, flaky, dead } = customers;
  return [
    await createWebhook(api, shop, express, { events: GENERIC_EVENTS.map(({ type }) => type) }),
    await createWebhook(api, shop, raw, { events: ["payment.*"] }),
    await createWebhook(api, shop, flaky, { events: ["user.created"], retry_schedule: [0, 0.4, 0.4] }),
    await createWebhook(api, shop, dead, { events: ["user.deleted"], retry_schedule: [0, 0.3, 0.3] }),
    await createWebhook(api, gallery, pixelPatrol, { events: ["media.created", "media.moderated"], active: true }),
    await createWebhook(api, studio, omniFence, { events: ["job.completed"] }),
  ];
}

export async function send(api: Api, customers: Customers): Promise<void> {
  for (const event of GENERIC_EVENTS) await post(api, "shop", event);
  const media = { media_id: "media_456", app_media_id: "upload-42" };
  await post(api, "gallery", { type: "media.created", data: { ...media, status: "pending", content_type: "image" } });
  await post(api, "gallery", {
    type: "media.moderated",
    data: { ...media, status: "approved", ai_results: { labels: [] }, applied_rules: [] },
  });
  customers.omniFence.pendingJobs.add(JOB_ID);
  await post(api, "studio", {
    type: "job.completed",
    data: {
      job_id: JOB_ID,
      status: "completed",
      is_prohibited: false,
      categories: { ai_adult_general: false, underage: false, nsfw: false, custom: {} },
      completed_at: "2026-05-19T12:00:05.000Z",
    },
  });
}

const siteIds = new Map<string, string>();

async function createSite(api: Api, name: string, contract: string): Promise<string> {
  const site = await api.expect(201, api.post("/v1/sites", { name, contract }));
  siteIds.set(name, site.id);
  return site.id;
}

async function createWebhook(api: Api, siteId: string, customer: Customer, wishes: object): Promise<Subscribed> {
  const secret = customer.secret === "" ? {} : { secret: customer.secret };
  const body = { url: customer.url, ...secret, ...wishes };
  const webhook = await api.expect(201, api.post(`/v1/webhooks?site_id=${siteId}`, body));
  return { customer, siteId, webhookId: webhook.id };
}

async function post(api: Api, site: string, event: { type: string; data: unknown }): Promise<void> {
  await api.expect(202, api.post("/v1/events", { ...event, site_id: siteIds.get(site) }));
}
