import assert from "node:assert/strict";
import { test } from "node:test";
import { parseId } from "../../src/model/ids.ts";
import { eventually, openHub, type TestHub } from "./hub.ts";

async function flagged({ call }: TestHub, body: object = { body: "sh1t" }): Promise<string> {
  const { id } = (await call("POST", "/v1/media", body)).body;
  await eventually(
    async () => (await call("GET", `/v1/media/${id}`)).body,
    ({ status }) => status === "flagged",
  );
  return id;
}

test("one person takes an item, another cannot, and whoever escalates it frees it again", async (t) => {
  const hub = await openHub(t);
  const id = await flagged(hub);
  const post = (step: string, body?: object) => hub.call("POST", `/v1/reviews/${id}/${step}`, body);
  assert.equal((await post("claim", { by: "ann" })).body.assignee, "ann");
  assert.equal((await post("claim", { by: "ann" })).status, 200);
  const refused = await post("claim", { by: "ben" });
  assert.deepEqual([refused.status, refused.body.code], [409, "conflict"]);
  assert.match(refused.body.detail, /taken by ann/);
  assert.equal((await post("reject", { by: "ben" })).status, 409);
  await post("note", { by: "ann", text: "Is this a quotation?" });
  const escalated = (await post("escalate", { by: "ann", note: "I do not know." })).body;
  assert.deepEqual([escalated.assignee, escalated.is_escalated], [null, true]);
  assert.deepEqual(
    escalated.notes.map(({ by, api_key, text }: Record<string, string>) => [by, api_key, text]),
    [
      ["ann", "admin", "Is this a quotation?"],
      ["ann", "admin", "I do not know."],
    ],
  );
  assert.equal((await post("claim", { by: "ben" })).body.assignee, "ben");
  assert.equal((await post("release")).body.assignee, null);
  const { review } = (await hub.call("GET", `/v1/reviews/${id}`)).body;
  assert.equal(review.text, "sh1t");
  assert.equal(review.findings[0].label, "profanity");
  assert.equal(review.decision.rules[0].name, "Listed as medium");
});

test("what has left the queue is held by nobody who had taken it", async (t) => {
  const hub = await openHub(t);
  const id = await flagged(hub);
  assert.equal((await hub.call("POST", `/v1/reviews/${id}/approve`, { by: "ben" })).status, 200);
  // Taken at the same moment: there is nothing any more that could be released.
  const itemId = parseId("media", id)!;
  const review = { itemId, siteNo: (await hub.store.readItem(itemId))!.item.siteNo, rev: 0 };
  await hub.store.reviewItem({ ...review, assignee: "ann", claimedAt: 1, isEscalated: false, notes: [] });
  assert.equal((await hub.call("POST", `/v1/reviews/${id}/release`)).status, 409);
  assert.equal((await hub.call("POST", `/v1/reviews/${id}/reject`, { by: "ben" })).body.status, "rejected");
});

test("who decides upon a decision that is not the newest is told so", async (t) => {
  const hub = await openHub(t);
  const id = await flagged(hub);
  const seen = (await hub.call("GET", `/v1/media/${id}`)).body.decisions[0].id;
  const first = await hub.call("POST", `/v1/reviews/${id}/reject`, { decision_id: seen });
  assert.equal(first.body.status, "rejected");
  const late = await hub.call("POST", `/v1/reviews/${id}/approve`, { decision_id: seen });
  assert.deepEqual([late.status, late.body.code], [409, "conflict"]);
  assert.equal((await hub.call("POST", `/v1/reviews/${id}/approve`)).body.status, "approved");
});

test("many are decided at once, each by itself, and the queue goes by its oldest", async (t) => {
  const hub = await openHub(t);
  const ids = [await flagged(hub), await flagged(hub), await flagged(hub)];
  const page = (await hub.call("GET", "/v1/reviews?limit=2")).body;
  const idsOf = (reviews: { media: { id: string } }[]) => reviews.map(({ media }) => media.id);
  assert.deepEqual(idsOf(page.reviews), ids.slice(0, 2));
  const rest = (await hub.call("GET", `/v1/reviews?limit=2&cursor=${page.next_cursor}`)).body;
  assert.deepEqual([idsOf(rest.reviews), rest.next_cursor], [ids.slice(2), null]);
  const unknown = "media_0000000000001";
  const bulk = { action: "reject", media_ids: [ids[0], unknown, ids[2]], by: "ann" };
  const { results } = (await hub.call("POST", "/v1/reviews/bulk", bulk)).body;
  assert.deepEqual(
    results.map(({ media, code }: { media: { status: string } | null; code: string | null }) => [media?.status, code]),
    [
      ["rejected", null],
      [undefined, "not_found"],
      ["rejected", null],
    ],
  );
  assert.deepEqual(idsOf((await hub.call("GET", "/v1/reviews")).body.reviews), [ids[1]]);
});

test("of many, what was decided anew since it was seen is left as it is, and named", async (t) => {
  const hub = await openHub(t);
  const [first, second] = [await flagged(hub), await flagged(hub)];
  const { reviews } = (await hub.call("GET", "/v1/reviews")).body;
  const decision_ids = Object.fromEntries(
    reviews.map(({ media, decision }: { media: { id: string }; decision: { id: string } }) => [media.id, decision.id]),
  );
  await hub.call("POST", `/v1/reviews/${first}/approve`, { by: "ben" });
  const bulk = { action: "reject", media_ids: [first, second], by: "ann", decision_ids };
  const { results } = (await hub.call("POST", "/v1/reviews/bulk", bulk)).body;
  assert.deepEqual(
    results.map(({ media, code }: { media: { status: string } | null; code: string | null }) => [media?.status, code]),
    [
      [undefined, "conflict"],
      ["rejected", null],
    ],
  );
  assert.match(results[0].detail, /has been decided anew/);
  assert.equal((await hub.call("GET", `/v1/media/${first}`)).body.status, "approved");

  const stranger = { ...bulk, media_ids: [second] };
  const refused = await hub.call("POST", "/v1/reviews/bulk", stranger);
  assert.deepEqual([refused.status, refused.body.errors[0].path], [400, `/decision_ids/${first}`]);
  const wrong = { ...bulk, decision_ids: { [first]: "first" } };
  assert.equal((await hub.call("POST", "/v1/reviews/bulk", wrong)).body.code, "invalid_id");
});

test("the queue shows what somebody has taken, what was left to others, and what is old enough, oldest first", async (t) => {
  const hub = await openHub(t);
  const ids = [await flagged(hub), await flagged(hub), await flagged(hub)];
  const [first, second, third] = ids as [string, string, string];
  await hub.call("POST", `/v1/reviews/${second}/claim`, { by: "ann" });
  await hub.call("POST", `/v1/reviews/${third}/escalate`, { by: "ann" });
  const shown = async (query: string) => {
    const { reviews, next_cursor } = (await hub.call("GET", `/v1/reviews?${query}`)).body;
    return [reviews.map(({ media }: { media: { id: string } }) => media.id), next_cursor];
  };
  assert.deepEqual(await shown("assignee=ann"), [[second], null]);
  assert.deepEqual(await shown("is_escalated=true"), [[third], null]);
  assert.deepEqual(await shown("is_escalated=false"), [[first, second], null]);
  assert.deepEqual(await shown("platform=twitter"), [[], null]);
  const [[one], next] = await shown("is_escalated=false&limit=1");
  assert.equal(one, first);
  assert.deepEqual(await shown(`is_escalated=false&limit=5&cursor=${next}`), [[second], null]);
  const at = (await hub.call("GET", `/v1/media/${second}`)).body.created_at;
  const [before] = await shown(`to=${at}`);
  const [since] = await shown(`from=${at}`);
  assert.ok(before.includes(first) && !before.includes(third));
  assert.ok(since.includes(third) && !since.includes(first));
});

test("a list of media has the beginning of each text, and a job names what it judges", async (t) => {
  const hub = await openHub(t);
  const id = await flagged(hub, { body: `sh1t ${"a".repeat(300)}` });
  const [media] = (await hub.call("GET", "/v1/media")).body.media;
  assert.deepEqual([media.id, media.excerpt.length, media.excerpt.slice(0, 6)], [id, 200, "sh1t a"]);
  assert.equal((await hub.call("GET", `/v1/job/${media.job_id}`)).body.media_id, id);
});

test("reviewing takes a scope of its own, and reaches no other site's items", async (t) => {
  const hub = await openHub(t);
  const id = await flagged(hub);
  const other = await hub.makeSite("other");
  const elsewhere = await hub.call("POST", `/v1/reviews/${id}/approve`, undefined, { key: other.token });
  assert.equal(elsewhere.status, 404);
  const reader = await hub.makeSite("reader", ["moderation:read"]);
  const refused = await hub.call("POST", `/v1/reviews/${id}/approve`, undefined, { key: reader.token });
  assert.equal(refused.status, 403);
  assert.match(refused.body.detail, /reviews:write/);
});

test("the table has what a spreadsheet would take for a formula as text, and every page of it", async (t) => {
  const hub = await openHub(t);
  const id = await flagged(hub, { body: "=sh1t(1)", app_media_id: "a,1" });
  const answer = await hub.call("GET", "/v1/media.csv?status=flagged");
  assert.match(String(answer.headers["content-type"]), /^text\/csv/);
  const [head, row, end] = answer.text.split("\r\n");
  assert.ok(head!.startsWith("\ufeffmedia_id,app_media_id"));
  assert.ok(row!.startsWith(`${id},"a,1",text,flagged`), row);
  assert.ok(row!.includes("'=sh1t(1)"));
  assert.equal(end, "");
});

test("a job is followed until it ends", async (t) => {
  const hub = await openHub(t);
  const id = await flagged(hub);
  const { job_id } = (await hub.call("GET", `/v1/media/${id}`)).body;
  const following = hub.call("GET", `/v1/job/${job_id}/progress`);
  await hub.call("POST", `/v1/reviews/${id}/approve`);
  const { text, headers } = await following;
  assert.match(String(headers["content-type"]), /^text\/event-stream/);
  const events = text.trim().split("\n\n");
  const [first] = events;
  const last = events.at(-1)!;
  assert.match(first!, /^event: connected\ndata: /);
  const ended = JSON.parse(last.split("data: ")[1]!);
  assert.deepEqual(ended, { job_id, status: "completed", progress: 100 });
});

test("the figures tell how long people took, and which rules and evaluators they decided against", async (t) => {
  const hub = await openHub(t);
  const [passed, refused, open] = [await flagged(hub), await flagged(hub), await flagged(hub)];
  await hub.call("POST", `/v1/reviews/${passed}/approve`);
  await hub.call("POST", `/v1/reviews/${refused}/reject`);
  const { body } = await hub.call("GET", "/v1/reviews/stats");
  assert.deepEqual([body.decisions, body.reviewed, body.overruled, body.override_rate], [5, 2, 1, 0.5]);
  assert.deepEqual(body.verdicts, { approved: 1, rejected: 1, flagged: 3 });
  const inHours = body.hours.reduce((sum: number, { flagged }: { flagged: number }) => sum + flagged, 0);
  assert.equal(inHours, 3);
  assert.match(body.hours[0].at, /:00:00\.000Z$/);
  const [rule] = body.rules;
  assert.deepEqual([rule.name, rule.hits, rule.reviewed, rule.overruled], ["Listed as medium", 3, 2, 1]);
  assert.deepEqual(body.evaluators, [{ name: "terms", reviewed: 2, overruled: 1, override_rate: 0.5 }]);
  const { median, p90, max } = body.time_to_decision_seconds;
  assert.ok(median >= 0 && median <= p90 && p90 <= max);
  assert.equal(body.next_cursor, null);
  const before = (await hub.call("GET", `/v1/media/${open}`)).body.created_at;
  const later = (await hub.call("GET", `/v1/reviews/stats?from=${before}`)).body;
  assert.ok(later.decisions < body.decisions);
});
