import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "../../harness/eventually.ts";
import { givenInbound } from "../../harness/inbound.ts";
import { judgeByLists, TEXTS, untilMedia } from "../../harness/moderation.ts";
import { Source } from "../../harness/source.ts";
import { post, X } from "../../platforms/x.ts";
import { YouTube } from "../../platforms/youtube.ts";

type Body = Awaited<ReturnType<typeof untilMedia>>;

const WINDOW_SECONDS = 6;
const FIRST_ID = 1_050_118_621_198_921_800n;

test("3.8 a violating comment is acted upon once on its platform, a clean one is left alone, and what cannot be done is shown so", async (t) => {
  const x = new X();
  const { site, app } = await givenInbound(t, [x]);
  await judgeByLists(site);
  await site.subscribe({ url: app.url, events: ["comment.moderated"], contract: "moderation-ai" });
  const { consumerSecret, bearerToken } = x;
  const secrets = { consumerSecret, bearerToken, accessToken: bearerToken };
  const source = await Source.open(site, { platform: "x", secrets, moderate: ["comment.created"] });
  await source.register();
  await x.tell(post("1050118621198921728", TEXTS.violating, "1050118621198921700"));
  await x.tell(post("1050118621198921729", TEXTS.clean, "1050118621198921700"));
  const told = await app.until(2);
  const actions = Object.fromEntries(told.map(({ json }) => [json.data.comment.id, json.data.decision.action]));
  assert.deepEqual(actions, { "1050118621198921728": "remove", "1050118621198921729": "approve" });
  const find = async () => (await site.api.expect(200, site.api.get("/v1/media?platform=twitter"))).media;
  const all = await eventually(find, (rows: Body[]) => rows.every(({ status }) => status !== "pending"));
  const idOf = (native: string) => all.find(({ native_id }: Body) => native_id === native).id;
  const violating = await untilMedia(
    site,
    idOf("1050118621198921728"),
    ({ decisions }) => decisions[0].enforcement.state !== "requested",
  );
  // Nobody can remove another's post there, so it is hidden; and that is what is said.
  const { action, state, error } = violating.decisions[0].enforcement;
  assert.deepEqual([action, state], ["remove", "applied"]);
  assert.match(error, /^It was hidden/);
  assert.deepEqual([...x.hidden], ["1050118621198921728"]);
  const clean = await untilMedia(site, idOf("1050118621198921729"), ({ status }) => status === "approved");
  assert.equal(clean.decisions[0].enforcement, null);

  // A person lets it pass after all: it is shown again, and told so.
  await site.api.expect(200, site.api.post(`/v1/reviews/${violating.id}/approve`, { by: "ann" }));
  const [, , third] = await app.until(3);
  assert.deepEqual(
    [third!.json.data.decision.action, third!.json.data.previous, third!.json.data.by],
    ["approve", "remove", "person"],
  );
  await eventually(
    async () => x.hidden.size,
    (size) => size === 0,
  );
});

test("3.8 however many comments are to be hidden at once, X is asked as often as it allows, and what waits says until when", async (t) => {
  const x = new X();
  x.limit = { callsMax: 3, windowSeconds: WINDOW_SECONDS };
  const { site } = await givenInbound(t, [x]);
  await judgeByLists(site);
  const { consumerSecret, bearerToken } = x;
  const secrets = { consumerSecret, bearerToken, accessToken: bearerToken };
  const source = await Source.open(site, { platform: "x", secrets, moderate: ["comment.created"] });
  await source.register();
  const ids: string[] = [];
  const enforcements = async (): Promise<Body[]> => {
    const { media } = await site.api.expect(200, site.api.get("/v1/media?status=rejected&limit=200"));
    const all = await Promise.all(media.map(({ id }: Body) => site.api.expect(200, site.api.get(`/v1/media/${id}`))));
    return all.map(({ decisions }) => decisions[0].enforcement);
  };
  const areDone = (all: Body[]) => all.length === ids.length && all.every(({ state }) => state === "applied");
  const waiting = await eventually(
    async () => {
      const all = await enforcements();
      if (!areDone(all)) return all;
      // As many at once as no window has room for. A slow machine may take more than one window to judge them.
      const more = Array.from({ length: 8 }, (_, n) => String(FIRST_ID + BigInt(ids.length + n)));
      ids.push(...more);
      await Promise.all(more.map((id) => x.tell(post(id, TEXTS.violating, "1050118621198921700"))));
      return enforcements();
    },
    (all) => all.some(({ next_at }) => next_at !== null),
    { what: "one to wait" },
  );
  const { state, error, next_at } = waiting.find((one) => one.next_at !== null)!;
  assert.equal(state, "requested");
  // X says how long that is: counted from when its answer was read, which may be late on a busy machine.
  const late = Date.parse(next_at) % (WINDOW_SECONDS * 1_000);
  assert.ok(late < (WINDOW_SECONDS * 1_000) / 2, `when its window ends, not ${next_at}`);
  assert.match(error, /^X takes no more calls before 20/);
  const done = await eventually(enforcements, areDone, { what: "all to be hidden" });
  assert.deepEqual(new Set(done.map((one) => one.next_at)), new Set([null]));
  assert.deepEqual(x.hidden, new Set(ids));
  assert.ok(Math.max(...x.asked.values()) <= 3, `asked ${[...x.asked.values()]} times`);
});

test("3.8 YouTube's comments are polled, judged and moderated there, and a call that fails is made again", async (t) => {
  const youtube = new YouTube();
  const { site } = await givenInbound(t, [youtube]);
  await judgeByLists(site);
  const { accessToken } = youtube;
  const poll = { subject: { videoId: "dQw4w9WgXcQ" } };
  const wishes = { platform: "youtube", secrets: { accessToken }, poll, moderate: ["comment.created"] };
  const source = await Source.open(site, wishes);
  // What was there before the first poll is not told of.
  await source.do("poll");
  youtube.comment("Ugz-clean", TEXTS.clean);
  youtube.comment("Ugz-violating", TEXTS.violating);
  await source.do("poll");
  youtube.troubles.add({ status: 503, text: "The service is currently unavailable." });
  const find = async () => (await site.api.expect(200, site.api.get("/v1/media?status=rejected"))).media;
  const [rejected] = await eventually(find, (rows: Body[]) => rows.length === 1);
  assert.equal(rejected.native_id, "Ugz-violating");
  const done = ({ decisions }: Body) => decisions[0].enforcement.state === "applied";
  await untilMedia(site, rejected.id, done);
  assert.deepEqual(youtube.moderated, [["Ugz-violating", "rejected"]]);
  await site.api.expect(200, site.api.post(`/v1/reviews/${rejected.id}/approve`));
  await eventually(
    async () => youtube.moderated.length,
    (calls) => calls === 2,
  );
  assert.deepEqual(youtube.moderated[1], ["Ugz-violating", "published"]);
});

test("3.8 YouTube is left alone until midnight in California when its quota of the day is used up, and nothing is lost by that", async (t) => {
  const youtube = new YouTube();
  youtube.hasQuota = false;
  const { site } = await givenInbound(t, [youtube]);
  await judgeByLists(site);
  const { accessToken } = youtube;
  const poll = { subject: { videoId: "dQw4w9WgXcQ" } };
  const wishes = { platform: "youtube", secrets: { accessToken }, poll, moderate: ["comment.created"] };
  const source = await Source.open(site, wishes);
  await source.do("poll");
  const rejected = async (count: number): Promise<Body[]> => {
    youtube.comment(`Ugz-${count}`, TEXTS.violating);
    await source.do("poll");
    const find = async () => (await site.api.expect(200, site.api.get("/v1/media?status=rejected"))).media;
    return eventually(find, (rows: Body[]) => rows.length === count);
  };
  const enforcementOf = async (id: string) =>
    (await untilMedia(site, id, ({ decisions }) => decisions[0].enforcement.next_at !== null)).decisions[0].enforcement;
  const [first] = await rejected(1);
  const refused = await enforcementOf(first.id);
  assert.equal(refused.state, "requested");
  // When its turn comes again meanwhile, it says until when it waits.
  assert.match(refused.error, /answered 403: .*exceeded your|^YouTube takes no more calls before 20/);
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/Los_Angeles",
    timeStyle: "medium",
    hourCycle: "h23",
  });
  // As many seconds later as the hub took to read the answer.
  assert.match(clock.format(new Date(refused.next_at)), /^0?0:00:\d\d$/);
  const [second] = await rejected(2);
  const waiting = await enforcementOf(second.id);
  assert.deepEqual([waiting.state, waiting.next_at], ["requested", refused.next_at]);
  assert.match(waiting.error, /^YouTube takes no more calls before 20/);
  assert.equal(youtube.moderationCalls, 1);
});
