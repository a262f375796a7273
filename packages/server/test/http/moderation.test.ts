import assert from "node:assert/strict";
import { test } from "node:test";
import { omnifenceSigned } from "@tabellary/contracts";
import { eventually, openHub, type TestHub } from "./hub.ts";
import { openReceiver } from "./receiver.ts";

/** Media of a test's own words; the id. */
async function submit({ call }: TestHub, body: object): Promise<string> {
  const answer = await call("POST", "/v1/media", body);
  assert.equal(answer.status, 202, answer.text);
  assert.equal(answer.body.status, "pending");
  return answer.body.id;
}

function settled({ call }: TestHub, id: string, status: string) {
  return eventually(
    async () => (await call("GET", `/v1/media/${id}`)).body,
    (media) => media.status === status,
  );
}

test("a first start judges texts: coarse words go to a person, what nobody finds anything in is approved", async (t) => {
  const hub = await openHub(t);
  const fine = await submit(hub, { body: "What a lovely day.", app_media_id: "upload-1", metadata: { user: "u1" } });
  const coarse = await submit(hub, { body: "This is sh1t." });
  const approved = await settled(hub, fine, "approved");
  assert.equal(approved.app_media_id, "upload-1");
  assert.equal(approved.metadata.user, "u1");
  assert.deepEqual(
    approved.decisions.map(({ verdict, by }: { verdict: string; by: string }) => [verdict, by]),
    [["approved", "system"]],
  );
  const flagged = await settled(hub, coarse, "flagged");
  assert.equal(flagged.findings[0].label, "profanity");
  assert.equal(flagged.findings[0].evidence.matches[0].text, "sh1t");
  assert.equal(flagged.decisions[0].rules[0].name, "Listed as medium");
  const byOwnId = (await hub.call("GET", "/v1/media?app_media_id=upload-1")).body.media;
  assert.deepEqual(
    byOwnId.map(({ id }: { id: string }) => id),
    [fine],
  );
});

test("subscribers hear of media.created and then of media.moderated, in PixelPatrol's words", async (t) => {
  const hub = await openHub(t);
  const receiver = await openReceiver(t);
  const wishes = { url: receiver.url, events: ["media.*"], contract: "pixelpatrol", secret: "s3cret" };
  assert.equal((await hub.call("POST", "/v1/webhooks", wishes)).status, 201);
  const id = await submit(hub, { body: "sh1t happens", app_media_id: "a1" });
  await settled(hub, id, "flagged");
  const got = await receiver.until(2);
  assert.deepEqual(
    got.map(({ event }) => event),
    ["media.created", "media.moderated"],
  );
  const [created, moderated] = got.map(({ data }) => data);
  assert.deepEqual([created!.media_id, created!.status, created!.content_type], [id, "pending", "text"]);
  assert.deepEqual([moderated!.media_id, moderated!.status, moderated!.previous_status], [id, "flagged", "pending"]);
  assert.deepEqual(
    (moderated!.applied_rules as { action: string }[]).map(({ action }) => action),
    ["flag"],
  );
});

test("a person's decision over a flagged item is a second media.moderated, and ends its job", async (t) => {
  const hub = await openHub(t);
  const receiver = await openReceiver(t);
  await hub.call("POST", "/v1/webhooks", {
    url: receiver.url,
    events: ["media.moderated", "job.*"],
    ordering: "webhook",
  });
  const id = await submit(hub, { body: "sh1t happens" });
  const { job_id } = await settled(hub, id, "flagged");
  const waiting = (await hub.call("GET", `/v1/job/${job_id}`)).body;
  assert.deepEqual([waiting.status, waiting.is_prohibited], ["processing", null]);
  const { reviews } = (await hub.call("GET", "/v1/reviews")).body;
  assert.deepEqual(
    reviews.map(({ media }: { media: { id: string } }) => media.id),
    [id],
  );
  const decided = await hub.call("POST", `/v1/reviews/${id}/approve`, { by: "ann", note: "Idiomatic." });
  assert.deepEqual([decided.status, decided.body.status], [200, "approved"]);
  assert.equal((await hub.call("POST", `/v1/reviews/${id}/approve`)).body.status, "approved");
  const got = await receiver.until(3);
  assert.deepEqual(
    got.map(({ type, data }) => [type, data.status, data.moderator]),
    [
      ["media.moderated", "flagged", "system"],
      ["media.moderated", "approved", "ann"],
      ["job.completed", "completed", undefined],
    ],
  );
  assert.equal((await hub.call("GET", `/job/${job_id}`)).body.is_prohibited, false);
  assert.deepEqual((await hub.call("GET", "/v1/reviews")).body.reviews, []);
  const { decisions } = (await hub.call("GET", `/v1/media/${id}`)).body;
  assert.deepEqual(
    decisions.map(({ verdict, actor, api_key, reason }: Record<string, string>) => [verdict, actor, api_key, reason]),
    [
      ["flagged", null, null, decisions[0].reason],
      ["approved", "ann", "admin", "Idiomatic."],
    ],
  );
});

test("OmniFence's paths take JSON and forms, and the job's own URL hears of its end once and unsigned", async (t) => {
  const hub = await openHub(t);
  const receiver = await openReceiver(t);
  const threats = { label: "threat", severity: "high", words: ["watch your back"], patterns: [], except: [] };
  const evaluators = [{ name: "lists", kind: "terms", lists: [threats] }];
  assert.equal((await hub.call("PUT", "/v1/moderation", { evaluators })).status, 200);
  const asJson = await hub.call("POST", "/moderate/prompt", { prompt: "a cat", webhook_url: receiver.url });
  assert.equal(asJson.status, 202, asJson.text);
  assert.equal(asJson.body.status, "queued");
  const form = new FormData();
  form.set("text", "You should w4tch your back!");
  form.set("webhook_url", receiver.url);
  const encoded = new Response(form);
  const headers = { "content-type": encoded.headers.get("content-type")! };
  const asForm = await hub.call("POST", "/v1/moderate/text", Buffer.from(await encoded.arrayBuffer()), { headers });
  assert.equal(asForm.status, 202, asForm.text);
  const got = (await receiver.until(2)).map(({ json, headers: sent }) => ({ json, sent }));
  const passed = got.find(({ json }) => json.job_id === asJson.body.job_id)!;
  const refused = got.find(({ json }) => json.job_id === asForm.body.job_id)!;
  assert.deepEqual([passed.json.status, passed.json.is_prohibited], ["completed", false]);
  assert.deepEqual(
    [refused.json.is_prohibited, (refused.json.categories as { custom: object }).custom],
    [true, { hate: false, profanity: false, threat: true }],
  );
  assert.equal(
    Object.keys(refused.sent).some((name) => name.includes("signature")),
    false,
  );
  const job = (await hub.call("GET", `/job/${asForm.body.job_id}`)).body;
  assert.deepEqual([job.type, job.status, job.is_prohibited], ["text", "completed", true]);
  assert.equal(job.reason, refused.json.reason);
  const log = async () => (await hub.call("GET", `/v1/job/${asForm.body.job_id}/deliveries`)).body.deliveries;
  const [delivery] = await eventually(log, ([one]) => one?.status === "success");
  assert.deepEqual([delivery.event_type, delivery.attempts, delivery.log[0].status_code], ["job.completed", 1, 200]);
  const { jobs } = (await hub.call("GET", "/v1/jobs?status=completed")).body;
  assert.equal(jobs.length, 2);
  assert.deepEqual((await hub.call("GET", "/v1/webhooks")).body.webhooks, []);
});

test("what nobody here can judge is flagged, and a video's job fails with its error code", async (t) => {
  const hub = await openHub(t);
  const id = await submit(hub, { content_url: "http://127.0.0.1:1/a.jpg" });
  const flagged = await settled(hub, id, "flagged");
  assert.deepEqual([flagged.decisions[0].cause, flagged.decisions[0].unjudged], ["not_evaluated", ["image"]]);
  const video = await hub.call("POST", "/v1/moderate/video", { video_url: "http://127.0.0.1:1/a.mp4" });
  const job = await eventually(
    async () => (await hub.call("GET", `/v1/job/${video.body.job_id}`)).body,
    ({ status }) => status === "failed",
  );
  assert.deepEqual([job.error_code, job.is_prohibited], ["UNSUPPORTED_MEDIA", null]);
});

test("a submission that cannot be judged is refused with the place of its fault", async (t) => {
  const { call } = await openHub(t);
  const refused: [path: string, body: object, at: string, code: string][] = [
    ["/v1/media", {}, "/body", "invalid_request"],
    ["/v1/media", { body: " " }, "/body", "invalid_request"],
    ["/v1/media", { content_url: "ftp://a/b" }, "/content_url", "invalid_request"],
    ["/v1/media", { content_url: "http://10.0.0.1/a.jpg" }, "/content_url", "url_not_allowed"],
    ["/v1/media", { body: "a", metadata: { a: "x".repeat(10_240) } }, "/metadata", "invalid_request"],
    ["/v1/media", { body: "a", api_key: "x" }, "/api_key", "unknown_field"],
    ["/v1/moderate/text", {}, "/text", "invalid_request"],
    ["/v1/moderate/text", { text: "" }, "/text", "invalid_request"],
    ["/v1/moderate/image", { image_url: "http://169.254.169.254/" }, "/image_url", "url_not_allowed"],
    ["/v1/moderate/prompt", { prompt: "a", webhook_url: "http://10.0.0.1/" }, "/webhook_url", "url_not_allowed"],
    ["/v1/moderate/prompt", { prompt: "a", webhook_secret: "short" }, "/webhook_secret", "invalid_request"],
  ];
  for (const [path, body, at, code] of refused) {
    const answer = await call("POST", path, body);
    assert.deepEqual([answer.body.code, answer.body.errors[0].path], [code, at], answer.text);
  }
});

test("with a secret the job's own URL is told in the contract that signs, by the secret that was given", async (t) => {
  const hub = await openHub(t);
  const receiver = await openReceiver(t);
  const webhook_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const wishes = { text: "A fine day", webhook_url: receiver.url, webhook_secret };
  const { job_id } = (await hub.call("POST", "/v1/moderate/text", wishes)).body;
  const [told] = await receiver.until(1);
  assert.equal(told!.json.job_id, job_id);
  assert.match(told!.json.delivery_id, /./);
  const body = new TextEncoder().encode(told!.text);
  const verified = omnifenceSigned.verify({
    headers: told!.headers,
    body,
    secrets: [webhook_secret],
    nowMs: Date.now(),
  });
  assert.equal(verified.ok, true, JSON.stringify(verified));
});
