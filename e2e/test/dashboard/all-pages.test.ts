/** What every page must hold, with everything on it that a hub in use has. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { browserTestAt } from "../../dashboard/browser-test.ts";
import { DESKTOP, expectAccessible, expectFitsPhone, PHONE, settle } from "../../dashboard/expect.ts";
import { FIRST_LOAD_BYTES_MAX, measureTransfer } from "../../dashboard/first-load.ts";
import { expectSteady, watchShifts } from "../../dashboard/layout-shift.ts";
import { goTo, PAGES } from "../../dashboard/pages.ts";
import { type Story, tellStory } from "../../dashboard/story/story.ts";
import { inEveryTab, PANELS } from "../../dashboard/tabs.ts";
import { untilHolds } from "../../harness/eventually.ts";

const ROUTER = new URL("../../../packages/dashboard/src/router.tsx", import.meta.url);

test("every page that the router has is in the table", () => {
  const routes = [...readFileSync(ROUTER, "utf8").matchAll(/\bpage\(\s*"([^"]+)"/g)].map(([, path]) => path!);
  assert.ok(routes.length >= 20, `${routes.length}`);
  const shape = (path: string) => path.replace(/\?.*/, "").replaceAll(/[$:]\w+/g, ":id");
  // A page may stand there more than once, with another part of it open.
  const known = new Set(PAGES.map(({ path }) => shape(path)));
  assert.deepEqual([...known].sort(), ["/sign-in", ...routes.map(shape)].sort());
  assert.equal(new Set(PAGES.map(({ name }) => name)).size, PAGES.length);
});

let story: Promise<Story> | undefined;
after(async () => (await story)?.close());

async function openHub() {
  story ??= tellStory();
  return (await story).hub;
}

browserTestAt(
  openHub,
  "the first load of the overview is less than 300 kB with all its charts",
  async ({ t, visit }) => {
    const { ids } = await story!;
    const page = await visit("/healthz");
    const { bytes, parts } = await measureTransfer(page, async () => {
      await page.goto(`/?site=${ids.site}`);
      await page
        .getByRole("img", { name: "Events and deliveries a minute" })
        .locator("path")
        .first()
        .waitFor({ state: "attached" });
      await settle(page);
    });
    t.diagnostic(`${bytes} bytes in ${parts.length} parts`);
    assert.ok(bytes < FIRST_LOAD_BYTES_MAX, `${bytes} bytes\n${parts.join("\n")}`);
  },
);

browserTestAt(
  openHub,
  "every page loads without a jump, and with each of its tabs is accessible in light and dark and fits a phone",
  async ({ t, visit }) => {
    const { ids } = await story!;
    // One browser's page goes to all of them, as people's do: what they share is read once.
    const page = await visit("/sign-in");
    await watchShifts(page);
    for (const entry of PAGES) {
      await t.test(entry.name, async (t) => {
        // Where there is the least room the most would have to move.
        await page.setViewportSize(PHONE);
        await goTo(page, entry, ids);
        await settle(page);
        await expectSteady(page);
        await untilHolds(async () => {
          assert.equal(await page.locator("h1").count(), 1, "one heading says what the page is");
          assert.notEqual(await page.title(), "Tabellary", "the tab says which page it is");
        });
        await expectFitsPhone(page);
        await page.setViewportSize(DESKTOP);
        await settle(page);
        await expectAccessible(page);
        await inEveryTab(page, async (name) => {
          t.diagnostic(name);
          await expectAccessible(page, PANELS);
          await expectFitsPhone(page);
          await page.setViewportSize(DESKTOP);
        });
      });
    }
  },
);
