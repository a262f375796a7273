/** Every page of the dashboard: what is photographed, and looked at for what all pages must hold. */
import type { Page } from "playwright-core";

export interface PageEntry {
  /** Of its pictures' files. */
  name: string;
  /** `:webhook` and the like stand for ids of the story (`story/story.ts`). */
  path: string;
  /** The page's first heading, by its name. */
  heading: string | RegExp;
  /** What else somebody does before it is as it should be seen. */
  before?(page: Page): Promise<void>;
}

const ANY = /./;

export const PAGES: readonly PageEntry[] = [
  { name: "sign-in", path: "/sign-in", heading: "Sign in to Tabellary" },
  { name: "overview", path: "/?range=24h", heading: "Overview" },
  { name: "webhooks", path: "/webhooks", heading: "Webhooks" },
  { name: "webhook-new", path: "/webhooks/new", heading: "New webhook" },
  { name: "webhook", path: "/webhooks/:webhook", heading: ANY },
  { name: "events", path: "/events", heading: "Events" },
  { name: "events-send", path: "/events/send", heading: ANY },
  { name: "event", path: "/events/:shipped", heading: ANY },
  { name: "deliveries", path: "/deliveries", heading: "Deliveries" },
  { name: "delivery", path: "/deliveries/:pendingDelivery", heading: ANY },
  { name: "sources", path: "/sources", heading: "Sources" },
  { name: "source-new", path: "/sources/new", heading: ANY },
  { name: "source", path: "/sources/:source", heading: ANY },
  { name: "source-set-up", path: "/sources/:support?tab=set-up", heading: ANY },
  { name: "message", path: "/sources/:source/messages/:message", heading: ANY },
  { name: "moderation-queue", path: "/moderation", heading: ANY },
  { name: "moderation-items", path: "/moderation/items", heading: ANY },
  { name: "moderation-item", path: "/moderation/items/:decided", heading: ANY },
  { name: "moderation-jobs", path: "/moderation/jobs", heading: ANY },
  { name: "moderation-rules", path: "/moderation/rules", heading: ANY },
  { name: "moderation-rule-group", path: "/moderation/rules/:group", heading: ANY },
  { name: "moderation-evaluators", path: "/moderation/evaluators", heading: ANY },
  { name: "moderation-figures", path: "/moderation/figures", heading: ANY },
  { name: "settings", path: "/settings", heading: ANY },
  { name: "settings-event-types", path: "/settings/event-types", heading: ANY },
  { name: "settings-event-type", path: "/settings/event-types/:eventType", heading: ANY },
  { name: "settings-sites", path: "/settings/sites", heading: "Sites" },
  { name: "settings-keys", path: "/settings/keys", heading: "Keys" },
  { name: "settings-hub", path: "/settings/hub", heading: "This hub" },
];

/** The address of a page in a story. Where an id has no value yet the path says which. */
export function pathOf({ path }: PageEntry, ids: Readonly<Record<string, string>>): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`The story has no ${name} for ${path}.`);
    return id;
  });
  return `${filled}${filled.includes("?") ? "&" : "?"}site=${ids.site}`;
}

/** Goes there and waits until it is as people see it. */
export async function goTo(page: Page, entry: PageEntry, ids: Readonly<Record<string, string>>): Promise<void> {
  await page.goto(pathOf(entry, ids));
  await page.getByRole("heading", { level: 1, name: entry.heading }).first().waitFor();
  await entry.before?.(page);
}
