import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone } from "../../dashboard/expect.ts";
import { untilFocused } from "../../dashboard/focus.ts";
import { untilHolds } from "../../harness/eventually.ts";

async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel("Key", { exact: true }).fill(key);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const isSignedIn = (page: Page) => page.getByRole("button", { name: "Account" }).waitFor();

browserTest("a key signs in to the page that was asked for, and the browser keeps no key", async ({ hub, visit }) => {
  const page = await visit("/webhooks", { key: null });
  await page.waitForURL("**/sign-in?*");
  await signIn(page, hub.adminKey);
  await isSignedIn(page);
  await page.waitForURL(({ pathname }) => pathname === "/webhooks");
  const kept = await page.evaluate(() => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }]));
  assert.ok(!kept.includes(hub.adminKey) && !kept.includes("tabellary_session"), kept);
  const [cookie] = await page.context().cookies();
  assert.deepEqual([cookie?.name, cookie?.httpOnly, cookie?.sameSite], ["tabellary_session", true, "Strict"]);
  assert.ok(!cookie?.value.includes(hub.adminKey));
});

browserTest("a wrong key is told at the field, and the right one is taken after it", async ({ hub, visit }) => {
  const page = await visit("/sign-in", { key: null });
  await signIn(page, "not-the-key-of-anybody");
  await page.getByText("does not know this key").waitFor();
  await signIn(page, hub.adminKey);
  await isSignedIn(page);
});

browserTest("the sign-in page is accessible in light and dark, and fits a phone", async ({ visit }) => {
  const page = await visit("/sign-in", { key: null });
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await expectAccessible(page);
  await expectFitsPhone(page);
});

browserTest("a site's key sees its own site and no other", async ({ openSite, visit }) => {
  const ours = await openSite("generic", "Ours");
  await openSite("generic", "Theirs");
  const page = await visit("/", { key: ours.api.key });
  await isSignedIn(page);
  const picker = page.getByRole("combobox", { name: "Site" }).or(page.getByRole("textbox", { name: "Site" }));
  await untilHolds(async () => assert.equal(await picker.inputValue(), "Ours"));
  assert.equal(await page.getByText("Theirs").count(), 0);
  const status = await page.evaluate(async () => (await fetch("/v1/sites")).status);
  assert.equal(status, 403);
});

browserTest("revoking a key ends what it has open: the next step asks for a key again", async ({ hub, visit }) => {
  const key = await hub.api.expect(201, hub.api.post("/v1/keys", { name: "leaked", admin: true }));
  const page = await visit("/", { key: key.token });
  await isSignedIn(page);
  await hub.api.expect(204, hub.api.delete(`/v1/keys/${key.id}`));
  await page.reload();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
});

browserTest(
  "a page that is open when its key is revoked asks for one, and goes on where it was",
  async ({ hub, visit }) => {
    const key = await hub.api.expect(201, hub.api.post("/v1/keys", { name: "leaked", admin: true }));
    const page = await visit("/events?type=a.sent", { key: key.token });
    await page.getByText("following").waitFor();
    await hub.api.expect(204, hub.api.delete(`/v1/keys/${key.id}`));
    await signIn(page, hub.adminKey);
    await page.getByRole("heading", { level: 1, name: "Events" }).waitFor();
    await page.waitForURL(/\/events\?type=a\.sent$/);
  },
);

browserTest("signing out asks for a key again, also at the page that was open", async ({ visit }) => {
  const page = await visit("/webhooks");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  await untilHolds(async () => assert.deepEqual(await page.context().cookies(), []));
  await page.goto("/webhooks");
  await page.getByRole("button", { name: "Sign in" }).waitFor();
});

browserTest("signing in works by keyboard alone", async ({ hub, visit }) => {
  const page = await visit("/sign-in", { key: null });
  await untilFocused(page.getByLabel("Key", { exact: true }));
  await page.keyboard.type(hub.adminKey);
  await page.keyboard.press("Enter");
  await isSignedIn(page);
});
