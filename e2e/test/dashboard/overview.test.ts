/** The page that says whether it is healthy. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone, settle } from "../../dashboard/expect.ts";
import { FIRST_LOAD_BYTES_MAX, measureTransfer } from "../../dashboard/first-load.ts";
import { eventually, untilHolds } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";

const charts = (page: Page) =>
  page.getByRole("img", { name: /a minute:|Success rate:|Time to delivery:|Queue depth:/ });

/** A figure by its name. */
const figure = (page: Page, name: string) => page.locator("dl > div").filter({ hasText: name }).locator("dd").first();

browserTest(
  "somebody new is led to a first webhook, and then the figures are there",
  async ({ t, openSite, visit }) => {
    const site = await openSite("generic");
    const page = await visit(`/?site=${site.id}`);
    await page.getByRole("heading", { name: "Welcome. Three steps to your first webhook" }).waitFor();
    await expectAccessible(page);
    const make = page.getByRole("link", { name: "Make a webhook" });
    await untilHolds(async () => assert.match((await make.getAttribute("href"))!, /webhooks\/new\?site=/));
    const receiver = await givenReceiver(t);
    const webhook = await site.subscribe({ url: receiver.url, events: ["*"] });
    await page.reload();
    await page.getByRole("link", { name: "Go to the webhook" }).waitFor();
    await site.test(webhook.id);
    await receiver.until(1);
    await charts(page).first().waitFor();
    await page.getByText("Welcome.").waitFor({ state: "detached" });
  },
);

browserTest(
  "the figures are of what happened, live, with charts that can be read as tables",
  async ({ t, openSite, visit }) => {
    const site = await openSite("generic");
    const receiver = await givenReceiver(t);
    await site.subscribe({ url: receiver.url, events: ["*"] });
    for (let number = 0; number < 20; number++) await site.send("a.sent", { number });
    await receiver.until(20);
    const page = await visit(`/?site=${site.id}`);
    await eventually(
      async () => {
        await page.reload();
        await charts(page).first().waitFor();
        return figure(page, "Delivered").innerText();
      },
      (delivered) => delivered === "20",
      { everyMs: 1_000, what: "the figures to be written down" },
    );
    const untilFigure = (name: string, said: RegExp) =>
      untilHolds(async () => assert.match(await figure(page, name).innerText(), said));
    await untilFigure("Events", /^20$/);
    await untilFigure("Success rate", /^100 %$/);
    await untilFigure("Time to delivery", /ms|s/);
    await untilHolds(async () => assert.equal(await charts(page).count(), 4));

    await page.getByRole("button", { name: "Events and deliveries a minute as a table" }).click();
    const table = page.getByRole("table");
    await table.getByRole("columnheader", { name: "Delivered" }).waitFor();
    await untilHolds(async () => assert.ok((await table.getByRole("row").count()) > 10));

    await page.getByRole("combobox", { name: "Time" }).click();
    await page.getByRole("option", { name: "Last 24 hours" }).click();
    await page.waitForURL(/range=24h/);
    // What was shown before stays until the answer is there.
    await settle(page);
    await untilFigure("Events", /^20$/);
    await expectAccessible(page);
    await expectFitsPhone(page);
  },
);

browserTest("webhooks that fail are told with their reason, as soon as they do", async ({ t, openSite, visit }) => {
  const site = await openSite("generic", "Shop");
  const receiver = await givenReceiver(t, () => ({ status: 503 }));
  const wishes = { url: receiver.url, events: ["*"], description: "The till", retry_schedule: [0, 3_600] };
  const webhook = await site.subscribe(wishes);
  await site.send("a.sent", {});
  await receiver.until(1);
  const page = await visit(`/?site=${site.id}`);
  await charts(page).first().waitFor();
  for (let number = 0; number < 10; number++) await site.send("a.sent", { number });
  await page.getByRole("heading", { name: "1 webhook is failing" }).waitFor();
  const row = page.getByRole("listitem").filter({ hasText: "The till" });
  await untilHolds(async () => assert.match(await row.innerText(), /The receiver answered 503\.[\s\S]*owed/));
  const named = row.getByRole("link", { name: "The till" });
  await untilHolds(async () => assert.match((await named.getAttribute("href"))!, new RegExp(webhook.id)));
  await row.getByRole("link", { name: "Last failure" }).click();
  await page.getByRole("heading", { level: 1, name: "Delivery" }).waitFor();

  await page.goto("/?all=1");
  await page.getByRole("heading", { name: "Sites" }).waitFor();
  const ofSite = page.getByRole("row").filter({ hasText: "Shop" });
  await untilHolds(async () => assert.match(await ofSite.innerText(), /Shop\s+1\s+1\s+0\s+11/));
  await expectAccessible(page);
});

browserTest("a site's key sees its own site and is offered no other", async ({ hub, openSite, visit }) => {
  const site = await openSite("generic");
  const wish = { name: "shop", site_id: site.id };
  const { token } = await hub.api.expect(201, hub.api.post("/v1/keys", wish));
  const page = await visit("/?all=1", { key: token });
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.getByRole("heading", { name: /Welcome/ }).waitFor();
  assert.equal(await page.getByText("All sites").count(), 0);
});

browserTest("the overview with its charts is less than 300 kB to load", async ({ t, openSite, visit }) => {
  const site = await openSite("generic");
  const receiver = await givenReceiver(t);
  await site.subscribe({ url: receiver.url, events: ["*"] });
  await site.send("a.sent", {});
  await receiver.until(1);
  const page = await visit("/healthz");
  const { bytes, parts } = await measureTransfer(page, async () => {
    await page.goto(`/?site=${site.id}`);
    await page.locator("section svg").first().waitFor();
    await settle(page);
  });
  t.diagnostic(`${bytes} bytes in ${parts.length} parts`);
  assert.ok(bytes < FIRST_LOAD_BYTES_MAX, `${bytes} bytes\n${parts.join("\n")}`);
});
