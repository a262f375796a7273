import assert from "node:assert/strict";
import { getContract } from "@tabellary/contracts";
import type { Locator, Page } from "playwright-core";
import { browserTest, type Visitor } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone, settle } from "../../dashboard/expect.ts";
import { flip } from "../../dashboard/flip.ts";
import { untilFocused } from "../../dashboard/focus.ts";
import { eventually, untilHolds } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import type { Site } from "../../harness/site.ts";

async function givenShop({ t, openSite }: Visitor, status = 200) {
  const site = await openSite("standard");
  const reply = { status, body: '{"taken":"<b>yes</b>"}', headers: { "content-type": "application/json" } };
  return { site, receiver: await givenReceiver(t, () => reply) };
}

/** The hub writes down what it counted every few seconds. */
async function untilCounted(site: Site, webhookId: string, ended: number): Promise<void> {
  const from = new Date(Date.now() - 30 * 60_000).toISOString();
  const ask = () => site.api.expect(200, site.api.get(`/v1/stats/webhooks?from=${from}`));
  await eventually(ask, ({ webhooks }) =>
    webhooks.some((one: Counted) => one.webhook_id === webhookId && one.success + one.failed === ended),
  );
}

interface Counted {
  webhook_id: string;
  success: number;
  failed: number;
}

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name }).waitFor();
const untilCount = (rows: Locator, count: number) => untilHolds(async () => assert.equal(await rows.count(), count));
const untilActive = (site: Site, id: string, isActive: boolean) =>
  untilHolds(async () => assert.equal((await site.webhook(id)).active, isActive));
const untilText = (element: Locator, text: string | RegExp) =>
  untilHolds(async () => {
    const shown = await element.innerText();
    if (typeof text === "string") assert.equal(shown, text);
    else assert.match(shown, text);
    return shown;
  });

browserTest("a site without webhooks is told what one is, and led to make one", async (visitor) => {
  const { site } = await givenShop(visitor);
  const page = await visitor.visit(`/webhooks?site=${site.id}`);
  await page.getByRole("heading", { name: "This site sends nowhere yet" }).waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "New webhook" }).first().click();
  await heading(page, "New webhook");
  await page.waitForURL(({ searchParams }) => searchParams.get("site") === site.id);
});

browserTest("the list shows what each webhook is and how it did, and is searched", async (visitor) => {
  const { site, receiver } = await givenShop(visitor);
  const failing = await givenReceiver(visitor.t, () => 500);
  const taken = await site.subscribe({ url: receiver.url, events: ["order.*"], description: "Fulfilment" });
  const away = await site.subscribe({ url: failing.url, events: ["*"], contract: "github", description: "Ledger" });
  for (let i = 0; i < 6; i++) await site.send("order.paid", { number: i });
  await eventually(
    () => site.webhook(away.id),
    ({ health }) => health === "failing",
  );
  await untilCounted(site, taken.id, 6);
  await untilCounted(site, away.id, 6);

  const page = await visitor.visit(`/webhooks?site=${site.id}`);
  const rows = page.getByRole("list", { name: "Webhooks" }).getByRole("listitem");
  const good = rows.filter({ hasText: "Fulfilment" });
  await good.getByText("6 delivered").waitFor();
  await good.getByText("healthy").waitFor();
  await good.getByText("order.*").waitFor();
  const bad = rows.filter({ hasText: "Ledger" });
  await bad.getByText("6 failed").waitFor();
  await bad.getByText("failing").waitFor();
  await bad.getByText("github").waitFor();
  await expectAccessible(page);

  await page.getByRole("textbox", { name: "Search" }).fill("github ledger");
  await good.waitFor({ state: "hidden" });
  await untilCount(rows, 1);
  await page.waitForURL(/q=github/);
  await page.reload();
  await bad.waitFor();
  await untilCount(rows, 1);
  await page.getByRole("textbox", { name: "Search" }).fill("nobody");
  await page.getByRole("heading", { name: "No webhook matches" }).waitFor();
});

browserTest("a site with more webhooks than a page shows them all, and any is found to filter by", async (visitor) => {
  const { site, receiver } = await givenShop(visitor);
  for (let number = 1; number <= 120; number += 1) {
    await site.subscribe({ url: receiver.url, events: [`tenant${number}.*`], description: `Tenant ${number} of many` });
  }
  await site.send("tenant1.made", {});
  const page = await visitor.visit(`/webhooks?site=${site.id}`);
  const rows = page.getByRole("list", { name: "Webhooks" }).getByRole("listitem");
  await rows.filter({ hasText: "Tenant 120 of many" }).waitFor();
  await untilCount(rows, 100);
  await page.getByRole("button", { name: "Show more" }).click();
  await rows.filter({ hasText: "Tenant 1 of many" }).waitFor();
  await untilCount(rows, 120);
  await rows.filter({ hasText: "Tenant 1 of many" }).getByText("1 delivered").waitFor();

  await page.goto(`/deliveries?site=${site.id}`);
  const named = page.getByRole("row").filter({ hasText: "Tenant 1 of many" });
  await named.waitFor();
  const picker = page.getByRole("combobox", { name: "Webhook" });
  await picker.click();
  await page.getByRole("option", { name: "Tenant 120 of many" }).waitFor();
  assert.equal(await page.getByRole("option", { name: "Tenant 2 of many" }).count(), 0, "not among the newest");
  await picker.fill("tenant2.");
  await page.getByRole("option", { name: "Tenant 2 of many" }).click();
  await page.waitForURL(/webhook=hook_/);
  await named.waitFor({ state: "hidden" });
  await page.reload();
  await page
    .getByRole("heading", { name: /No delivery|Nothing/ })
    .first()
    .waitFor();
  await eventually(
    () => picker.inputValue(),
    (name) => name === "Tenant 2 of many",
  );
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await named.waitFor();
  await page.waitForURL(({ searchParams }) => !searchParams.has("webhook"));
});

browserTest("whoever goes to another site is shown none of the webhooks of the one before", async (visitor) => {
  const [one, other] = [await visitor.openSite("standard", "Here"), await visitor.openSite("standard", "There")];
  const receiver = await givenReceiver(visitor.t);
  await one.subscribe({ url: receiver.url, events: ["*"], description: "Of the one" });
  await other.subscribe({ url: receiver.url, events: ["*"], description: "Of the other" });
  const page = await visitor.visit(`/webhooks?site=${one.id}`);
  const rows = page.getByRole("list", { name: "Webhooks" }).getByRole("listitem");
  await rows.filter({ hasText: "Of the one" }).waitFor();
  const { promise: seen, resolve: goOn } = Promise.withResolvers<void>();
  await page.route(
    (url) => url.pathname === "/v1/webhooks" && url.searchParams.get("site_id") === other.id,
    async (route) => {
      await seen;
      await route.continue();
    },
  );
  await page.getByRole("combobox", { name: "Site" }).click();
  await page.getByRole("option", { name: "There", exact: true }).click();
  await page.waitForURL(new RegExp(other.id));
  await rows.filter({ hasText: "Of the one" }).waitFor({ state: "hidden" });
  goOn();
  await rows.filter({ hasText: "Of the other" }).waitFor();
});

browserTest("a webhook is switched off and on in the list, from the keyboard as well", async (visitor) => {
  const { site, receiver } = await givenShop(visitor);
  const { id } = await site.subscribe({ url: receiver.url, events: ["*"], description: "Fulfilment" });
  const page = await visitor.visit(`/webhooks?site=${site.id}`);
  const turn = page.getByRole("switch", { name: "Fulfilment is on" });
  await turn.focus();
  await page.keyboard.press("Space");
  await page.getByText("off", { exact: true }).waitFor();
  await untilActive(site, id, false);
  // Who turns it stays there.
  await untilFocused(turn);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await heading(page, "Fulfilment");
  await page.getByText("New events pass it by.").waitFor();
  await flip(page.getByRole("switch", { name: "Off" }));
  await page.getByText("New events pass it by.").waitFor({ state: "hidden" });
  await untilActive(site, id, true);
});

browserTest(
  "the contract is explained while it is chosen: headers, envelope and schedule on a sample",
  async (visitor) => {
    const { site } = await givenShop(visitor);
    const page = await visitor.visit(`/webhooks/new?site=${site.id}`);
    const explained = page.getByRole("group", { name: "The contract explained" });
    await explained.getByRole("heading", { name: "Standard Webhooks" }).waitFor();
    await page.getByRole("textbox", { name: "URL" }).fill("https://shop.example/hooks/in");
    await explained.getByText("POST /hooks/in").waitFor();

    await page.getByRole("combobox", { name: "Contract" }).click();
    await page.getByRole("option", { name: /^PixelPatrol/ }).click();
    await explained.getByText(/X-PixelPatrol-Signature: [0-9a-f]{64}/).waitFor();
    await explained.getByText('"event": "user.created"').waitFor();
    const attempts = explained.getByRole("list", { name: "Attempts" }).getByRole("listitem");
    const said = ["at once", "after 1 min", "after 5 min", "after 30 min", "after 2 h"];
    await untilHolds(async () => assert.deepEqual(await attempts.allInnerTexts(), said));
    await explained.getByText("In order: one delivery at a time.").waitFor();

    await page.getByRole("button", { name: "Attempts, time limit, order" }).click();
    await page.getByRole("textbox", { name: "Attempts" }).fill("0, 10, 1 h");
    await explained.getByText("3 attempts over 1 h 10 s").waitFor();

    await page.getByRole("combobox", { name: "Contract" }).click();
    await page.getByRole("option", { name: /^Custom/ }).click();
    const options = page.getByRole("textbox", { name: "Options of the contract" });
    await options.fill('{"signature": {"header": "X-Mine", "algorithm": "md5"}}');
    await explained.getByText("signature.algorithm: This must be one of: sha1, sha256, sha512.").waitFor();
    await options.fill('{"signature": {"header": "X-Mine"}}');
    await explained.getByText(/X-Mine: [0-9a-f]{64}/).waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);
  },
);

browserTest("a site's key begins with its site's own contract", async ({ hub, openSite, visit }) => {
  const { id } = await openSite("pixelpatrol", "Gallery");
  const { token } = await hub.api.expect(201, hub.api.post("/v1/keys", { name: "gallery", site_id: id }));
  const page = await visit("/webhooks/new", { key: token });
  const explained = page.getByRole("group", { name: "The contract explained" });
  await explained.getByRole("heading", { name: "PixelPatrol" }).waitFor();
});

browserTest("a new webhook is made, tested and understood by its receiver", async (visitor) => {
  const { site, receiver } = await givenShop(visitor);
  const page = await visitor.visit(`/webhooks/new?site=${site.id}`);
  await page.getByRole("textbox", { name: "URL" }).fill(receiver.url);
  await page.getByRole("combobox", { name: "Contract" }).click();
  await page.getByRole("option", { name: /^Stripe/ }).click();
  await page.getByRole("textbox", { name: "Description" }).fill("The ledger");
  await page.getByRole("button", { name: "Make the webhook" }).click();

  await heading(page, "The ledger");
  const [made] = (await site.api.expect(200, site.api.get("/v1/webhooks"))).webhooks;
  assert.deepEqual([made.url, made.contract, made.events], [receiver.url, "stripe", ["*"]]);
  const alert = page.getByRole("alert").filter({ hasText: "The webhook is made" });
  const secret = await site.secretOf(made.id);
  await untilText(alert.getByLabel("the secret", { exact: true }), secret);

  await alert.getByRole("button", { name: "Send a test now" }).click();
  const result = page.getByRole("region", { name: "Result of the test" });
  await result.getByText(/answered 200 in \d/).waitFor();
  await result.getByText('{"taken":"<b>yes</b>"}').waitFor();
  const [request] = await receiver.until(1);
  const { headers, body } = request!;
  assert.ok(getContract("stripe").verify({ headers, body, secrets: secret, nowMs: Date.now() }).ok);
  await page.getByRole("row", { name: /test\.webhook/ }).waitFor();
  await expectAccessible(page);

  await alert.getByRole("button", { name: "Close" }).click();
  await alert.waitFor({ state: "hidden" });
});

browserTest("what is wrong is said beside the field that it is about", async (visitor) => {
  const { site } = await givenShop(visitor);
  const page = await visitor.visit(`/webhooks/new?site=${site.id}`);
  const url = page.getByRole("textbox", { name: "URL" });
  await url.fill("ftp://shop.example/");
  await page.getByRole("button", { name: "Headers of its own" }).click();
  await page.getByRole("button", { name: "Add a header" }).click();
  await page.getByRole("textbox", { name: "Name of header 1" }).fill("Content-Length");
  await page.getByRole("textbox", { name: "Value of header 1" }).fill("3");
  await page.getByRole("button", { name: "Make the webhook" }).click();
  await page.getByText("is set by Tabellary or belongs to HTTP itself").first().waitFor();
  const invalid = page.locator("[aria-invalid=true]");
  await page.getByRole("textbox", { name: "Name of header 1" }).and(invalid).waitFor();

  await page.getByRole("button", { name: "Remove header 1" }).click();
  await page.getByRole("button", { name: "Make the webhook" }).click();
  await page.getByText("must begin with https:// or http://").first().waitFor();
  await url.and(invalid).waitFor();
  await page.getByRole("button", { name: "Only some of these events" }).click();
  await page.getByRole("textbox", { name: "Filter" }).fill('{"path": "data.amount"');
  await page.getByText(/^It is no JSON: /).waitFor();
  await expectAccessible(page);
  assert.deepEqual((await site.api.get("/v1/webhooks")).body.webhooks, []);
});

browserTest("all that can be said of a webhook is changed, and what was hidden stays", async (visitor) => {
  const { site, receiver } = await givenShop(visitor);
  await site.api.expect(201, site.api.put("/v1/event-types/order.paid", {}));
  const headers = { Authorization: "Bearer one" };
  const { id } = await site.subscribe({ url: receiver.url, events: ["*"], description: "Old name", headers });
  const page = await visitor.visit(`/webhooks/${id}?tab=settings&site=${site.id}`);
  await heading(page, "Old name");
  await page.getByRole("textbox", { name: "Description" }).fill("New name");
  await page.getByRole("combobox", { name: "Events" }).click();
  await page.getByRole("option", { name: "order.paid" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Attempts, time limit, order" }).click();
  await page.getByRole("textbox", { name: "Attempts" }).fill("0, 5 min");
  await page.getByRole("textbox", { name: "Time limit in milliseconds" }).fill("2500");
  await page.getByRole("button", { name: "Only some of these events" }).click();
  await page.getByRole("textbox", { name: "Filter" }).fill('{"path": "data.amount", "gt": 100}');
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await heading(page, "New name");

  const changed = await site.webhook(id);
  assert.deepEqual(changed.events, ["order.paid"]);
  assert.deepEqual(changed.effective, { retry_schedule: [0, 300], timeout_ms: 2500, ordering: "none" });
  assert.deepEqual(changed.filter, { path: "data.amount", gt: 100 });
  await site.send("order.paid", { amount: 101 });
  const [request] = await receiver.until(1);
  assert.equal(request!.headers.authorization, "Bearer one");
  await expectAccessible(page);
  await expectFitsPhone(page);
});

browserTest("a secret is shown when it is asked for, and rotated in steps", async (visitor) => {
  const { site, receiver } = await givenShop(visitor);
  const { id, secret: first } = await site.subscribe({ url: receiver.url, events: ["*"], description: "Shop" });
  const page = await visitor.visit(`/webhooks/${id}?tab=settings&site=${site.id}`);
  const secret = page.getByLabel("the secret", { exact: true });
  assert.doesNotMatch(await secret.innerText(), /whsec/);
  await page.getByRole("button", { name: "Show the secret" }).click();
  await untilText(secret, first);
  await page.getByRole("button", { name: "Hide the secret" }).click();
  await page.getByRole("button", { name: "Show the secret" }).waitFor();
  await untilText(secret, /^•+$/);

  await page.getByText("for 24 hours after the change the old one goes on").waitFor();
  await page.getByRole("button", { name: "Prepare" }).click();
  const next = await untilText(page.getByLabel("the next secret", { exact: true }), /^whsec_/);
  await page.getByRole("button", { name: "Sign with the next secret" }).click();
  await page.getByText("The new secret signs from now on.").waitFor();
  assert.equal(await site.secretOf(id), next);
  await page.getByText("goes on in lists of signatures until").waitFor();
  await expectAccessible(page);
});

browserTest("a failing webhook says so, with what came last, and its log is narrowed", async (visitor) => {
  const { site, receiver } = await givenShop(visitor, 503);
  const wishes = { url: receiver.url, events: ["*"], description: "Partner", retry_schedule: [0] };
  const { id } = await site.subscribe(wishes);
  for (let i = 0; i < 5; i++) await site.send(i === 0 ? "user.created" : "order.paid", { i });
  await eventually(
    () => site.webhook(id),
    ({ health }) => health === "failing",
  );
  const page = await visitor.visit(`/webhooks/${id}?site=${site.id}`);
  const standing = page.getByRole("status").filter({ hasText: "It fails" });
  await standing.getByText("The receiver answered 503.").waitFor();
  await standing.getByText(/not taken, since /).waitFor();
  await expectAccessible(page);
  const rows = page.getByRole("table").getByRole("row");
  await rows.filter({ hasText: "user.created" }).waitFor();
  await page.getByRole("textbox", { name: "Event type" }).fill("order.paid");
  await rows.filter({ hasText: "user.created" }).waitFor({ state: "hidden" });
  await site.send("order.paid", { late: true });
  await rows.filter({ hasText: "order.paid" }).nth(4).waitFor();

  await untilCounted(site, id, 6);
  await page.getByRole("tab", { name: "Figures" }).click();
  await page.getByText(/6 failed/).waitFor();
  await settle(page);
  await expectAccessible(page);
  await expectFitsPhone(page);
});

browserTest("the receiver's code has this webhook's own contract in it", async (visitor) => {
  const { site, receiver } = await givenShop(visitor);
  const custom_contract = {
    signature: { header: "X-Shop-Signature", prefix: "v0=", signed: "{{timestamp}}:{{body}}" },
    timestamp: { header: "X-Shop-Time" },
  };
  const wishes = { url: receiver.url, events: ["*"], contract: "custom", custom_contract, description: "Own format" };
  const { id } = await site.subscribe(wishes);
  const page = await visitor.visit(`/webhooks/${id}?tab=set-up&site=${site.id}`);
  for (const language of ["Node, with our library", "Node", "Python", "Go", "PHP", "curl"]) {
    await page.getByRole("tab", { name: language, exact: true }).click();
    await page
      .getByRole("region", { name: /^(receiver|send)\./ })
      .getByText(/x-shop-signature/i)
      .waitFor();
    await page.getByRole("region", { name: "Command" }).waitFor();
  }
  await page.reload();
  await page.getByRole("tab", { name: "curl", selected: true }).waitFor();
  await expectAccessible(page);
  await expectFitsPhone(page);
});

browserTest("deleting asks first, says what will happen, and gives up what was owed", async (visitor) => {
  const { site, receiver } = await givenShop(visitor, 500);
  const { id } = await site.subscribe({ url: receiver.url, events: ["*"], description: "Partner" });
  await site.send("order.paid", {});
  await receiver.until(1);
  const page = await visitor.visit(`/webhooks/${id}?site=${site.id}`);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this webhook?" });
  await dialog.getByText("What it is still owed ends as cancelled").waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  assert.equal((await site.webhook(id)).id, id);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "This site sends nowhere yet" }).waitFor();
  assert.equal((await site.api.get(`/v1/webhooks/${id}`)).status, 404);
});
