/** The pages of sources whose platforms are asked: for what is new, for leases, and whether the address is ours. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { browserTestAt, type Visitor } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone } from "../../dashboard/expect.ts";
import { givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { Source } from "../../harness/inbound.ts";
import { Site } from "../../harness/site.ts";
import { givenInternet, type Internet } from "../../platforms/internet.ts";
import { Mastodon } from "../../platforms/mastodon.ts";
import type { Platform } from "../../platforms/platform.ts";
import { topicOf, upload, YouTube } from "../../platforms/youtube.ts";

/** At a hub that reaches that platform, which reaches it. */
function testWith<P extends Platform>(
  name: string,
  platform: P,
  run: (visitor: Visitor, platform: P, internet: Internet) => Promise<void>,
): void {
  let internet: Internet;
  const open = async (t: TestContext) => {
    internet = await givenInternet(t, platform);
    const hub = await HubProcess.start({ env: internet.env });
    t.after(() => hub.stop());
    internet.hubUrl = hub.url;
    return hub;
  };
  browserTestAt(open, name, (visitor) => run(visitor, platform, internet));
}

testWith("a platform that sends nothing is asked from the page", new Mastodon(), async (visitor, mastodon) => {
  const { t, hub, visit } = visitor;
  const app = await givenReceiver(t);
  const site = await Site.open(hub.api, "generic");
  await site.subscribe({ url: app.url, events: ["comment.created"] });
  const page = await visit(`/sources/new?platform=mastodon&site=${site.id}`);
  await page.getByRole("textbox", { name: "Name" }).fill("our account");
  assert.equal(await page.getByRole("switch", { name: "Ask it for what is new" }).isChecked(), true);
  await page.getByRole("textbox", { name: "timeline" }).fill("notifications");
  await page.getByRole("textbox", { name: "Every so many seconds" }).fill("3600");
  await page.getByRole("button", { name: "To carry decisions out at the platform" }).click();
  await page.getByRole("textbox", { name: "instance" }).fill(mastodon.instance);
  await page.getByRole("textbox", { name: "accessToken" }).fill("a-wrong-token");
  await page.getByRole("button", { name: "Make the source" }).click();
  await page.getByRole("heading", { level: 1, name: "our account" }).waitFor();
  await page.getByText(/Asking the platform failed/).waitFor();
  await page
    .getByText(/access token is invalid/)
    .first()
    .waitFor();

  await page.getByRole("tab", { name: "Settings" }).click();
  await page.getByRole("button", { name: "To carry decisions out at the platform" }).click();
  await page.getByRole("textbox", { name: "accessToken" }).fill(mastodon.accessToken);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  mastodon.mention("Hello there");
  await page.getByRole("button", { name: "Ask now" }).click();
  await app.until(1);
  assert.match(app.received[0]!.text, /Hello there/);
  await page.getByRole("tab", { name: "Messages" }).click();
  const row = page.getByRole("region", { name: "Messages" }).getByRole("row").nth(1);
  await row.getByText("accepted").waitFor();
  await row.getByText("poll").waitFor();
  await page.getByText("The last message was genuine.").waitFor();
  await expectAccessible(page);
  await expectFitsPhone(page);
});

testWith(
  "a lease is registered, and the page says when it ends and is renewed",
  new YouTube(),
  async (visitor, youtube) => {
    const { hub, visit } = visitor;
    const site = await Site.open(hub.api, "generic");
    const source = await Source.open(site, {
      platform: "youtube",
      name: "Channel",
      secrets: { hubSecret: "hub-secret" },
    });
    const channel = "UC_x5XG1OV2P6uZZ5FSM9Ttw";
    const page = await visit(`/sources/${source.id}?tab=set-up&site=${site.id}`);
    await page.getByText("Waiting for YouTube to ask whether the address is yours.").waitFor();
    await page.getByRole("textbox", { name: "channel" }).fill(channel);
    await page.getByRole("button", { name: "Register at YouTube" }).click();
    const listed = page.getByRole("region", { name: "Registrations" });
    await listed.getByText("active").waitFor();
    await listed.getByText(/Ends in [345] days; renewed by itself in [23] days\./).waitFor();
    await page.getByText("YouTube has asked the address, and was answered. Waiting for its first message.").waitFor();
    assert.equal((await youtube.push(topicOf(channel), upload("abc", "A video"))).status, 200);
    await page.getByText("Done: The platform's first message").waitFor();
    await expectAccessible(page);
    await expectFitsPhone(page);
  },
);
