/** The pages on which a site, its keys and its event types are set, and what they set holds. */
import assert from "node:assert/strict";
import { getContract } from "@tabellary/contracts";
import type { Page } from "playwright-core";
import { browserTest } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone } from "../../dashboard/expect.ts";
import { flip } from "../../dashboard/flip.ts";
import { eventually, untilHolds } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";

const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const dialogOf = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });

browserTest(
  "a webhook is set up as PixelPatrol's page walks it, and its events verify",
  async ({ t, openSite, visit }) => {
    const app = await givenReceiver(t);
    const site = await openSite("pixelpatrol");
    const page = await visit(`/settings?site=${site.id}`);
    await page.getByRole("textbox", { name: /^Webhook URL/ }).fill(app.url);
    await page.getByRole("button", { name: "Generate" }).click();
    const secret = await untilHolds(async () => {
      const made = await page.getByRole("textbox", { name: "Secret" }).inputValue();
      assert.ok(made.length > 32, made);
      return made;
    });
    await page.getByRole("checkbox", { name: "media.created" }).uncheck();
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("The webhook is set up.").waitFor();
    const { webhooks } = await site.api.expect(200, site.api.get("/v1/webhooks"));
    const [{ id, url, events, contract, active }] = webhooks;
    assert.deepEqual(
      [webhooks.length, url, events, contract, active],
      [1, app.url, ["media.moderated"], "pixelpatrol", true],
    );
    assert.equal(await site.secretOf(id), secret);

    await page.getByRole("button", { name: "Send a test" }).click();
    const result = page.getByRole("region", { name: "Result of the test" });
    await result.getByText(/answered 200/).waitFor();
    await app.until(1);
    const { headers, body, at, json } = app.received[0]!;
    assert.equal(json.event, "test.webhook");
    const verified = getContract("pixelpatrol").verify({ headers, body, secrets: secret, nowMs: at });
    assert.ok(verified.ok, JSON.stringify(verified));
    await page.getByRole("button", { name: "Show the secret" }).click();
    await page.getByText(secret, { exact: true }).waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);
  },
);

browserTest("the webhook that is there is changed, not made again", async ({ t, openSite, visit }) => {
  const app = await givenReceiver(t, () => ({ status: 500 }));
  const site = await openSite("pixelpatrol");
  const made = await site.subscribe({ url: app.url, events: ["media.moderated", "comment.*"], retry_schedule: [0] });
  await site.subscribe({ url: "http://127.0.0.1:9/other", events: ["*"], contract: "standard" });
  const page = await visit(`/settings?site=${site.id}`);
  await page.getByRole("checkbox", { name: "comment.*" }).waitFor();
  await page.getByRole("checkbox", { name: "media.created" }).check();
  await page.getByRole("textbox", { name: "Another secret" }).fill("the-next-secret-of-ours");
  await flip(page.getByRole("switch", { name: "Active" }));
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  const { events, active, retry_schedule } = await site.webhook(made.id);
  assert.deepEqual([...events].sort(), ["comment.*", "media.created", "media.moderated"]);
  assert.deepEqual([active, retry_schedule], [false, [0]], "what the form does not show stays");
  assert.equal(await site.secretOf(made.id), "the-next-secret-of-ours");
  const { webhooks } = await site.api.expect(200, site.api.get("/v1/webhooks"));
  assert.equal(webhooks.length, 2);

  await flip(page.getByRole("switch", { name: "Active" }));
  await page.getByRole("textbox", { name: /^Webhook URL/ }).fill("ftp://example.com");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("It was not saved").waitFor();
  await page.getByRole("textbox", { name: /^Webhook URL/ }).fill(app.url);
  await page.getByRole("button", { name: "Save" }).click();
  await eventually(
    () => site.webhook(made.id),
    (webhook) => webhook.active,
  );
  await page.getByText("It was not saved").waitFor({ state: "hidden" });
  await page.getByRole("button", { name: "Send a test" }).click();
  const result = page.getByRole("region", { name: "Result of the test" });
  await result.getByText("failed").waitFor();
  await result.getByText("The receiver answered 500.").waitFor();
});

browserTest("an event type is registered, its schema tried on an example, and held to", async ({ openSite, visit }) => {
  const site = await openSite("generic");
  const page = await visit(`/settings/event-types?site=${site.id}`);
  await page.getByRole("heading", { name: "No event type is registered" }).waitFor();
  await page.getByRole("button", { name: "New event type" }).first().click();
  const dialog = dialogOf(page, "New event type");
  await dialog.getByRole("textbox", { name: "Name" }).fill("order.paid");
  await dialog.getByRole("textbox", { name: "Description" }).fill("Money came");
  await dialog.getByRole("button", { name: "Register" }).click();
  await heading(page, "order.paid").waitFor();

  const schema = page.getByRole("textbox", { name: "JSON Schema" });
  const example = page.getByRole("textbox", { name: "Try an example" });
  await schema.fill('{"type": "object", "required": ["total"]');
  await page.getByText(/It is no JSON/).waitFor();
  await untilHolds(async () => assert.equal(await page.getByRole("button", { name: "Save" }).isDisabled(), true));
  await schema.fill('{"type": "nothing"}');
  await page.getByRole("button", { name: "Save" }).click();
  await page
    .getByText(/is no JSON Schema that can be used/)
    .first()
    .waitFor();
  await expectAccessible(page);
  await schema.fill('{"type": "object", "required": ["total"], "properties": {"total": {"type": "integer"}}}');
  await example.fill('{"total": "4200"}');
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByText("It would be refused").waitFor();
  await page.getByText("/data/total").waitFor();
  await example.fill('{"total": 4200}');
  await page.getByRole("button", { name: "Try" }).click();
  await page.getByText("It would be taken").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved. Events are held to it from now on.").waitFor();
  const refused = await site.api.post("/v1/events", { type: "order.paid", data: { total: "4200" } });
  assert.equal(refused.body.code, "schema_violation");
  await expectFitsPhone(page);

  await page.getByRole("button", { name: "Delete" }).click();
  await dialogOf(page, "Delete this event type?").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("heading", { name: "No event type is registered" }).waitFor();
  assert.equal((await site.api.post("/v1/events", { type: "order.paid", data: { total: "4200" } })).status, 202);
});

browserTest("a site is made, changed, and deleted once its name is typed", async ({ hub, visit }) => {
  const page = await visit("/settings/sites");
  await page.getByRole("button", { name: "New site" }).click();
  const made = dialogOf(page, "New site");
  await made.getByRole("textbox", { name: "Name" }).fill("blog");
  await made.getByRole("combobox", { name: "Contract" }).click();
  await page.getByRole("option", { name: "Standard Webhooks" }).click();
  await made.getByRole("button", { name: "Make the site" }).click();
  const row = page.getByRole("row", { name: /blog/ });
  await row.getByText("standard").waitFor();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Change blog" }).click();
  const changed = dialogOf(page, "Change blog");
  await changed.getByRole("textbox", { name: "Name" }).fill("default");
  await changed.getByRole("button", { name: "Save" }).click();
  await changed.getByText("It was not saved").waitFor();
  await changed.getByRole("textbox", { name: "Name" }).fill("journal");
  await changed.getByRole("button", { name: "Save" }).click();
  await page.getByRole("row", { name: /journal/ }).waitFor();
  const sites = async () => (await hub.api.expect(200, hub.api.get("/v1/sites"))).sites;
  const journal = (await sites()).find(({ name }: { name: string }) => name === "journal");
  assert.equal(journal.contract, "standard");
  assert.equal(await page.getByRole("button", { name: "Delete default" }).count(), 0, "the hub's own stay");

  await page.goto(`/settings/sites?site=${journal.id}`);
  await page.getByRole("button", { name: "Delete journal" }).click();
  const asked = dialogOf(page, "Delete journal?");
  await asked.getByRole("button", { name: "Delete the site" }).click();
  await asked.getByText("This is not its name.").waitFor();
  assert.ok((await sites()).some(({ id }: { id: string }) => id === journal.id));
  await asked.getByRole("textbox").fill("journal");
  await asked.getByRole("button", { name: "Delete the site" }).click();
  await page.getByText("The site journal is deleted.").waitFor();
  await eventually(sites, (left) => !left.some(({ id }: { id: string }) => id === journal.id));
  await page.waitForURL((url) => !url.href.includes(journal.id));
  await expectFitsPhone(page);
});

browserTest("a key is made with its scopes, shown once, and revoked", async ({ hub, openSite, visit }) => {
  const site = await openSite("generic");
  const page = await visit(`/settings/keys?site=${site.id}`);
  await page.getByRole("button", { name: "New key" }).first().click();
  const dialog = dialogOf(page, "New key");
  await dialog.getByRole("textbox", { name: "Name" }).fill("the shop's server");
  await dialog.getByRole("button", { name: "Sends events" }).click();
  await dialog.getByRole("checkbox", { name: "Events: read" }).check();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Make the key" }).click();
  const done = dialogOf(page, "The key is made");
  const token = await done.getByLabel("the token", { exact: true }).innerText();
  const key = hub.api.as(token);
  assert.equal((await key.post("/v1/events", { type: "a.b", data: {} })).status, 202);
  assert.equal((await key.get("/v1/webhooks")).status, 403);
  const { site: own } = await key.expect(200, key.get("/v1/session"));
  assert.equal(own.id, site.id, "it is of the site that is looked at");
  await done.getByRole("button", { name: "I have copied it" }).click();
  const row = page.getByRole("row", { name: /the shop's server/ });
  await row.getByText("events:write, events:read").waitFor();
  await page.getByText(token).waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Revoke the shop's server" }).click();
  await dialogOf(page, /Revoke/)
    .getByRole("button", { name: "Revoke" })
    .click();
  await page.getByText("The key the shop's server is revoked.").waitFor();
  await row.waitFor({ state: "hidden" });
  assert.equal((await key.get("/v1/session")).status, 401);
  await expectFitsPhone(page);
});

browserTest(
  "the hub says what it is, and a site's key is shown no more than that",
  async ({ hub, openSite, visit }) => {
    const page = await visit("/settings/hub");
    await page.getByText(/^SQLite 3\./).waitFor();
    await page.getByText("one; more need PostgreSQL").waitFor();
    await page.getByText("30 days").waitFor();
    await page.getByText("TABELLARY_RETENTION_DAYS").waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);

    const site = await openSite("generic");
    const { token } = await hub.api.expect(201, hub.api.post("/v1/keys", { name: "shop", site_id: site.id }));
    const theirs = await visit("/settings/hub", { key: token });
    const sections = theirs.getByRole("navigation", { name: "Settings" }).getByRole("link");
    await theirs.getByText(/^SQLite 3\./).waitFor();
    const theirOwn = ["Webhook", "Event types", "This hub"];
    await untilHolds(async () => assert.deepEqual(await sections.allInnerTexts(), theirOwn));
    await theirs.goto("/settings/keys");
    await theirs.getByText("The keys could not be read").waitFor();
  },
);
