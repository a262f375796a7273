import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone, PHONE, settle } from "../../dashboard/expect.ts";
import { untilFocused } from "../../dashboard/focus.ts";
import { comment, flag, givenModerated, openComments, review } from "../../dashboard/moderated.ts";
import { eventually, untilHolds } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { media, submit, untilMedia } from "../../harness/moderation.ts";

/** The smallest PNG: one pixel. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

const rows = (page: Page) => page.getByRole("list", { name: "The queue" }).getByRole("listitem");
const chosen = (page: Page) => page.locator("button[aria-current=true]");
const isChosen = (page: Page, text: string) => chosen(page).filter({ hasText: text }).waitFor();
const untilRows = (page: Page, count: number) => untilHolds(async () => assert.equal(await rows(page).count(), count));
const pressAtOnce = (page: Page, ...keys: string[]) =>
  page.evaluate((pressed) => {
    for (const key of pressed) {
      const of = { key, code: `Key${key.toUpperCase()}`, bubbles: true, cancelable: true };
      document.body.dispatchEvent(new KeyboardEvent("keydown", of));
    }
  }, keys);
const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });

browserTest("a queue is worked through from the keyboard alone, and webhooks are told who decided", async (visitor) => {
  const { t, visit } = visitor;
  const site = await givenModerated(visitor);
  const receiver = await givenReceiver(t);
  await site.subscribe({ url: receiver.url, events: ["media.moderated"] });
  const texts = ["First flumph", "Second flumph", "Third flumph", "Fourth flumph"];
  const [first, second, third, fourth] = (await flag(site, texts)) as [string, string, string, string];
  const page = await visit(`/moderation?site=${site.id}`);
  await isChosen(page, "First flumph");
  await untilRows(page, 4);

  await page.keyboard.press("j");
  await isChosen(page, "Second flumph");
  await untilFocused(chosen(page).filter({ hasText: "Second" }));
  await page.keyboard.press("k");
  await isChosen(page, "First flumph");
  await page.keyboard.press("a");
  await isChosen(page, "Second flumph");
  await page.getByText("Approved First flumph").waitFor();
  const approved = await untilMedia(site, first, ({ status }) => status === "approved");
  assert.equal(approved.decisions.at(-1).actor, "admin");

  await page.keyboard.press("c");
  await page.getByText("taken by admin").waitFor();
  assert.equal((await review(site, second)).assignee, "admin");
  await page.keyboard.press("n");
  await untilFocused(dialog(page, "A note for other reviewers").getByRole("textbox", { name: "Note" }));
  // Letters that decide outside of a field are letters in it.
  await page.keyboard.type("a rare joke");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("region", { name: "Notes" }).getByText("a rare joke").waitFor();
  assert.equal((await media(site, second)).status, "flagged");
  await page.keyboard.press("e");
  await page.getByText("escalated", { exact: true }).first().waitFor();
  await eventually(
    () => review(site, second),
    ({ is_escalated, assignee }) => is_escalated && assignee === null,
  );
  await page.keyboard.press("w");
  await untilFocused(dialog(page, "Decide with a reason").getByRole("textbox", { name: "Reason" }));
  await page.keyboard.type("Told off before");
  await page.keyboard.press("Control+Enter");
  const rejected = await untilMedia(site, second, ({ status }) => status === "rejected");
  assert.equal(rejected.decisions.at(-1).reason, "Told off before");

  await isChosen(page, "Third flumph");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await isChosen(page, "Fourth flumph");
  await page.keyboard.press("x");
  await page.getByText("2 selected").waitFor();
  await page.keyboard.press("r");
  // Whoever types on before the dialog has the focus decides nothing by it.
  await page.keyboard.press("a");
  await untilFocused(dialog(page, "Reject 2 selected items?").getByRole("textbox", { name: /^Reason/ }));
  await page.keyboard.press("Control+a");
  await page.keyboard.type("All the same");
  await page.keyboard.press("Control+Enter");
  for (const id of [third, fourth]) {
    const { decisions } = await untilMedia(site, id, ({ status }) => status === "rejected");
    assert.equal(decisions.at(-1).reason, "All the same");
  }
  await page.getByRole("heading", { name: "Nothing waits for a person" }).waitFor();
  await page.keyboard.press("Shift+?");
  await dialog(page, "Keys").getByText("Approve (what is selected, or this item)").waitFor();
  await expectAccessible(page);
  await page.keyboard.press("Escape");

  const told = (await receiver.until(8)).map(({ json }) => json.data).filter(({ moderator }) => moderator !== "system");
  assert.deepEqual(
    told.map(({ media_id, status }) => [media_id, status]).sort(),
    [
      [first, "approved"],
      [second, "rejected"],
      [third, "rejected"],
      [fourth, "rejected"],
    ].sort(),
  );
});

browserTest(
  "a key that is pressed before the next item is there decides neither; the first stays when another decides it",
  async ({ openSite, visit }) => {
    const site = await givenModerated({ openSite });
    const texts = ["First flumph", "Second flumph", "Third flumph"];
    const [first, second, third] = (await flag(site, texts)) as [string, string, string];
    const page = await visit(`/moderation?site=${site.id}`);
    await isChosen(page, "First flumph");
    await untilRows(page, 3);
    // In one go: nothing is drawn between them.
    await pressAtOnce(page, "j", "a", "j", "r");
    await isChosen(page, "Third flumph");
    await page.keyboard.press("a");
    await untilMedia(site, third, ({ status }) => status === "approved");
    assert.deepEqual([(await media(site, first)).status, (await media(site, second)).status], ["flagged", "flagged"]);

    await page.goto(`/moderation?site=${site.id}`);
    await isChosen(page, "First flumph");
    await site.api.expect(200, site.api.post(`/v1/reviews/${first}/reject`, { by: "Ben" }));
    await untilRows(page, 1);
    await rows(page).filter({ hasText: "Second flumph" }).waitFor();
    assert.equal(await chosen(page).count(), 0);
    await page.getByRole("main").getByText("First flumph").first().waitFor();
  },
);

browserTest("who decides what another has decided meanwhile is told by whom, and what", async ({ openSite, visit }) => {
  const site = await givenModerated({ openSite });
  const [one, two] = (await flag(site, ["First flumph", "Second flumph"])) as [string, string];
  await site.api.expect(200, site.api.post(`/v1/reviews/${two}/claim`, { by: "Ben" }));
  const page = await visit(`/moderation?site=${site.id}`);
  // In the address, so that it stays the chosen one when the queue looks again meanwhile.
  await rows(page).filter({ hasText: "First flumph" }).getByRole("button").click();
  await page.waitForURL(new RegExp(one));
  await settle(page);
  await site.api.expect(200, site.api.post(`/v1/reviews/${one}/reject`, { by: "Ben" }));
  await page.keyboard.press("a");
  const alert = page.getByRole("alert").filter({ hasText: "This was not decided" });
  await alert.getByText("It was rejected by Ben").waitFor();
  assert.equal((await media(site, one)).status, "rejected");
  await expectAccessible(page);

  await isChosen(page, "Second flumph");
  await page.getByText("Ben has taken this, and decides it.").waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  await alert.getByText("has been taken by Ben").waitFor();
  await rows(page).filter({ hasText: "Second flumph" }).waitFor();
  await page.getByRole("button", { name: "Give back" }).click();
  await page.getByText("Given back.").waitFor();
  await page.getByRole("button", { name: "Approve" }).click();
  await untilMedia(site, two, ({ status }) => status === "approved");
});

browserTest("of many that are decided at once, what another has decided meanwhile stays as it is", async (visitor) => {
  const site = await givenModerated(visitor);
  const [one, two] = (await flag(site, ["First flumph", "Second flumph"])) as [string, string];
  const page = await visitor.visit(`/moderation?site=${site.id}`);
  await rows(page).nth(1).waitFor();
  await page.getByRole("button", { name: "Select all" }).click();
  await page.getByText("2 selected").waitFor();
  await page.keyboard.press("r");
  const asked = dialog(page, "Reject 2 selected items?");
  await asked.waitFor();
  await site.api.expect(200, site.api.post(`/v1/reviews/${one}/approve`, { by: "Ben" }));
  await asked.getByRole("button", { name: "Reject" }).click();
  await untilMedia(site, two, ({ status }) => status === "rejected");
  const alert = page.getByRole("alert").filter({ hasText: "1 of 2 were not decided" });
  await alert.getByText("First flumph").waitFor();
  await alert.getByText("It was approved by Ben").waitFor();
  const { status, decisions } = await media(site, one);
  assert.deepEqual([status, decisions.length], ["approved", 2], "nobody's word is written over unseen");
});

browserTest(
  "an item is shown with what was found in it, who could not judge it, and what else its author wrote",
  async ({ t, openSite, visit }) => {
    const site = await givenModerated({ openSite });
    const source = await openComments(site);
    await comment(source, "c1", "Buy zorgblat now");
    await comment(source, "c2", "A fine day");
    await comment(source, "c3", "Such a flumph <b>bold</b> <img src=x onerror=alert(1)>");
    const pictures = await givenReceiver(t, (_, response) => void response.end(PICTURE));
    await submit(site, { content_url: pictures.url, app_media_id: "picture" });
    await eventually(
      () => site.api.expect(200, site.api.get("/v1/reviews")),
      ({ reviews }) => reviews.length === 2,
    );
    const page = await visit(`/moderation?site=${site.id}`);
    await page.getByRole("heading", { level: 2, name: "Comment on X by ada" }).waitFor();
    await page.locator("mark", { hasText: "flumph" }).waitFor();
    await page.getByText("<b>bold</b> <img src=x onerror=alert(1)>").first().waitFor();
    assert.equal(await page.locator("main b", { hasText: "bold" }).count(), 0);
    await page.getByRole("region", { name: "Why it is here" }).getByText("Rule “Listed as medium”").waitFor();
    const history = page.getByRole("region", { name: "Others of ada" });
    await history.getByText("The newest 2 others: 1 rejected, 1 approved").waitFor();
    await history.getByRole("link", { name: "Buy zorgblat now" }).waitFor();

    await page.keyboard.press("j");
    await page.getByText("Nobody has judged its image.").waitFor();
    const picture = page.getByRole("img", { name: "Blurred" });
    await eventually(
      () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth),
      (width) => width > 0,
    );
    await untilHolds(async () =>
      assert.match(await picture.evaluate((image) => getComputedStyle(image).filter), /blur/),
    );
    await page.keyboard.press("v");
    const seen = page.getByRole("img", { name: "What is to be judged" });
    await untilHolds(async () => assert.equal(await seen.evaluate((image) => getComputedStyle(image).filter), "none"));

    await page.getByRole("link", { name: "Items", exact: true }).click();
    await page.getByRole("link", { name: "Buy zorgblat now" }).click();
    await page.getByText("unsupported", { exact: true }).waitFor();
    await page.getByText("the platform has no such call: nothing was done there").waitFor();
  },
);

browserTest("the queue is narrowed by what the address bar says, and by who reviews", async ({ openSite, visit }) => {
  const site = await givenModerated({ openSite });
  await comment(await openComments(site), "c1", "A flumph from afar");
  const [text] = (await flag(site, ["A flumph of our own"])) as [string];
  await site.api.expect(200, site.api.post(`/v1/reviews/${text}/claim`, { by: "Ann" }));
  const page = await visit(`/moderation?site=${site.id}&platform=twitter`);
  await isChosen(page, "A flumph from afar");
  await untilRows(page, 1);
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await rows(page).nth(1).waitFor();
  await page.getByRole("button", { name: "Reviewing as admin" }).click();
  await page.getByRole("textbox", { name: "Your name" }).fill("Ann");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Reviewing as Ann" }).waitFor();
  await page.getByRole("combobox", { name: "Taken" }).click();
  await page.getByRole("option", { name: "By me" }).click();
  await rows(page).nth(1).waitFor({ state: "detached" });
  await rows(page).filter({ hasText: "A flumph of our own" }).waitFor();
  await page.waitForURL(/claimed=mine/);
  await page.getByRole("option").first().waitFor({ state: "hidden" });
  await isChosen(page, "A flumph of our own");
  // The field that was chosen in has the focus, and takes no letters: keys go on working.
  await page.keyboard.press("x");
  await page.getByText("1 selected").waitFor();
  await page.getByRole("combobox", { name: "Waiting" }).click();
  await page.getByRole("option", { name: "Over a week" }).click();
  await page.getByRole("heading", { name: "Nothing like that waits" }).waitFor();
});

browserTest("on a phone the queue and an item come one after the other", async ({ openSite, visit }) => {
  const site = await givenModerated({ openSite });
  const [one] = (await flag(site, [`A flumph ${"and more of it ".repeat(40)}`, "Second flumph"])) as [string];
  const page = await visit(`/moderation?site=${site.id}`, PHONE);
  await rows(page).nth(1).waitFor();
  assert.equal(await page.getByRole("button", { name: "Reject", exact: true }).count(), 0);
  await expectFitsPhone(page);
  await page.getByRole("button", { name: /^Text.*A flumph and more/ }).click();
  await page.getByRole("heading", { level: 2, name: "Text" }).waitFor();
  await untilRows(page, 0);
  await expectFitsPhone(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Back to the queue" }).click();
  await rows(page).nth(1).waitFor();
  await rows(page).first().getByRole("button").click();
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByRole("heading", { level: 2, name: "Text" }).waitFor();
  await page.locator("mark").getByText("flumph").waitFor();
  await untilMedia(site, one, ({ status }) => status === "rejected");
});

browserTest(
  "on a first start a text is submitted at the page, which shows what becomes of it",
  async ({ openSite, visit }) => {
    const site = await givenModerated({ openSite });
    const page = await visit(`/moderation?site=${site.id}`);
    await page.getByRole("heading", { name: "Nothing was submitted yet" }).waitFor();
    await expectAccessible(page);
    await page.getByRole("textbox", { name: "Submit a text now" }).fill("Buy zorgblat now");
    await page.getByRole("button", { name: "Have it judged" }).click();
    const outcome = page.getByRole("status").filter({ hasText: "rejected" });
    await outcome.getByText("Rule “Listed as high or critical”").waitFor();
    await outcome.getByRole("link", { name: "All about it" }).click();
    await page.getByRole("heading", { level: 1, name: "Text" }).waitFor();
    await page.locator("mark", { hasText: "zorgblat" }).waitFor();
  },
);

browserTest("whose key may look and not decide is told so, and decides nothing", async ({ hub, openSite, visit }) => {
  const site = await givenModerated({ openSite });
  const [id] = (await flag(site, ["What a flumph"])) as [string];
  const wishes = { name: "viewer", site_id: site.id, scopes: ["moderation:read"] };
  const { token } = await hub.api.expect(201, hub.api.post("/v1/keys", wishes));
  const page = await visit("/moderation", { key: token });
  await page.getByText("This key may look and not decide").waitFor();
  await isChosen(page, "What a flumph");
  await page.keyboard.press("r");
  await page
    .getByRole("alert")
    .filter({ hasText: "This was not decided" })
    .getByText(/reviews:write/)
    .waitFor();
  await rows(page).filter({ hasText: "What a flumph" }).waitFor();
  assert.equal((await media(site, id)).status, "flagged");
});
