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

export const PAGES: readonly PageEntry[] = [
  { name: "overview", path: "/", heading: "Overview" },
  { name: "webhooks", path: "/webhooks", heading: "Webhooks" },
  { name: "events", path: "/events", heading: "Events" },
  { name: "deliveries", path: "/deliveries", heading: "Deliveries" },
  { name: "delivery", path: "/deliveries/:failedDelivery", heading: /./ },
  { name: "sources", path: "/sources", heading: "Sources" },
  { name: "source", path: "/sources/:source", heading: /./ },
  { name: "moderation", path: "/moderation", heading: /./ },
  { name: "settings", path: "/settings", heading: /./ },
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
