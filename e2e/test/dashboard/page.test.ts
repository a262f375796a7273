/** What the hub's page is as a whole, whatever stands on it. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { browserTest } from "../../dashboard/browser-test.ts";
import { OTHER_HOST } from "../../dashboard/chromium.ts";
import { settle } from "../../dashboard/expect.ts";
import { FIRST_LOAD_BYTES_MAX, measureTransfer } from "../../dashboard/first-load.ts";
import { untilFocused } from "../../dashboard/focus.ts";
import { untilHolds } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { Site } from "../../harness/site.ts";

browserTest("the first load of the sign-in page and of the overview is less than 300 kB", async ({ t, visit }) => {
  const measured = async (path: string, key: { key?: null }, isThere: (page: Page) => Promise<void>) => {
    const page = await visit("/healthz", key);
    const { bytes, parts } = await measureTransfer(page, async () => {
      await page.goto(path);
      await isThere(page);
      await settle(page);
    });
    t.diagnostic(`${path}: ${bytes} bytes in ${parts.length} parts`);
    assert.ok(parts.some((part) => part.includes("/assets/")) && bytes > 20_000, parts.join("\n"));
    assert.ok(bytes < FIRST_LOAD_BYTES_MAX, `${path}: ${bytes} bytes\n${parts.join("\n")}`);
  };
  await measured("/sign-in", { key: null }, (page) => page.getByRole("button", { name: "Sign in" }).waitFor());
  await measured("/", {}, (page) => page.getByRole("heading", { level: 1 }).waitFor());
});

browserTest(
  "the page's policy keeps injected scripts from running",
  async ({ visit }) => {
    const page = await visit("/");
    await page.getByRole("heading", { level: 1 }).waitFor();
    const answer = await page.request.get("/", { headers: { accept: "text/html" } });
    assert.match(answer.headers()["content-security-policy"] ?? "", /script-src 'self'(?:;|$)/);
    const told = await page.evaluate(async () => {
      const violated = new Promise<string>((resolve) => {
        document.addEventListener("securitypolicyviolation", (event) => resolve(event.effectiveDirective), {
          once: true,
        });
      });
      document.body.insertAdjacentHTML("beforeend", '<img src="/assets/none.png" onerror="window.wasRun = true">');
      return [await violated, "wasRun" in window];
    });
    assert.deepEqual(told, ["script-src-attr", false]);
  },
  { expectTroubles: /Content Security Policy|none\.png/ },
);

browserTest("a payload full of markup is shown as text", async ({ t, hub, visit }) => {
  const receiver = await givenReceiver(t, () => ({ status: 500, body: "<script>document.title='answered'</script>" }));
  const site = await Site.of(hub.api, await defaultSite(hub.api));
  const markup = `<img src=x onerror="document.title='ran'"><script>document.title='ran'</script><h1>Owned</h1>`;
  const webhook = await site.subscribe({ url: receiver.url, events: ["*"], description: markup, retry_schedule: [0] });
  const event = await site.send("markup.sent", { text: markup, [markup]: 1 });
  const delivery = await site.deliveryIdOf(event.id);
  await site.untilDelivery(delivery, "failed");
  const page = await visit("/");
  for (const path of [
    `/webhooks/${webhook.id}`,
    `/events/${event.id}`,
    `/deliveries/${delivery}`,
    "/webhooks",
    "/events",
  ]) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await settle(page);
    assert.ok(!["ran", "answered"].includes(await page.title()), path);
    assert.equal(await page.getByRole("heading", { name: "Owned", exact: true }).count(), 0, path);
    assert.equal(await page.locator('img[src="x"]').count(), 0, path);
  }
  await page.goto(`/events/${event.id}`);
  await page.getByText("<h1>Owned</h1>", { exact: false }).first().waitFor();
});

browserTest("times are those of where they are looked at, with UTC on hover", async ({ hub, visit }) => {
  const site = await Site.of(hub.api, await defaultSite(hub.api));
  const { id } = await site.send("clock.struck", {});
  const { created_at } = await hub.api.expect(200, hub.api.get(`/v1/events/${id}`));
  const timeZone = "Asia/Kolkata";
  const page = await visit(`/events/${id}`, { timeZone });
  const time = page.locator("time").first();
  const title = `${new Date(created_at).toISOString()} (UTC)`;
  await untilHolds(async () => assert.equal(await time.getAttribute("title"), title));
  const local = new Intl.DateTimeFormat("en-US", { dateStyle: "medium", timeStyle: "medium", timeZone });
  // What separates the time from AM and PM depends on the version of the browser's tables.
  const plain = (text: string) => text.replaceAll(/\s+/g, " ");
  const shown = plain(local.format(new Date(created_at)));
  await untilHolds(async () => assert.equal(plain(await time.innerText()), shown));
});

browserTest(
  "a page that nobody sees follows nothing, and shows what it missed when it is seen again",
  async (visitor) => {
    const { hub, visit } = visitor;
    const site = await Site.of(hub.api, await defaultSite(hub.api));
    const page = await visit("/events");
    await page.getByText("following").waitFor();
    await see(page, "hidden");
    await page.getByText("following").waitFor({ state: "detached" });
    await site.send("unseen.sent", {});
    await see(page, "visible");
    await page.getByRole("link", { name: "unseen.sent" }).waitFor();
    await page.getByText("following").waitFor();
  },
);

browserTest("a page of what there is not keeps its heading, and says so", async ({ visit }) => {
  const page = await visit("/");
  for (const [heading, path] of [
    ["Webhook", "/webhooks/hook_0000000000000"],
    ["Event", "/events/evt_0000000000000"],
    ["Delivery", "/deliveries/del_0000000000000"],
    ["Source", "/sources/src_0000000000000"],
    ["Message", "/sources/src_0000000000000/messages/msg_0000000000000"],
  ] as const) {
    await page.goto(path);
    await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
    await page.getByRole("alert").getByText("not_found").waitFor();
  }
  await page.goto("/nowhere");
  await page.getByRole("heading", { level: 1, name: "There is no such page" }).waitFor();
});

/** As when somebody goes to another tab, or comes back. */
async function see(page: Page, state: "visible" | "hidden"): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, "visibilityState", { value: now, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}

browserTest(
  "another page of the same machine can do nothing with the cookie",
  async ({ t, hub, visit }) => {
    const mine = await visit("/");
    await mine.getByRole("heading", { level: 1 }).waitFor();
    const elsewhere = createServer((_, response) =>
      response.setHeader("content-type", "text/html").end("<h1>Elsewhere</h1>"),
    );
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    t.after(() => elsewhere.close());
    const page = await mine.context().newPage();
    await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    const tried = await page.evaluate(async (url) => {
      const outcome = (asked: Promise<Response>) =>
        asked.then(
          ({ type, status }) => `${type} ${status}`,
          () => "refused",
        );
      const credentials = "include" as const;
      const body = '{"name":"planted"}';
      return Promise.all([
        outcome(fetch(`${url}/v1/sites`, { credentials })),
        outcome(
          fetch(`${url}/v1/sites`, {
            credentials,
            method: "POST",
            body,
            headers: { "content-type": "application/json", "x-tabellary-request": "dashboard" },
          }),
        ),
        outcome(fetch(`${url}/v1/sites`, { credentials, method: "POST", body, mode: "no-cors" })),
      ]);
    }, hub.url);
    assert.deepEqual(tried, ["refused", "refused", "opaque 0"]);
    const { sites } = await hub.api.expect(200, hub.api.get("/v1/sites"));
    assert.ok(!sites.some(({ name }: { name: string }) => name === "planted"));
    await page.close();
  },
  { expectTroubles: /127\.0\.0\.1/ },
);

async function defaultSite(api: Site["api"]): Promise<string> {
  const { sites } = await api.expect(200, api.get("/v1/sites"));
  return sites.find(({ name }: { name: string }) => name === "default").id;
}

browserTest(
  "what is copied is copied too where the hub has another name and no TLS",
  async ({ t, hub, openSite, visit }) => {
    const app = await givenReceiver(t);
    const site = await openSite("generic");
    const { id } = await site.subscribe({ url: app.url, events: ["*"] });
    const secret = await site.secretOf(id);
    const event = await site.send("a.sent", { n: 1 });
    const delivery = await site.deliveryIdOf(event.id);
    await site.untilDelivery(delivery, "success");
    const page = await visit("/sign-in", { key: null, host: OTHER_HOST });
    await page.getByLabel("Key", { exact: true }).fill(hub.adminKey);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("button", { name: "Account" }).waitFor();
    assert.equal(await page.evaluate(() => "clipboard" in navigator), false, "a browser offers none here");
    await listenToCopying(page);

    await page.goto(`/webhooks/${id}?tab=settings&site=${site.id}`);
    await page.getByRole("button", { name: "Show the secret" }).click();
    const copy = page.getByRole("button", { name: "Copy the secret" });
    await copy.click();
    await untilHolds(async () => assert.equal(await copied(page), secret));
    // Who copies stays there.
    await untilFocused(copy);
    await page.goto(`/deliveries/${delivery}?site=${site.id}`);
    await Promise.all([
      // It is said for a moment.
      page.getByRole("button", { name: "Copied" }).waitFor(),
      page.getByRole("button", { name: "Copy as curl" }).click(),
    ]);
    await untilHolds(async () => assert.match(await copied(page), /^curl /));

    // A key is shown once, in a dialog: what cannot be copied there is lost.
    await page.goto("/settings/keys");
    await page.getByRole("button", { name: "New key" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New key" });
    await dialog.getByRole("textbox", { name: "Name" }).fill("copied");
    await dialog.getByRole("button", { name: "Make the key" }).click();
    const made = page.getByRole("dialog", { name: "The key is made" });
    await made.getByRole("button", { name: "Copy the token" }).click();
    const token = await made.getByLabel("the token", { exact: true }).innerText();
    await untilHolds(async () => assert.equal(await copied(page), token));

    await page.evaluate(() => Object.defineProperty(document, "execCommand", { value: () => false }));
    await made.getByRole("button", { name: "Copy the token" }).click();
    await page.getByRole("alert").getByText("Select the text, and copy it.").waitFor();
  },
  // A browser's word of its own, wherever there is no TLS.
  { expectTroubles: /Cross-Origin-Opener-Policy header has been ignored/ },
);

/** What goes to the clipboard, which nobody may read here. */
async function listenToCopying(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener("copy", () => {
      const field = document.activeElement as HTMLTextAreaElement;
      Object.assign(window, { copied: field.value.slice(field.selectionStart, field.selectionEnd) });
    });
  });
}

const copied = (page: Page) => page.evaluate(() => (window as unknown as { copied: string }).copied);
