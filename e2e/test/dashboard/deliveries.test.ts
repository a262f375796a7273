/** The pages that say what was sent, what came back, and what follows. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { getContract } from "@tabellary/contracts";
import type { Locator, Page } from "playwright-core";
import { browserTest, browserTestAt } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone, settle } from "../../dashboard/expect.ts";
import { flip } from "../../dashboard/flip.ts";
import { untilFocused } from "../../dashboard/focus.ts";
import { untilHolds } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";

const tableOf = (page: Page) => page.getByRole("table", { name: "Deliveries, newest first" });
/** Without the head. */
const rowsOf = (page: Page): Locator => tableOf(page).locator("[data-index]");
const untilRows = (page: Page, count: number) =>
  untilHolds(async () => assert.equal(await rowsOf(page).count(), count));
const run = promisify(execFile);

browserTest("the list shows every delivery, and its filters are in the address", async ({ t, openSite, visit }) => {
  const site = await openSite("generic");
  const good = await givenReceiver(t);
  const bad = await givenReceiver(t, () => ({ status: 503 }));
  await site.subscribe({ url: good.url, events: ["*"], description: "The good one" });
  await site.subscribe({ url: bad.url, events: ["user.*"], description: "The bad one", retry_schedule: [0] });
  for (const type of ["order.placed", "user.created", "user.deleted"]) await site.send(type, { of: type });
  await site.untilNothingIsOwed();

  const page = await visit(`/deliveries?site=${site.id}`);
  await page.getByRole("heading", { level: 1, name: "Deliveries" }).waitFor();
  await untilRows(page, 5);
  // The names of webhooks come after the rows.
  const failed = rowsOf(page).filter({ hasText: "The bad one" });
  await untilHolds(async () => assert.equal(await failed.count(), 2));
  for (const row of await failed.all()) {
    await untilHolds(async () => assert.match(await row.innerText(), /failed[\s\S]*answered 503/));
  }
  await untilHolds(async () => assert.equal(await rowsOf(page).filter({ hasText: "success" }).count(), 3));

  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "failed" }).click();
  await page.waitForURL(/status=failed/);
  await untilRows(page, 2);
  await page.getByRole("textbox", { name: "Event type" }).fill("user.deleted");
  await page.waitForURL(/type=user\.deleted/);
  await untilRows(page, 1);
  // A view can be sent to a colleague.
  await page.reload();
  await rowsOf(page).filter({ hasText: "user.deleted" }).waitFor();
  await untilRows(page, 1);
  await page.getByRole("textbox", { name: "Event type" }).fill("user.none");
  await page.getByRole("heading", { name: "No delivery matches" }).waitFor();
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await untilRows(page, 5);
  await untilHolds(async () => assert.doesNotMatch(page.url(), /status|type=/));
  assert.match(page.url(), /site=/);
});

browserTest(
  "new deliveries come in on top as they happen, and wait while it is paused",
  async ({ t, openSite, visit }) => {
    const site = await openSite("generic");
    let status = 500;
    const receiver = await givenReceiver(t, () => ({ status }));
    await site.subscribe({ url: receiver.url, events: ["*"], retry_schedule: [0, 3_600] });
    await site.send("first.sent", {});
    const page = await visit(`/deliveries?site=${site.id}`);
    await rowsOf(page).filter({ hasText: "first.sent" }).waitFor();
    await page.getByText("following").waitFor();

    await site.send("second.sent", {});
    const first = rowsOf(page).first();
    const untilFirst = (text: RegExp) => untilHolds(async () => assert.match(await first.innerText(), text));
    await untilFirst(/pending[\s\S]*second\.sent[\s\S]*answered 500/);
    status = 200;
    const { deliveries } = await site.api.expect(200, site.api.get("/v1/deliveries?limit=1"));
    await site.retry(deliveries[0].id);
    // In its place.
    await untilFirst(/success[\s\S]*second\.sent/);
    // Nothing more comes of the other: it would be counted as new.
    await rowsOf(page).filter({ hasText: "first.sent" }).filter({ hasText: "answered 500" }).waitFor();

    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("paused", { exact: true }).waitFor();
    await site.send("third.sent", {});
    await page.getByText("paused, 1 new").waitFor();
    assert.equal(await rowsOf(page).count(), 2);
    await page.getByRole("button", { name: "Go on" }).click();
    await untilFirst(/third\.sent/);

    await flip(page.getByRole("switch", { name: "Live" }));
    await page.waitForURL(/live=off/);
    await site.send("fourth.sent", {});
    await page.getByRole("button", { name: "Refresh" }).click();
    await rowsOf(page).filter({ hasText: "fourth.sent" }).waitFor();
  },
);

browserTestAt(
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), "tabellary-restarted-"));
    const hub = await HubProcess.start({ dataDir });
    t.after(async () => {
      await hub.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });
    return hub;
  },
  "the list goes on by itself when the hub was away, and misses nothing",
  async ({ t, hub, openSite, visit }) => {
    const site = await openSite("generic");
    const receiver = await givenReceiver(t);
    await site.subscribe({ url: receiver.url, events: ["*"] });
    await site.send("before.sent", {});
    const page = await visit(`/deliveries?site=${site.id}`);
    await rowsOf(page).filter({ hasText: "before.sent" }).waitFor();
    await page.getByText("following").waitFor();
    await hub.stop();
    await page.getByText("connection lost, trying again …").waitFor();
    const again = await HubProcess.start({ dataDir: hub.dataDir, flags: { port: new URL(hub.url).port } });
    t.after(() => again.stop());
    await site.send("meanwhile.sent", {});
    await rowsOf(page).filter({ hasText: "meanwhile.sent" }).waitFor();
    await page.getByText("following").waitFor();

    // More than a greeting tells of: the list says that it has a gap.
    await page.route("**/v1/stream*", (route) => route.abort());
    await again.stop();
    await page.getByText("connection lost, trying again …").waitFor();
    const third = await HubProcess.start({ dataDir: hub.dataDir, flags: { port: new URL(hub.url).port } });
    t.after(() => third.stop());
    for (let batch = 0; batch < 2; batch++) {
      const events = Array.from({ length: 80 }, () => ({ type: "many.sent", data: {} }));
      await site.api.expect(202, site.api.post("/v1/events/batch", { events }));
    }
    await site.send("last.sent", {});
    await page.unroute("**/v1/stream*");
    await page.getByRole("button", { name: "Much came in meanwhile: start again at the newest" }).click();
    await rowsOf(page).filter({ hasText: "last.sent" }).waitFor();
    await untilHolds(async () => assert.equal(await tableOf(page).getAttribute("aria-rowcount"), "164"));
  },
  /ERR_FAILED|ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET/,
);

browserTest("what comes in on top moves nothing that somebody looks at", async ({ t, openSite, visit }) => {
  const site = await openSite("generic");
  const receiver = await givenReceiver(t);
  await site.subscribe({ url: receiver.url, events: ["*"] });
  const events = Array.from({ length: 100 }, (_, number) => ({ type: "many.sent", data: { number } }));
  for (let batch = 0; batch < 3; batch++) {
    await site.api.expect(202, site.api.post("/v1/events/batch", { events }));
  }
  await site.untilNothingIsOwed();
  const page = await visit(`/deliveries?site=${site.id}`, { height: 600 });
  await page.getByText("following").waitFor();
  const table = tableOf(page);
  await table.evaluate((element) => element.scrollTo(0, 8_000));
  const row = rowsOf(page).and(page.locator('[data-index="215"]'));
  await row.getByRole("link").waitFor();
  await settle(page);
  const link = await row.getByRole("link").getAttribute("href");
  const before = (await row.boundingBox())!.y;
  await site.send("late.sent", {});
  await page.locator(`[data-index="216"] a[href="${link}"]`).waitFor();
  await untilHolds(async () => {
    const after = (await page.locator('[data-index="216"]').boundingBox())!.y;
    assert.ok(Math.abs(after - before) <= 1, `${before} to ${after}`);
  });
});

browserTest(
  "a delivery's page shows the exact request, what came back and where the time went",
  async ({ t, openSite, visit }) => {
    const site = await openSite("standard");
    const receiver = await givenReceiver(t, ({ number }) =>
      number === 1 ? { status: 502, headers: { "x-upstream": "gone" }, body: "<h1>Bad gateway</h1>" } : 200,
    );
    const headers = { authorization: "Bearer of-theirs" };
    const webhook = await site.subscribe({ url: receiver.url, events: ["*"], retry_schedule: [0, 7_200], headers });
    const secret = await site.secretOf(webhook.id);
    const { id: eventId } = await site.send("note.written", { text: "it's a <b>note</b> for $HOME" });
    const id = await site.deliveryIdOf(eventId);
    await site.untilDelivery(id, "pending", 1);

    const page = await visit(`/deliveries/${id}?site=${site.id}`);
    await page.getByRole("heading", { level: 1, name: "Delivery" }).waitFor();
    await page.getByText("Attempt 2 follows in 2 hr.").waitFor();
    await page.getByText("Bad gateway").waitFor();
    assert.equal(await page.getByRole("heading", { name: "Bad gateway" }).count(), 0, "an answer is text");
    await page.getByText("x-upstream").waitFor();
    const timings = page.getByRole("table", { name: "Timings" });
    for (const step of ["Connect", "Wait", "Read"]) await timings.getByRole("rowheader", { name: step }).waitFor();

    await page.getByRole("tab", { name: "Request" }).click();
    const sent = receiver.received[0]!;
    await page.getByText(`POST ${receiver.url}`).waitFor();
    await page.getByText(sent.text, { exact: true }).waitFor();
    await page.getByText(String(sent.headers["webhook-signature"])).waitFor();
    assert.equal(await page.getByText("of-theirs").count(), 0, "what may be a credential is not shown");

    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Copy as curl" }).click();
    const command = await untilHolds(async () => {
      const copied = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(copied, /^curl /);
      return copied;
    });
    await run("sh", ["-c", command]);
    const again = receiver.received[1]!;
    assert.deepEqual(again.body, sent.body);
    const verified = getContract("standard").verify({
      headers: again.headers,
      body: again.body,
      secrets: secret,
      nowMs: again.at,
    });
    assert.ok(verified.ok, JSON.stringify(verified));

    await expectAccessible(page);
    await expectFitsPhone(page);
  },
);

browserTest(
  "a delivery is sent again, cancelled, and what cannot be done is explained",
  async ({ t, openSite, visit }) => {
    const site = await openSite("generic");
    let status = 500;
    const receiver = await givenReceiver(t, () => ({ status }));
    await site.subscribe({ url: receiver.url, events: ["*"], retry_schedule: [0, 3_600] });
    const first = await site.deliveryIdOf((await site.send("a.sent", {})).id);
    const second = await site.deliveryIdOf((await site.send("b.sent", {})).id);
    await site.untilDelivery(first, "pending", 1);
    await site.untilDelivery(second, "pending", 1);
    status = 200;

    const page = await visit(`/deliveries/${first}?site=${site.id}`);
    await page.getByRole("button", { name: "Send now" }).click();
    await site.untilDelivery(first, "success", 2);
    await page.getByRole("button", { name: "Send again" }).waitFor();
    await page.getByRole("button", { name: /Attempt 2/ }).waitFor();
    // It has ended.
    await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });

    await page.goto(`/deliveries/${second}?site=${site.id}`);
    await page.getByRole("button", { name: "Cancel" }).click();
    const dialog = page.getByRole("dialog", { name: "Send this delivery no more?" });
    await dialog.getByRole("button", { name: "Cancel the delivery" }).click();
    await site.untilDelivery(second, "cancelled");
    await page.getByText("It is cancelled.").waitFor();

    // Somebody else was quicker: the page still offers it, the hub explains.
    const third = await site.deliveryIdOf((await site.send("c.sent", {})).id);
    await site.untilDelivery(third, "success");
    await page.route("**/v1/deliveries/*/retry*", (route) => {
      const problem = { status: 409, code: "conflict", detail: "An attempt of the delivery is under way.", errors: [] };
      return route.fulfill({ status: 409, contentType: "application/problem+json", body: JSON.stringify(problem) });
    });
    await page.goto(`/deliveries/${third}?site=${site.id}`);
    await page.getByRole("button", { name: "Send again" }).click();
    await page.getByText("An attempt of the delivery is under way.").waitFor();
  },
);

browserTest(
  "a delivery that is held says so, and one that there is not is said to be missing",
  async ({ t, openSite, visit }) => {
    const site = await openSite("generic");
    const receiver = await givenReceiver(t, () => ({ status: 500 }));
    const webhook = await site.subscribe({ url: receiver.url, events: ["*"], retry_schedule: [0, 3_600] });
    const id = await site.deliveryIdOf((await site.send("a.sent", {})).id);
    await site.untilDelivery(id, "pending", 1);
    await site.change(webhook.id, { active: false });
    const page = await visit(`/deliveries/${id}?site=${site.id}`);
    await page.getByText("It is held: its webhook is switched off").waitFor();
    await expectAccessible(page);
    const missing = `${id.slice(0, -3)}zzz`;
    await page.goto(`/deliveries/${missing}?site=${site.id}`);
    await page.getByText(`There is no delivery ${missing} in this site.`).waitFor();
  },
);

browserTest("the list is walked by keyboard, and an id leads to its page", async ({ t, openSite, visit }) => {
  const site = await openSite("generic");
  const receiver = await givenReceiver(t);
  await site.subscribe({ url: receiver.url, events: ["*"] });
  const events = Array.from({ length: 60 }, (_, number) => ({ type: `walk.${number}`, data: {} }));
  await site.api.expect(202, site.api.post("/v1/events/batch", { events }));
  await site.untilNothingIsOwed();
  const page = await visit(`/deliveries?site=${site.id}&live=off`);
  const linkAt = (index: number) => tableOf(page).locator(`[data-index="${index}"]`).getByRole("link");
  await linkAt(0).focus();
  for (let step = 1; step <= 40; step++) {
    await page.keyboard.press("ArrowDown");
    await untilFocused(linkAt(step));
  }
  const [id] = /del_\w+/.exec((await linkAt(40).getAttribute("href"))!)!;
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(id));
  await page.getByRole("heading", { level: 1, name: "Delivery" }).waitFor();
  await page.getByRole("link", { name: "Deliveries" }).click();
  await page.getByRole("heading", { level: 1, name: "Deliveries" }).waitFor();
  await page.getByRole("textbox", { name: "Go to id" }).fill(id);
  await page.waitForURL(new RegExp(id));
  await page.getByRole("heading", { level: 1, name: "Delivery" }).waitFor();
});
