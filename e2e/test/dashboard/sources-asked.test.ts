/** The pages of sources whose platforms are asked: for what is new, for leases, and whether the address is ours. */
import assert from "node:assert/strict";
import { after } from "node:test";
import { browserTestAt } from "../../dashboard/browser-test.ts";
import { expectAccessible, expectFitsPhone } from "../../dashboard/expect.ts";
import { givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { Source } from "../../harness/source.ts";
import { Internet } from "../../platforms/internet.ts";
import { Mastodon } from "../../platforms/mastodon.ts";
import { topicOf, upload, YouTube } from "../../platforms/youtube.ts";

const mastodon = new Mastodon();
const youtube = new YouTube();
let internet: Internet | undefined;
let hub: HubProcess | undefined;
after(async () => {
  await hub?.stop();
  await internet?.close();
});

/** A hub that reaches these platforms, which reach it. */
async function openHub(): Promise<HubProcess> {
  if (hub !== undefined) return hub;
  internet = await Internet.open(mastodon, youtube);
  hub = await HubProcess.start({ env: internet.env });
  internet.hubUrl = hub.url;
  return hub;
}

browserTestAt(openHub, "a platform that sends nothing is asked from the page", async ({ t, openSite, visit }) => {
  const app = await givenReceiver(t);
  const site = await openSite("generic");
  await site.subscribe({ url: app.url, events: ["comment.created"] });
  const page = await visit(`/sources/new?platform=mastodon&site=${site.id}`);
  await page.getByRole("textbox", { name: "Name" }).fill("our account");
  await page.getByRole("switch", { name: "Ask it for what is new", checked: true }).waitFor({ state: "attached" });
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

browserTestAt(
  openHub,
  "a lease is registered, and the page says when it ends and is renewed",
  async ({ openSite, visit }) => {
    const site = await openSite("generic");
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
