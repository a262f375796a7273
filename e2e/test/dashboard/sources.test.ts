/** The pages on which a platform is set up, and what it sent is looked at. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Page } from "playwright-core";
import { browserTest, browserTestAt, type Visitor } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone, settle } from "../../dashboard/expect.ts";
import { untilFocused } from "../../dashboard/focus.ts";
import { eventually, untilHolds } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { hexHmac } from "../../harness/hmac.ts";
import { HubProcess } from "../../harness/hub.ts";
import { Source } from "../../harness/source.ts";
import { GitHub, issueComment } from "../../platforms/github.ts";
import { givenInternet, type Internet, PUBLIC_URL } from "../../platforms/internet.ts";

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const messagesOf = (page: Page) => page.getByRole("region", { name: "Messages" }).getByRole("row");

/** As the sender of a source `generic` does it. */
async function tell(hub: HubProcess, url: string, body: string, secret: string): Promise<number> {
  const path = new URL(url).pathname;
  const headers = { "content-type": "application/json", "x-webhook-signature": hexHmac(secret, body) };
  return (await fetch(hub.url + path, { method: "POST", headers, body })).status;
}

const order = (id: string) => JSON.stringify({ id, type: "order.paid", data: { total: 4_200, note: "<b>bold</b>" } });

browserTest(
  "a source is made step by step, and the page waits for its first message",
  async ({ t, hub, openSite, visit }) => {
    const app = await givenReceiver(t);
    const site = await openSite("generic");
    await site.subscribe({ url: app.url, events: ["generic.*"] });
    const page = await visit(`/sources?site=${site.id}`);
    await page.getByRole("heading", { name: "Nothing sends to this site yet" }).waitFor();
    await page.getByRole("link", { name: "New source" }).first().click();
    await page.getByRole("textbox", { name: "Find a platform" }).fill("hmac");
    await page.getByRole("button", { name: /^Generic HMAC/ }).click();
    await heading(page, "New source: Generic HMAC").waitFor();

    await page.getByRole("button", { name: "Make the source" }).click();
    await page
      .getByText(/is required by Generic HMAC/)
      .first()
      .waitFor();
    await page.getByRole("textbox", { name: "Name" }).fill("the shop");
    await page.getByRole("button", { name: "Make one up" }).click();
    await page.getByRole("button", { name: "Make the source" }).click();

    await heading(page, "the shop").waitFor();
    await page.getByText("Platforms cannot reach this hub yet").waitFor();
    await page.getByText(/Waiting for Generic HMAC's first request/).waitFor();
    const { sources } = await site.api.expect(200, site.api.get("/v1/sources"));
    const [made] = sources;
    await page.getByRole("row", { name: /^URL/ }).getByText(made.ingress_url).waitFor();
    const row = page.getByRole("row", { name: /^Secret/ });
    await row.getByRole("button", { name: "Show the secret" }).click();
    const secret = await untilHolds(async () => {
      const shown = await row.getByLabel("the secret", { exact: true }).innerText();
      assert.match(shown, /^[0-9a-f]{64}$/);
      return shown;
    });
    assert.equal(made.secrets.secret[0], `${secret.slice(0, 4)}…`, "it is the one that the hub has");

    assert.equal(await tell(hub, made.ingress_url, order("evt_1"), secret), 200);
    await page.getByText("accepted").waitFor();
    await page.getByText("Done: The platform's first message").waitFor();
    await app.until(1);
    assert.equal(app.received[0]!.json.type, "generic.order.paid");
    await page.reload();
    await row.getByRole("button", { name: "Show the secret" }).click();
    await row.getByText(secret).waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);
  },
);

browserTest(
  "messages are listed with their verdicts, and one is shown as it came",
  async ({ hub, openSite, visit }) => {
    const site = await openSite("generic");
    const source = await Source.open(site, {
      platform: "generic",
      name: "the shop",
      secrets: { secret: "of-the-shop" },
    });
    assert.equal(await tell(hub, source.url, order("evt_1"), "of-the-shop"), 200);
    assert.equal(await tell(hub, source.url, order("evt_1"), "of-the-shop"), 200);
    assert.equal(await tell(hub, source.url, order("evt_2"), "of-a-stranger"), 401);
    await source.untilMessages(3);

    const page = await visit(`/sources?site=${site.id}`);
    const inList = page.getByRole("list", { name: "Sources" }).getByRole("link", { name: /the shop/ });
    const said = /rejecting[\s\S]*The last message was rejected\. The secret here/;
    await untilHolds(async () => assert.match(await inList.innerText(), said));
    await inList.click();
    await heading(page, "the shop").waitFor();
    await untilHolds(async () => {
      const [, newest, before, ...others] = await messagesOf(page).allInnerTexts();
      assert.match(newest!, /rejected\s+signature mismatch/);
      assert.match(before!, /duplicate/);
      assert.equal(others.length, 1);
    });
    await page.getByRole("combobox", { name: "Verdict" }).click();
    await page.getByRole("option", { name: "rejected" }).click();
    await page.waitForURL(/verdict=rejected/);
    await untilHolds(async () => assert.equal(await messagesOf(page).count(), 2));
    await expectAccessible(page);
    await expectFitsPhone(page);

    await messagesOf(page).nth(1).getByRole("link").click();
    await heading(page, "Message").waitFor();
    await page.getByText("signature_mismatch").waitFor();
    await page.getByText(/Copy it once more, without spaces around it/).waitFor();
    await page.getByText(order("evt_2"), { exact: true }).waitFor();
    await page.getByText(/x-webhook-signature: [0-9a-f]{64}/).waitFor();
    await page.getByText("laid out").click();
    await page.getByText(/"total": 4200,\n/).waitFor();
    assert.equal(await page.locator("b").filter({ hasText: "bold" }).count(), 0, "a body is text");
    await expectAccessible(page);
    await expectFitsPhone(page);
  },
);

browserTest("a message is found by its id alone, and from the event that it made", async ({ hub, openSite, visit }) => {
  const site = await openSite("generic");
  const source = await Source.open(site, { platform: "generic", name: "the shop", secrets: { secret: "of-the-shop" } });
  assert.equal(await tell(hub, source.url, order("evt_1"), "of-the-shop"), 200);
  await source.untilMessages(1);
  const { events } = await eventually(
    () => site.api.expect(200, site.api.get("/v1/events")),
    ({ events: all }) => all.length === 1,
  );
  const [{ id, message_id: messageId }] = events;
  const page = await visit(`/events?site=${site.id}`);
  const field = page.getByRole("textbox", { name: "Go to id" });
  await field.fill("msg_0000000000000");
  await page.getByText("There is no such thing in this site").waitFor();
  await field.fill(messageId);
  await heading(page, "Message").waitFor();
  await page.goto(`/events/${id}?site=${site.id}`);
  await page.getByRole("link", { name: messageId }).click();
  await heading(page, "Message").waitFor();
});

browserTest(
  "what was rejected for a wrong secret is replayed once that is right",
  async ({ t, hub, openSite, visit }) => {
    const app = await givenReceiver(t);
    const site = await openSite("generic");
    await site.subscribe({ url: app.url, events: ["*"] });
    const source = await Source.open(site, { platform: "generic", secrets: { secret: "mistyped" } });
    await tell(hub, source.url, order("evt_1"), "of-the-shop");
    const [rejected] = await source.untilMessages(1);

    const page = await visit(`/sources/${source.id}?tab=settings&site=${site.id}`);
    await page.getByRole("textbox", { name: /^secret/ }).fill("of-the-shop");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();
    await page.goto(`/sources/${source.id}/messages/${rejected.id}?site=${site.id}`);
    await page.getByRole("button", { name: "Replay" }).click();
    const dialog = page.getByRole("dialog", { name: "Read it once more?" });
    await dialog.getByRole("button", { name: "Replay" }).click();
    await dialog.getByText("It is accepted").waitFor();
    await app.until(1);
    assert.equal(app.received[0]!.json.type, "generic.order.paid");

    // A range leaves out what is there already, unless it is asked for anew.
    await page.goto(`/sources/${source.id}?site=${site.id}`);
    assert.equal(await tell(hub, source.url, order("evt_2"), "of-the-shop"), 200);
    await app.until(2);
    await page.getByRole("button", { name: "Replay many" }).click();
    const many = page.getByRole("dialog", { name: "Replay messages of a time" });
    await many.getByRole("button", { name: "Replay" }).click();
    await many.getByText(/1 messages read: 0 new events, 1 were there before/).waitFor();
    await many.getByRole("checkbox", { name: /Make their events anew/ }).check();
    await many.getByRole("button", { name: "Replay" }).click();
    await many.getByText(/1 messages read: 1 new events/).waitFor();
    await app.until(3);
  },
);

browserTest("a sample tells what became of it, and a paused source takes none", async ({ t, openSite, visit }) => {
  const app = await givenReceiver(t);
  const site = await openSite("generic");
  await site.subscribe({ url: app.url, events: ["*"] });
  const source = await Source.open(site, {
    platform: "standard",
    secrets: { secret: "whsec_c2FtcGxlLXNlY3JldC1vZi0yNGJ5dGVz" },
  });
  const page = await visit(`/sources/${source.id}?site=${site.id}`);
  await page.getByRole("button", { name: "Send a sample" }).click();
  await page.getByText("The sample came through").waitFor();
  await app.until(1);
  await page.getByRole("link", { name: "The event and its deliveries" }).waitFor();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("It is switched off").waitFor();
  await untilHolds(async () => assert.equal((await source.get()).active, false));
  await page.getByRole("button", { name: "Send a sample" }).click();
  await page.getByText("The sample did not make an event").waitFor();
  await page.getByRole("button", { name: "Resume" }).click();
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await untilHolds(async () => assert.equal((await source.get()).active, true));
});

browserTest("the address is changed, and the source deleted, after a question", async ({ hub, openSite, visit }) => {
  const site = await openSite("generic");
  const source = await Source.open(site, { platform: "generic", name: "the shop", secrets: { secret: "of-the-shop" } });
  const page = await visit(`/sources/${source.id}?site=${site.id}`);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Change the address" }).click();
  const asked = page.getByRole("dialog", { name: "Change the address?" });
  await asked.getByRole("textbox", { name: /Hours/ }).fill("1");
  await asked.getByRole("button", { name: "Change it" }).click();
  await page.getByText(/The one before is taken until/).waitFor();
  const { ingress_url } = await source.get();
  assert.notEqual(ingress_url, source.url);
  await page.getByText(ingress_url, { exact: true }).first().waitFor();
  assert.equal(await tell(hub, source.url, order("evt_1"), "of-the-shop"), 200, "the old one is taken too");

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("dialog", { name: "Delete this source?" }).getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "Nothing sends to this site yet" }).waitFor();
  assert.equal(await tell(hub, ingress_url, order("evt_2"), "of-the-shop"), 404);
});

async function givenGithub(t: TestContext): Promise<{ github: GitHub; internet: Internet; hub: HubProcess }> {
  const github = new GitHub();
  const internet = await givenInternet(t, github);
  const hub = await HubProcess.start({ env: internet.env });
  t.after(() => hub.stop());
  internet.hubUrl = hub.url;
  return { github, internet, hub };
}

let github: GitHub;
async function openGithub(t: TestContext): Promise<HubProcess> {
  const given = await givenGithub(t);
  github = given.github;
  return given.hub;
}

browserTestAt(openGithub, "a platform with an API is registered, listed and ended from the page", registers);

async function registers({ openSite, visit }: Visitor): Promise<void> {
  const { accessToken, repository } = github;
  const site = await openSite("generic");
  const source = await Source.open(site, { platform: "github", name: "Website", secrets: { secret: "octo-secret" } });
  const page = await visit(`/sources/${source.id}?tab=set-up&site=${site.id}`);
  await page
    .getByRole("row", { name: /^Payload URL/ })
    .getByText(`${PUBLIC_URL}/in/`)
    .waitFor();
  await settle(page);
  assert.equal(await page.getByText("Platforms cannot reach this hub yet").count(), 0);
  await page.getByText(/To let the hub register the address itself”: accessToken, repository/).waitFor();

  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "To let the hub register the address itself" }).click();
  await page.getByRole("textbox", { name: "accessToken" }).fill(accessToken);
  await page.getByRole("textbox", { name: "repository" }).fill(repository);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  await page.getByRole("tab", { name: "Set up" }).click();
  await page.getByRole("textbox", { name: "events" }).fill("issue_comment, push");
  await page.getByRole("button", { name: "Register at GitHub" }).click();
  const listed = page.getByRole("region", { name: "Registrations" });
  await listed.getByText("made from here").waitFor();
  await listed.getByText("sends here").waitFor();
  const [hook] = github.hooks.values();
  assert.deepEqual([hook!.url, hook!.events, hook!.secret], [source.url, ["issue_comment", "push"], "octo-secret"]);

  await github.tell("issue_comment", issueComment(1, "Hello"));
  await page.getByText("Done: The platform's first message").waitFor();
  await expectAccessible(page);
  await expectFitsPhone(page);
  await listed.getByRole("button", { name: /^End/ }).click();
  await page.getByRole("dialog", { name: "End this registration?" }).getByRole("button", { name: "End it" }).click();
  await listed.getByText("Nothing is registered at GitHub with these credentials.").waitFor();
  assert.equal(github.hooks.size, 0);
}

browserTest(
  "a key that may only read sees sources, and is told what it may not do",
  async ({ hub, openSite, visit }) => {
    const site = await openSite("generic");
    const source = await Source.open(site, {
      platform: "generic",
      name: "the shop",
      secrets: { secret: "of-the-shop" },
    });
    const wishes = { name: "looker", site_id: site.id, scopes: ["sources:read"] };
    const { token } = await hub.api.expect(201, hub.api.post("/v1/keys", wishes));
    const page = await visit(`/sources/${source.id}`, { key: token });
    await heading(page, "the shop").waitFor();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByText("It could not be switched").waitFor();
    await page
      .getByText(/sources:write/)
      .first()
      .waitFor();
    assert.equal((await source.get()).active, true);
  },
);

browserTest("the list leads to a source by the keyboard alone", async ({ openSite, visit }) => {
  const site = await openSite("generic");
  await Source.open(site, { platform: "generic", name: "the shop", secrets: { secret: "of-the-shop" } });
  const page = await visit(`/sources?site=${site.id}`);
  const link = page.getByRole("list", { name: "Sources" }).getByRole("link");
  await link.waitFor();
  await page.getByRole("main").getByRole("link", { name: "New source" }).focus();
  await page.keyboard.press("Tab");
  await untilFocused(link);
  await page.keyboard.press("Enter");
  await heading(page, "the shop").waitFor();
});
