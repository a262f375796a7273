import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, openHub, type TestHub } from "./hub.ts";
import { comment, makeSource, openDoor, signedUnified, unified } from "./platform-requests.ts";

const MODERATED = { moderate: ["comment.created"] };

async function openSource(hub: TestHub, wishes: object = MODERATED) {
  const source = await makeSource(hub, "moderation-ai", wishes);
  const send = await openDoor(hub);
  let sent = 0;
  return {
    ...source,
    async tell(type: string, data: object): Promise<void> {
      sent += 1;
      const body = unified(`e${sent}`, type, data);
      const { status, text } = await send(source.path, body, signedUnified(body));
      assert.equal(status, 200, text);
    },
  };
}

const list = async ({ call }: TestHub) => (await call("GET", "/v1/media")).body.media;
const detail = async ({ call }: TestHub, id: string) => (await call("GET", `/v1/media/${id}`)).body;

/** Every delivery has ended, the hub's own too: nothing more will come of what was told. */
async function untilQuiet(hub: TestHub): Promise<void> {
  await eventually(
    async () => hub.store.owedLanes(null, 10),
    (lanes) => lanes.length === 0,
  );
}

test("a comment of a moderated source is judged, and its decision is told in its platform's words", async (t) => {
  const hub = await openHub(t);
  const source = await openSource(hub);
  await source.tell("comment.created", comment("c1", "what a sh1t show"));
  const [media] = await eventually(
    () => list(hub),
    ([first]) => first?.status === "flagged",
  );
  assert.deepEqual([media.type, media.platform, media.native_id], ["comment", "twitter", "c1"]);
  const { author, metadata } = await detail(hub, media.id);
  assert.deepEqual(author, { id: "u1", username: "ada" });
  assert.equal(metadata.source_id, source.id);
  const { events } = (await hub.call("GET", "/v1/events?type=comment.moderated")).body;
  const { data } = (await hub.call("GET", `/v1/events/${events[0].id}`)).body;
  assert.equal(data.comment.id, "c1");
  assert.equal(data.decision.action, "flag");
  assert.deepEqual([data.previous, data.by], [null, "rule"]);
});

test("a comment that is changed is judged again, told once more it is not, and deleted it leaves the queue", async (t) => {
  const hub = await openHub(t);
  const source = await openSource(hub);
  await source.tell("comment.created", comment("c1", "sh1t"));
  const [{ id, job_id: first }] = await eventually(
    () => list(hub),
    ([one]) => one?.status === "flagged",
  );
  await source.tell("comment.updated", comment("c1", "sh1t"));
  await source.tell("comment.updated", comment("c1", "sorry"));
  const changed = await eventually(
    () => detail(hub, id),
    ({ status }) => status === "approved",
  );
  assert.equal(changed.text, "sorry");
  assert.deepEqual(
    changed.decisions.map(({ verdict, previous }: { verdict: string; previous: object }) => [verdict, previous]),
    [
      ["flagged", { status: "pending", action: null }],
      ["approved", { status: "flagged", action: "flag" }],
    ],
  );
  const dropped = (await hub.call("GET", `/v1/job/${first}`)).body;
  assert.deepEqual([dropped.status, dropped.error_code], ["failed", "ITEM_CHANGED"]);

  await source.tell("comment.updated", comment("c1", "sh1t again"));
  await eventually(
    () => detail(hub, id),
    ({ status }) => status === "flagged",
  );
  await source.tell("comment.deleted", { comment_id: "c1", post_id: "p1" });
  const gone = await eventually(
    () => detail(hub, id),
    ({ is_deleted }) => is_deleted,
  );
  assert.equal(gone.decisions.length, 3);
  assert.deepEqual((await hub.call("GET", "/v1/reviews")).body.reviews, []);
  const refused = await hub.call("POST", `/v1/reviews/${id}/approve`);
  assert.deepEqual([refused.status, refused.body.code], [409, "conflict"]);
});

test("what a source's owner does not want judged is an event like any other", async (t) => {
  const hub = await openHub(t);
  const source = await openSource(hub, {});
  await source.tell("comment.created", comment("c1", "sh1t"));
  await untilQuiet(hub);
  assert.deepEqual(await list(hub), []);
  const changed = await hub.call("PATCH", `/v1/sources/${source.id}`, { moderate: ["post.created"] });
  assert.deepEqual(changed.body.moderate, ["post.created"]);
  await source.tell("comment.created", comment("c2", "sh1t"));
  await untilQuiet(hub);
  assert.deepEqual(await list(hub), []);
});

test("an enforcement that a platform has no call for is shown as unsupported, and never as done", async (t) => {
  const hub = await openHub(t);
  const rule = {
    name: "Everything",
    rules: [{ name: "All", condition: { path: "text", exists: true }, action: "reject" }],
  };
  assert.equal((await hub.call("POST", "/v1/rule-groups", rule)).status, 201);
  const source = await openSource(hub);
  await source.tell("comment.created", comment("c1"));
  const [{ id }] = await eventually(
    () => list(hub),
    ([one]) => one?.status === "rejected",
  );
  const media = await eventually(
    () => detail(hub, id),
    ({ decisions }) => decisions[0].enforcement.state !== "requested",
  );
  const { action, state, error } = media.decisions[0].enforcement;
  assert.deepEqual([action, state], ["remove", "unsupported"]);
  assert.match(error, /has no call that moderates a comment/);
});

test("a comment that is made, changed and deleted in one breath ends as it was told", async (t) => {
  const hub = await openHub(t);
  const source = await openSource(hub);
  const ids = Array.from({ length: 20 }, (_, number) => `c${number}`);
  await Promise.all(
    ids.map(async (id) => {
      await source.tell("comment.created", comment(id, "sh1t"));
      await source.tell("comment.updated", comment(id, `fine, ${id}`));
      await source.tell("comment.deleted", { comment_id: id, post_id: "p1" });
    }),
  );
  await untilQuiet(hub);
  const media = await list(hub);
  assert.equal(media.length, ids.length);
  for (const { id } of media) {
    const { text, native_id, is_deleted } = await detail(hub, id);
    assert.deepEqual([text, is_deleted], [`fine, ${native_id}`, true]);
  }
  assert.deepEqual((await hub.call("GET", "/v1/reviews")).body.reviews, []);
  assert.deepEqual((await hub.call("GET", "/v1/jobs?status=queued")).body.jobs, []);
});

test("a post is judged by its caption and its pictures, and told of as a post", async (t) => {
  const hub = await openHub(t);
  const source = await openSource(hub, { moderate: ["post.created"] });
  const post = { id: "p9", author_id: "u1", author_username: "ada", caption: "Look!", text: "Look!", created_at: null };
  await source.tell("post.created", { post: { ...post, media_urls: ["http://127.0.0.1:1/a.jpg"] } });
  const [{ id, type }] = await eventually(
    () => list(hub),
    ([one]) => one?.status === "flagged",
  );
  assert.equal(type, "post");
  const { text, image_urls, decisions } = await detail(hub, id);
  assert.deepEqual([text, image_urls], ["Look!", ["http://127.0.0.1:1/a.jpg"]]);
  assert.deepEqual([decisions[0].cause, decisions[0].unjudged], ["not_evaluated", ["image"]]);
  const { events } = (await hub.call("GET", "/v1/events?type=post.moderated")).body;
  const { data } = (await hub.call("GET", `/v1/events/${events[0].id}`)).body;
  assert.deepEqual([data.post.id, data.decision.action, data.decision.error.code], ["p9", "flag", "not_evaluated"]);
});

test("an id that is longer than any platform's is judged all the same, and told from another of its kind", async (t) => {
  const hub = await openHub(t);
  const source = await openSource(hub);
  const long = "c".repeat(5_000);
  await source.tell("comment.created", comment(`${long}1`, "sh1t"));
  await source.tell("comment.created", comment(`${long}2`, "fine"));
  await source.tell("comment.deleted", { comment_id: `${long}1`, post_id: null });
  await untilQuiet(hub);
  const media = await list(hub);
  const seen = await Promise.all(media.map(async ({ id }: { id: string }) => detail(hub, id)));
  assert.deepEqual(seen.map(({ text, is_deleted }) => [text, is_deleted]).sort(), [
    ["fine", false],
    ["sh1t", true],
  ]);
  assert.ok(seen.every(({ native_id }) => native_id.length < 256));
});

test("what was hidden, changed and flagged is shown again when a person approves it, and the queue says how that stands", async (t) => {
  const hub = await openHub(t);
  const rules = [
    { name: "Hidden", condition: { path: "text", contains: "hide me" }, action: "hide" },
    { name: "Flagged", condition: { path: "text", contains: "flag me" }, action: "flag" },
  ];
  assert.equal((await hub.call("POST", "/v1/rule-groups", { name: "Own", rules })).status, 201);
  const source = await openSource(hub);
  await source.tell("comment.created", comment("c1", "hide me"));
  const [review] = await eventually(
    async () => (await hub.call("GET", "/v1/reviews")).body.reviews,
    ({ length }) => length === 1,
  );
  const { id } = review.media;
  assert.equal(review.decision.enforcement.action, "hide");
  assert.equal((await hub.call("GET", `/v1/reviews/${id}`)).body.review.decision.enforcement.action, "hide");
  await source.tell("comment.updated", comment("c1", "flag me"));
  await eventually(
    () => detail(hub, id),
    (media) => media.decisions.length === 2,
  );
  assert.equal((await hub.call("POST", `/v1/reviews/${id}/approve`)).body.status, "approved");
  const { decisions } = await detail(hub, id);
  assert.deepEqual(
    decisions.map(({ action, enforcement }: { action: string; enforcement: { action: string } | null }) => {
      return [action, enforcement?.action];
    }),
    [
      ["hide", "hide"],
      ["flag", undefined],
      ["approve", "restore"],
    ],
  );
});
