/** The pages that say what happened, and what became of it. */
import assert from "node:assert/strict";
import { browserTest } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone } from "../../dashboard/expect.ts";
import { untilHolds } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";

browserTest(
  "an event is sent by hand, and its page says what became of it at every webhook",
  async ({ t, openSite, visit }) => {
    const site = await openSite("generic");
    const receiver = await givenReceiver(t);
    await site.subscribe({ url: receiver.url, events: ["note.*"] });
    await site.subscribe({ url: "https://other.example/hook", events: ["order.*"] });
    const off = await site.subscribe({ url: "https://off.example/hook", events: ["*"] });
    await site.change(off.id, { active: false });

    const page = await visit(`/events?site=${site.id}`);
    await page.getByRole("heading", { name: "No event came yet" }).waitFor();
    await page.getByRole("link", { name: "Send an event" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Send an event" }).waitFor();
    const send = page.getByRole("button", { name: "Send", exact: true });
    await page.getByRole("combobox", { name: "Type" }).fill("note.written");
    const data = page.getByRole("textbox", { name: "Data" });
    await data.fill('{"text": }');
    await page.getByText("It is no JSON: Unexpected token").waitFor();
    await untilHolds(async () => assert.equal(await send.isDisabled(), true));
    await data.fill('{"text":"<b>Hello</b>","n":1}');
    await page.getByRole("textbox", { name: "External id" }).fill("note-7");
    await send.click();

    await page.getByRole("heading", { level: 1, name: "note.written" }).waitFor();
    await page.waitForURL(/evt_/);
    const [received] = await receiver.until(1);
    assert.deepEqual(received!.json.data, { text: "<b>Hello</b>", n: 1 });
    const id = /evt_\w+/.exec(page.url())![0];
    assert.equal((await site.event(id)).external_id, "note-7");
    const fates = page.getByRole("listitem");
    await fates.filter({ hasText: receiver.url }).getByText("success").waitFor();
    const other = fates.filter({ hasText: "other.example" });
    await untilHolds(async () => assert.match(await other.innerText(), /not subscribed[\s\S]*do not take note/));
    await fates.filter({ hasText: "off.example" }).getByText("inactive").first().waitFor();
    await page.getByText('"text": "<b>Hello</b>"').waitFor();

    await fates.filter({ hasText: receiver.url }).getByRole("button", { name: "Send again" }).click();
    await receiver.until(2);
    await fates.filter({ hasText: receiver.url }).getByText("2 attempts, answered 200.").waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);
  },
);

browserTest("what the hub refuses is said at the form, by the field", async ({ openSite, visit }) => {
  const site = await openSite("generic");
  const page = await visit(`/events/send?site=${site.id}`);
  await page.getByRole("combobox", { name: "Type" }).fill("no such type!");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await page.getByRole("alert").filter({ hasText: "The event was not taken" }).waitFor();
  await page.getByRole("combobox", { name: "Type" }).and(page.locator("[aria-invalid=true]")).waitFor();
  await expectAccessible(page);
});

browserTest("events come in as they happen, and are found by type, id and external id", async ({ openSite, visit }) => {
  const site = await openSite("generic");
  await site.send("first.came", {});
  const page = await visit(`/events?site=${site.id}`);
  const rows = page.getByRole("table", { name: "Events, newest first" }).locator("[data-index]");
  await rows.filter({ hasText: "first.came" }).waitFor();
  await page.getByText("following").waitFor();
  const wish = { type: "second.came", data: { n: 2 }, external_id: "0012" };
  const { id } = await site.api.expect(202, site.api.post("/v1/events", wish));
  await untilHolds(async () => assert.match(await rows.first().innerText(), /second\.came[\s\S]*0012/));

  await page.getByRole("textbox", { name: "External id" }).fill("0012");
  await page.waitForURL(/external_id=0012/);
  const untilOnly = (type: string) =>
    untilHolds(async () => {
      const [row, ...others] = await rows.allInnerTexts();
      assert.deepEqual([row?.includes(type), others], [true, []]);
    });
  await untilOnly("second.came");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page.getByRole("textbox", { name: "Event type" }).fill("first.came");
  await untilOnly("first.came");
  await page.getByRole("textbox", { name: "Go to id" }).fill(id);
  await page.getByRole("heading", { level: 1, name: "second.came" }).waitFor();
});
