import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { keeps } from "../../packages/server/test/promised.ts";
import { eventually } from "../harness/eventually.ts";
import { givenReceiver } from "../harness/given.ts";
import { HubProcess } from "../harness/hub.ts";
import { givenInbound } from "../harness/inbound.ts";
import { Site } from "../harness/site.ts";
import { Source } from "../harness/source.ts";
import { Bluesky } from "../platforms/bluesky.ts";
import { GitHub, issueComment } from "../platforms/github.ts";
import { givenInternet } from "../platforms/internet.ts";
import { Mastodon } from "../platforms/mastodon.ts";
import { Medium } from "../platforms/medium.ts";
import { Reddit } from "../platforms/reddit.ts";
import { topicOf, upload, YouTube } from "../platforms/youtube.ts";

const LEASE_SECONDS = 6;

suite("What platforms do not send", { concurrency: 3 }, () => {
  test("comments on Reddit, YouTube, Mastodon and Bluesky are asked for, and each comes once", async (t) => {
    const [reddit, youtube, mastodon, bluesky] = [new Reddit(), new YouTube(), new Mastodon(), new Bluesky()];
    const { site, app } = await givenInbound(t, [reddit, youtube, mastodon, bluesky]);
    await site.subscribe({ url: app.url, events: ["comment.created"] });
    const wishes = [
      {
        platform: "reddit",
        secrets: { ...reddit.app, userAgent: reddit.userAgent },
        poll: { subject: { subreddit: "test" } },
      },
      { platform: "youtube", secrets: { apiKey: youtube.apiKey }, poll: { subject: { videoId: "dQw4w9WgXcQ" } } },
      {
        platform: "mastodon",
        secrets: { secret: "unused-here", instance: mastodon.instance, accessToken: mastodon.accessToken },
        poll: { subject: { timeline: "notifications" } },
      },
      { platform: "bluesky", secrets: {}, poll: { subject: { actor: bluesky.actor } } },
    ];
    const sources = await Promise.all(wishes.map((wish) => Source.open(site, wish)));
    // What was there before is told too: the newest page.
    const ids = [reddit.comment("one"), mastodon.mention("three"), bluesky.answerTo("four")];
    youtube.comment("UgxKREWxIgDrw8w2e_Z4AaABAg", "two");
    for (const source of sources) await source.do("poll");
    const received = await app.until(4);
    const told = received.map(({ json }) => [json.data.platform, json.data.comment.text]).sort();
    assert.deepEqual(told, [
      ["bluesky", "four"],
      ["mastodon", "three"],
      ["reddit", "one"],
      ["youtube", "two"],
    ]);
    const found = new Set(received.map(({ json }) => json.data.comment.id));
    assert.deepEqual(found, new Set([...ids, "UgxKREWxIgDrw8w2e_Z4AaABAg"]));
    reddit.comment("five");
    for (const source of sources) await source.do("poll");
    await app.until(5);
    assert.equal(app.received.length, 5);
    const [kept] = await sources[0]!.messages();
    assert.deepEqual([kept.origin, kept.verdict], ["poll", "accepted"]);
    const whole = await sources[0]!.message(kept.id);
    assert.equal(JSON.parse(whole.body).body, "five", "the platform's own words are kept");
  });

  test("an unchanged feed is asked for conditionally, and a platform that has had enough is left alone as long as it says", async (t) => {
    const medium = new Medium();
    const { site } = await givenInbound(t, [medium]);
    medium.story("a1", "A story");
    const source = await Source.open(site, { platform: "medium", secrets: {}, poll: { subject: { feed: "@writer" } } });
    await source.do("poll");
    await source.do("poll");
    assert.ok(medium.statuses.includes(304), `${medium.statuses}`);
    medium.troubles.add({ status: 429, headers: { "retry-after": "120" }, text: "Too Many Requests" });
    const { status } = await source.post("poll");
    assert.equal(status, 502);
    const { state } = await source.get();
    assert.match(state.poll.error, /429/);
    assert.equal(state.poll.failures, 1);
    const waits = Date.parse(state.poll.next_at) - Date.parse(state.poll.polled_at);
    assert.ok(waits >= 119_000, `it waits ${waits} ms`);
  });

  test("a poll goes on where it was after kill -9: nothing comes twice and nothing is missed", async (t) => {
    const reddit = new Reddit();
    const internet = await givenInternet(t, reddit);
    const app = await givenReceiver(t);
    const dataDir = mkdtempSync(join(tmpdir(), "tabellary-poll-"));
    let hub = await HubProcess.start({ dataDir, env: internet.env });
    t.after(async () => {
      await hub.kill();
      rmSync(dataDir, { recursive: true, force: true });
    });
    const site = await Site.open(hub.api, "generic");
    await site.subscribe({ url: app.url, events: ["comment.created"] });
    reddit.comment("one");
    const secrets = { ...reddit.app, userAgent: reddit.userAgent };
    const poll = { subject: { subreddit: "test" }, interval_seconds: 5 };
    await Source.open(site, { platform: "reddit", secrets, poll });
    await app.until(1);
    // What is not yet on record would be sent once more.
    await site.untilNothingIsOwed();
    await hub.kill();
    reddit.comment("two");
    reddit.comment("three");
    hub = await HubProcess.start({ dataDir, env: internet.env });
    await app.until(3);
    const texts = app.received.map(({ json }) => json.data.comment.text);
    assert.deepEqual(texts, ["one", "two", "three"]);
  });
});

suite("What platforms are asked to send", { concurrency: 3 }, () => {
  test("a YouTube channel's lease is renewed before it ends, by itself, and its feed is delivered", async (t) => {
    const youtube = new YouTube();
    youtube.leaseSecondsMax = LEASE_SECONDS;
    const { site, app } = await givenInbound(t, [youtube]);
    await site.subscribe({ url: app.url, events: ["post.created"] });
    const channel = "UC_x5XG1OV2P6uZZ5FSM9Ttw";
    const secrets = { hubSecret: "hub-secret", channels: channel, verifyToken: "mine" };
    const source = await Source.open(site, { platform: "youtube", secrets });
    await source.register({ channel, leaseSeconds: LEASE_SECONDS });
    const [active] = await eventually(
      () => source.registrations(),
      ([one]) => one?.state === "active",
      { what: "the hub to confirm" },
    );
    const left = Date.parse(active.ends_at) - Date.now();
    assert.ok(left <= LEASE_SECONDS * 1_000, `the lease that was granted counts: ${left} ms`);
    await keeps(t, { msMax: LEASE_SECONDS * 1_000, what: "a renewal" }, async () => {
      const before = youtube.confirmed;
      const askedAt = performance.now();
      await eventually(
        async () => youtube.confirmed,
        (confirmed) => confirmed > before,
        { what: "the lease to be renewed" },
      );
      return performance.now() - askedAt;
    });
    assert.equal((await youtube.push(topicOf(channel), upload("abc", "A video"))).status, 200);
    const [received] = await app.until(1);
    assert.deepEqual([received?.json.data.post.id, received?.json.data.post.text], ["abc", "A video"]);
    await source.endRegistration(active.id);
    await eventually(
      async () => youtube.leases.size,
      (leases) => leases === 0,
      { what: "the subscription to end" },
    );
  });

  test("GitHub's webhook is registered by the hub; what was missed while the hub was down is asked for again", async (t) => {
    const github = new GitHub();
    const internet = await givenInternet(t, github);
    const app = await givenReceiver(t);
    const dataDir = mkdtempSync(join(tmpdir(), "tabellary-github-"));
    const start = async () => {
      const hub = await HubProcess.start({ dataDir, env: internet.env });
      internet.hubUrl = hub.url;
      return hub;
    };
    let hub = await start();
    t.after(async () => {
      await hub.kill();
      rmSync(dataDir, { recursive: true, force: true });
    });
    const site = await Site.open(hub.api, "generic");
    await site.subscribe({ url: app.url, events: ["comment.created"] });
    const { accessToken, repository } = github;
    const secrets = { secret: "It's a Secret to Everybody", accessToken, repository };
    const source = await Source.open(site, { platform: "github", secrets });
    const { id } = await source.register({ events: ["issue_comment"] });
    assert.deepEqual(
      github.deliveries.map(({ event, status_code }) => [event, status_code]),
      [["ping", 200]],
    );
    assert.deepEqual(await github.tell("issue_comment", issueComment(1, "first")), [200]);
    await app.until(1);
    // What is not yet on record would be sent once more.
    await site.untilNothingIsOwed();
    await hub.kill();
    for (const [n, text] of ["second", "third"].entries()) {
      assert.deepEqual(await github.tell("issue_comment", issueComment(n + 2, text)), [502]);
    }
    hub = await start();
    const back = await Site.of(hub.api, site.id);
    const reconcile = { hook_id: id, interval_seconds: 30 };
    await back.api.expect(200, back.api.patch(`/v1/sources/${source.id}`, { reconcile }));
    await app.until(3);
    const texts = app.received.map(({ json }) => json.data.comment.text);
    assert.deepEqual(texts, ["first", "second", "third"]);
    assert.equal(github.deliveries.filter(({ redelivery }) => redelivery).length, 2);
  });
});
