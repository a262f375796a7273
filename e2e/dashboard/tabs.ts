import type { Locator, Page } from "playwright-core";
import { settle } from "./expect.ts";

/** What the tabs that are open show. */
export const PANELS = '[role="tabpanel"]';

/** Opens every tab of the page that is not open, one after the other; those within a tab as well. */
export async function inEveryTab(page: Page, look: (name: string) => Promise<void>): Promise<void> {
  const seen = new Set<string>();
  for (;;) {
    const tabs = page.getByRole("tab");
    for (const open of await tabs.and(page.locator("[aria-selected=true]")).all()) seen.add(await nameOf(open));
    const next = await lastUnseen(await tabs.all(), seen);
    if (next === undefined) return;
    await next.tab.click();
    await settle(page);
    await look(next.name);
  }
}

/** Tabs within a tab stand after its own. */
async function lastUnseen(tabs: readonly Locator[], seen: ReadonlySet<string>) {
  for (const tab of tabs.toReversed()) {
    const name = await nameOf(tab);
    if (!seen.has(name)) return { tab, name };
  }
  return undefined;
}

const nameOf = async (tab: Locator) => (await tab.textContent()) ?? "";
