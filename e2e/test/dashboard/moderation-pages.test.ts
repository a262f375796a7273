import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { browserTest } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone } from "../../dashboard/expect.ts";
import { flip } from "../../dashboard/flip.ts";
import { flag, givenModerated } from "../../dashboard/moderated.ts";
import { eventually, untilHolds } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { media, submit, untilMedia } from "../../harness/moderation.ts";

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();

browserTest("items are found, exported as a table, and decided anew with a reason", async ({ openSite, visit }) => {
  const site = await givenModerated({ openSite });
  await flag(site, ["What a flumph"]);
  const fine = await submit(site, { body: "A fine day", app_media_id: "upload-1", metadata: { followers: 3 } });
  await untilMedia(site, fine, ({ status }) => status === "approved");
  const page = await visit(`/moderation/items?site=${site.id}`);
  const table = page.getByRole("table", { name: "Items" });
  await table.getByRole("link", { name: "What a flumph" }).waitFor();
  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "approved" }).click();
  await table.getByRole("link", { name: "What a flumph" }).waitFor({ state: "detached" });
  await table.getByRole("link", { name: "A fine day" }).waitFor();
  await page.waitForURL(/status=approved/);
  await expectAccessible(page);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "CSV" }).click(),
  ]);
  const csv = readFileSync(await download.path(), "utf8");
  assert.equal(csv.trim().split("\r\n").length, 2, "what the filters leave, and a head");
  assert.ok(csv.includes("upload-1"));

  await table.getByRole("link", { name: "A fine day" }).click();
  await heading(page, "Text");
  await page.getByText("upload-1").waitFor();
  await page.getByRole("button", { name: "Reject" }).click();
  const dialog = page.getByRole("dialog", { name: "Reject this?" });
  await dialog.getByRole("textbox", { name: /^Reason/ }).fill("It is not fine");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Reject" }).click();
  await page.getByText("admin decided.").waitFor();
  await page.getByText("It is not fine").first().waitFor();
  assert.equal((await media(site, fine)).status, "rejected");
  await expectFitsPhone(page);
});

browserTest(
  "jobs are listed with what came of them, and of telling their own address",
  async ({ t, openSite, visit }) => {
    const site = await givenModerated({ openSite });
    const receiver = await givenReceiver(t);
    const wishes = { text: "Buy zorgblat now", webhook_url: receiver.url };
    const { job_id } = await site.api.expect(202, site.api.post("/v1/moderate/text", wishes));
    await receiver.until(1);
    await eventually(
      () => site.api.expect(200, site.api.get(`/v1/job/${job_id}/deliveries`)),
      ({ deliveries }) => deliveries.length === 1 && deliveries[0].status === "success",
    );
    const page = await visit(`/moderation/jobs?site=${site.id}`);
    const table = page.getByRole("table", { name: "Jobs" });
    await table.getByText("prohibited: Rule").waitFor();
    await table.getByRole("link", { name: job_id }).click();
    const dialog = page.getByRole("dialog", { name: job_id });
    await dialog.getByText("Its own address").waitFor();
    await dialog.getByText("1 attempt").waitFor();
    await expectAccessible(page);
    await dialog.getByRole("link", { name: "this item" }).click();
    await heading(page, "Text");
  },
);

browserTest(
  "evaluators are set up: a wrong pattern is told with its line, a saved list judges",
  async ({ openSite, visit }) => {
    const site = await givenModerated({ openSite });
    const page = await visit(`/moderation/evaluators?site=${site.id}`);
    await page.getByRole("button", { name: "Set up lists" }).click();
    const list = page.getByRole("group", { name: "List 1" });
    await list.getByRole("textbox", { name: "Patterns" }).fill("cheap\\s+watches\n\n(unclosed");
    await page.getByRole("button", { name: "Save" }).click();
    await list.getByText(/^Line 3: is no RE2 pattern/).waitFor();
    await page.getByRole("alert").filter({ hasText: "Nothing was saved" }).waitFor();
    await expectAccessible(page);
    await list.getByRole("textbox", { name: "Patterns" }).fill("cheap\\s+watches");
    await page.getByRole("button", { name: "Add an evaluator" }).click();
    await page.getByRole("menuitem", { name: /^Your own classifier/ }).click();
    const own = page.getByRole("article", { name: "http" });
    await own.getByRole("textbox", { name: "URL" }).fill("http://127.0.0.1:9/judge");
    await own.getByLabel("Secret").fill("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    await flip(own.getByRole("switch", { name: "http is on" }));
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved: what comes in from now on is judged so.").waitFor();
    const { evaluators } = await site.api.expect(200, site.api.get("/v1/moderation"));
    assert.deepEqual(
      evaluators.map(({ name, active, credentials }: Record<string, unknown>) => [name, active, credentials]),
      [
        ["lists", true, []],
        ["http", false, ["secret"]],
      ],
    );
    await page.getByRole("button", { name: "Set up http" }).click();
    await own.getByText("Entered. Leave it empty to keep it.").waitFor();
    await untilHolds(async () => assert.equal(await own.getByLabel("Secret").inputValue(), ""));
    await page.getByRole("textbox", { name: "Submit a text now" }).fill("So CHEAP   watches");
    await page.getByRole("button", { name: "Have it judged" }).click();
    await page.getByRole("status").filter({ hasText: "rejected" }).waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);
  },
);

browserTest(
  "evaluators that somebody else has saved meanwhile are written over by nobody who has not chosen so",
  async ({ openSite, visit }) => {
    const site = await givenModerated({ openSite });
    const read = async () => site.api.expect(200, site.api.get("/v1/moderation"));
    const { version, evaluators } = await read();
    const [{ credentials: _, ...lists }] = evaluators;
    const saveElsewhere = (confidence: number) =>
      site.api.expect(200, site.api.put("/v1/moderation", { evaluators: [lists], thresholds: { hate: confidence } }));
    const page = await visit(`/moderation/evaluators?site=${site.id}`);
    await page.getByRole("button", { name: "Set up lists" }).click();
    const words = page.getByRole("group", { name: "List 1" }).getByRole("textbox", { name: "Words" });
    await words.fill("grommet");
    await saveElsewhere(0.5);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(`is at version ${version + 1} now, and not at ${version}`).waitFor();
    const told = page.getByRole("alert").filter({ hasText: "Somebody else has saved these settings" });
    await told.waitFor();
    assert.deepEqual((await read()).thresholds, { hate: 0.5 });
    await untilHolds(async () => assert.equal(await words.inputValue(), "grommet", "what was written is still there"));
    await expectAccessible(page);
    await expectFitsPhone(page);

    await told.getByRole("button", { name: "Keep mine, to be saved over it" }).click();
    await told.waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved: what comes in from now on is judged so.").waitFor();
    const saved = await read();
    assert.deepEqual(
      [saved.version, saved.thresholds, saved.evaluators[0].lists[0].words],
      [version + 2, {}, ["grommet"]],
    );

    // Nothing is written: what somebody else saves is simply shown, at the page's next look.
    await saveElsewhere(0.7);
    const confidence = page.getByRole("textbox", { name: /confidence/i });
    await untilHolds(async () => assert.equal(await confidence.inputValue(), "0.7"));
    await told.waitFor({ state: "detached" });
  },
);

browserTest("figures tell what was decided, and how often people saw it otherwise", async ({ openSite, visit }) => {
  const site = await givenModerated({ openSite });
  const page = await visit(`/moderation/figures?site=${site.id}`);
  await page.getByRole("heading", { name: "Nothing was decided in that time" }).waitFor();
  const [one, two] = await flag(site, ["What a flumph", "Flumph again"]);
  await site.api.expect(200, site.api.post(`/v1/reviews/${one}/approve`));
  await site.api.expect(200, site.api.post(`/v1/reviews/${two}/reject`));
  await page.reload();
  const rules = page.getByRole("table", { name: "Rules" });
  const cells = rules.getByRole("row", { name: /Listed as medium/ }).getByRole("cell");
  await untilHolds(async () =>
    assert.deepEqual((await cells.allTextContents()).slice(0, 4), ["Listed as medium", "2", "2", "1"]),
  );
  await page.getByText("1 approved, 2 flagged, 1 rejected").waitFor();
  await page.getByRole("button", { name: "Decisions by the day as a table" }).click();
  await page.getByRole("region", { name: "Decisions by the day, as a table" }).waitFor();
  await expectAccessible(page);
  await expectFitsPhone(page);
});
