import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { browserTest } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone, settle } from "../../dashboard/expect.ts";
import { flip } from "../../dashboard/flip.ts";
import { untilFocused } from "../../dashboard/focus.ts";
import { flag, givenModerated } from "../../dashboard/moderated.ts";
import { untilHolds } from "../../harness/eventually.ts";
import { submit, untilMedia } from "../../harness/moderation.ts";
import type { Site } from "../../harness/site.ts";

const rule = (page: Page, number: number) => page.getByRole("group", { name: `Rule ${number}`, exact: true });
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name }).waitFor();

async function groups(site: Site) {
  return (await site.api.expect(200, site.api.get("/v1/rule-groups"))).rule_groups;
}

async function choose(page: Page, within: ReturnType<typeof rule>, field: string, option: string): Promise<void> {
  await within.getByRole("combobox", { name: field }).click();
  await page.getByRole("option", { name: option }).click();
}

const untilCells = (row: Locator, cells: readonly string[]) =>
  untilHolds(async () => assert.deepEqual(await row.getByRole("cell").allTextContents(), cells));
const untilValue = (field: Locator, value: string) =>
  untilHolds(async () => assert.equal(await field.inputValue(), value));

browserTest(
  "rules begin from the built-in ones, are tried on past items, and decide what comes in once they are saved",
  async ({ openSite, visit }) => {
    const site = await givenModerated({ openSite });
    await flag(site, ["What a flumph", "Flumph again"]);
    await untilMedia(site, await submit(site, { body: "A fine day" }), ({ status }) => status === "approved");
    const page = await visit(`/moderation/rules?site=${site.id}`);
    await page.getByRole("heading", { name: "The built-in group decides" }).waitFor();
    await page.getByText("a finding with kind “match” and severity “medium”").waitFor();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Begin from the built-in rules" }).click();
    await heading(page, "New rule group");

    await page.getByRole("textbox", { name: "Name", exact: true }).first().fill("Forum");
    await choose(page, rule(page, 2), "Action", "Reject, and remove");
    await page.getByRole("button", { name: "Try on past items" }).click();
    const trial = page.getByRole("region", { name: "Trial on past items" });
    await trial.getByText("All 3 past items were asked about: 2 would be something else.").waitFor();
    const table = trial.getByRole("table", { name: "Before and after" });
    await untilCells(table.getByRole("row", { name: "flagged" }), ["2 (67%)", "0 (0%)", "-2"]);
    await untilCells(table.getByRole("row", { name: "rejected" }), ["0 (0%)", "2 (67%)", "+2"]);
    await trial.getByRole("link", { name: "What a flumph" }).waitFor();
    await expectAccessible(page);
    assert.deepEqual(await groups(site), [], "a trial saves nothing");

    await page.getByRole("button", { name: "Save" }).click();
    // It is said for some seconds.
    await page.getByText("Forum is saved, as version 1.").waitFor();
    await heading(page, "Rules");
    const [saved] = await groups(site);
    assert.deepEqual([saved.name, saved.rules[1].action], ["Forum", "reject"]);
    await untilMedia(site, await submit(site, { body: "One more flumph" }), ({ status }) => status === "rejected");

    const turn = page.getByRole("switch", { name: "Listed as medium is on" });
    await turn.press("Space");
    await page.getByText("The rule is off.").waitFor();
    // Who turns it stays there.
    await untilFocused(turn);
    assert.equal((await groups(site))[0].rules[1].active, false);
    await untilMedia(site, await submit(site, { body: "The last flumph" }), ({ status }) => status === "approved");
    await page.getByRole("button", { name: "Delete Forum" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByRole("heading", { name: "The built-in group decides" }).waitFor();
    assert.deepEqual(await groups(site), []);
  },
);

browserTest(
  "a rule is written as rows, or as JSON where it says more; its faults are told where they are",
  async (visitor) => {
    const site = await givenModerated(visitor);
    const page = await visitor.visit(`/moderation/rules/new?site=${site.id}`);
    await heading(page, "New rule group");
    await page.getByRole("textbox", { name: "Name", exact: true }).first().fill("Newcomers");
    const first = rule(page, 1);
    await first.getByRole("textbox", { name: "Name" }).fill("Spam of newcomers");
    await first.getByRole("textbox", { name: "Label" }).fill("scam, doubtful");
    await first.getByRole("textbox", { name: "Confidence over" }).fill("0.5");
    await first.getByRole("button", { name: "Ask for something else" }).click();
    const row = first.getByRole("group", { name: "Row 2" });
    await row.getByRole("combobox", { name: "Field" }).fill("metadata.followers");
    await page.keyboard.press("Escape");
    await choose(page, row as never, "Operator", "is under");
    await row.getByRole("textbox", { name: "Value" }).fill("10");
    await first.getByText("JSON", { exact: true }).click();
    const json = first.getByRole("textbox", { name: "Condition of Spam of newcomers as JSON" });
    const condition = {
      all: [
        {
          path: "findings",
          any: {
            all: [
              { path: "label", in: ["scam", "doubtful"] },
              { path: "confidence", gt: 0.5 },
            ],
          },
        },
        { path: "metadata.followers", lt: 10 },
      ],
    };
    await untilHolds(async () => assert.deepEqual(JSON.parse(await json.inputValue()), condition));

    await json.fill('{"path": "text", "matches": "^a"}');
    await page.getByRole("button", { name: "Try on past items" }).click();
    await page.getByRole("alert").filter({ hasText: "The group has faults" }).waitFor();
    await first.getByRole("alert").waitFor();
    await expectAccessible(page);
    await first.getByText("Form", { exact: true }).click();
    await first.getByText("This says more than the form can show").waitFor();
    await json.fill(JSON.stringify(condition));
    await first.getByText("Form", { exact: true }).click();
    await row.getByRole("textbox", { name: "Value" }).waitFor();
    await page.getByRole("button", { name: "Save" }).click();
    const hasty = page.getByRole("dialog", { name: "Save without trying?" });
    await hasty.getByRole("button", { name: "Save all the same" }).click();
    await page.getByText("Newcomers is saved, as version 1.").waitFor();
    const [saved] = await groups(site);
    assert.deepEqual(saved.rules[0].condition, condition);

    const edit = page.getByRole("link", { name: "Edit Newcomers" });
    await edit.click();
    await heading(page, "Edit Newcomers");
    await page.getByRole("button", { name: "Add a rule" }).click();
    await rule(page, 2).getByRole("textbox", { name: "Name" }).fill("Anything grave");
    await rule(page, 2).getByRole("button", { name: "Ask Anything grave earlier" }).click();
    await page.getByRole("button", { name: "Try on past items" }).click();
    await page.getByText("There are no past items yet.").waitFor();
    await expectFitsPhone(page);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Newcomers is saved, as version 2.").waitFor();
    const names = (await groups(site))[0].rules.map(({ name, version }: { name: string; version: number }) => [
      name,
      version,
    ]);
    assert.deepEqual(
      names.map(([name]: [string]) => name),
      ["Anything grave", "Spam of newcomers"],
    );
  },
);

browserTest(
  "what somebody else has saved meanwhile is written over by nobody who has not chosen so",
  async (visitor) => {
    const site = await givenModerated(visitor);
    const rules = [{ name: "Spam", condition: { path: "text", contains: "CHEAP" }, action: "reject" }];
    const group = { name: "House rules", rules };
    const { id } = await site.api.expect(201, site.api.post("/v1/rule-groups", group));
    const page = await visitor.visit(`/moderation/rules/${id}?site=${site.id}`);
    const name = page.getByRole("textbox", { name: "Name", exact: true }).first();
    await name.fill("Mine");
    const others = { ...group, name: "Theirs", description: "Saved by another" };
    await site.api.expect(200, site.api.put(`/v1/rule-groups/${id}`, others));
    const save = async () => {
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Save all the same" }).click();
    };
    await save();
    await page.getByText(/is at version 2 now, and not at 1/).waitFor();
    const told = page.getByRole("alert").filter({ hasText: "Somebody else has saved this group" });
    await told.waitFor();
    assert.equal((await groups(site))[0].name, "Theirs");
    // What was written is still there.
    await untilValue(name, "Mine");
    await expectAccessible(page);

    await told.getByRole("button", { name: "Begin again from version 2" }).click();
    await told.waitFor({ state: "detached" });
    await untilValue(name, "Theirs");
    await name.fill("Mine too");
    await site.api.expect(200, site.api.put(`/v1/rule-groups/${id}`, { ...others, name: "Theirs again" }));
    await save();
    await told.getByRole("button", { name: "Keep mine, to be saved over it" }).click();
    await save();
    await page.getByText("Mine too is saved, as version 4.").waitFor();

    // In the list as well: who switches a group off has to have seen it.
    await page.getByText("version 4", { exact: true }).waitFor();
    await settle(page);
    await site.api.expect(200, site.api.put(`/v1/rule-groups/${id}`, group));
    await flip(page.getByRole("switch", { name: "Mine too is on" }));
    await page.getByRole("alert").filter({ hasText: "It was not changed" }).waitFor();
    assert.deepEqual(
      (await groups(site)).map(({ name, active }: { name: string; active: boolean }) => [name, active]),
      [["House rules", true]],
    );
  },
);

browserTest(
  "what was written of a group that somebody else deletes stays, and can be saved as another",
  async (visitor) => {
    const site = await givenModerated(visitor);
    const rules = [{ name: "Spam", condition: { path: "text", contains: "CHEAP" }, action: "reject" }];
    const { id } = await site.api.expect(201, site.api.post("/v1/rule-groups", { name: "House rules", rules }));
    const page = await visitor.visit(`/moderation/rules/${id}?site=${site.id}`);
    const name = page.getByRole("textbox", { name: "Name", exact: true }).first();
    await name.fill("Mine");
    await site.api.expect(204, site.api.delete(`/v1/rule-groups/${id}`));
    const save = async () => {
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Save all the same" }).click();
    };
    await save();
    await page.getByText(/There is no rule group/).waitFor();
    const told = page.getByRole("alert").filter({ hasText: "Somebody else has deleted this group" });
    await told.waitFor();
    // What was written is still there.
    await untilValue(name, "Mine");
    await expectAccessible(page);
    await expectFitsPhone(page);

    await told.getByRole("button", { name: "Keep mine, to be saved as a new group" }).click();
    await heading(page, "New rule group");
    await save();
    await page.getByText("Mine is saved, as version 1.").waitFor();
    assert.deepEqual(
      (await groups(site)).map((group: { name: string; rules: { name: string }[] }) => [
        group.name,
        group.rules[0]!.name,
      ]),
      [["Mine", "Spam"]],
    );
  },
);
