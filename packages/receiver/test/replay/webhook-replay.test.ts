import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { github, moderationAi } from "@tabellary/contracts";
import {
  type ReplayProgress,
  WebhookEvent,
  WebhookHandler,
  type WebhookHandlerOptions,
  WebhookReplay,
  WebhookRetry,
} from "../../src/index.ts";
import { deadLetterFile } from "../../src/node.ts";
import { standingClock } from "../clock.ts";

const secret = "your_secret";
const clock = standingClock();

const envelope = (id: string, commentId: string | number = `comment_${id}`) => ({
  event_id: id,
  event_type: "comment.created",
  timestamp: "2024-01-08T10:30:00Z",
  platform: "twitter",
  data: { comment: { id: commentId, text: `text of ${id}`, author_username: "username" } },
});

/** A handler with what it has handled, in order. */
function listening(options: WebhookHandlerOptions = {}) {
  const handler = new WebhookHandler({ secret, clock, log: null, waits: true, ...options });
  const handled: string[] = [];
  handler.on("comment.*", (event) => handled.push(event.eventId));
  return { handler, handled };
}

function signed(body: string, nowMs = clock.now()) {
  const event = { id: "", type: "", createdAt: "", data: "", deliveryId: "" };
  return moderationAi.sign({ event, body, secrets: [secret], nowMs });
}

async function fileOf(t: { after(run: () => Promise<void>): void }, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tabellary-"));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, "webhooks.json");
  await writeFile(path, text);
  return path;
}

const two = [envelope("a"), envelope("b")];

for (const [what, text] of [
  ["a JSON array", JSON.stringify(two)],
  ["a JSON array over many lines", JSON.stringify(two, null, 2)],
  ["an object with events", JSON.stringify({ events: two }, null, 2)],
  ["NDJSON", two.map((one) => JSON.stringify(one)).join("\n")],
  [
    "NDJSON with empty lines, CRLF and a byte order mark",
    `\uFEFF${two.map((one) => JSON.stringify(one)).join("\r\n\r\n")}\r\n`,
  ],
] as const) {
  test(`${what} is replayed in its order`, async (t) => {
    const { handler, handled } = listening();
    const replay = new WebhookReplay({ handler, verification: "skipped" });
    const totals = await replay.replayFromFile(await fileOf(t, text));
    assert.deepEqual(handled, ["a", "b"]);
    assert.equal(totals.records, 2);
    assert.equal(totals.handled, 2);
  });
}

test("one event over several lines is one event, and an empty file is none", async () => {
  const { handler, handled } = listening();
  const replay = new WebhookReplay({ handler, verification: "skipped" });
  await replay.replay(JSON.stringify(envelope("a"), null, 2));
  assert.equal((await replay.replay("\n \n")).records, 0);
  assert.deepEqual(handled, ["a"]);
});

test("what came by the endpoint is not handled again by default, and is when it is asked for", async () => {
  const { handler, handled } = listening();
  const body = JSON.stringify(envelope("a"));
  const request = { method: "POST", path: "/webhook", query: "", headers: signed(body), readBody: async () => body };
  assert.equal((await handler.answer(request)).status, 200);
  const skipping = new WebhookReplay({ handler, verification: "skipped" });
  const skipped = await skipping.replay([envelope("a"), envelope("b"), envelope("b")]);
  assert.deepEqual([skipped.duplicate, skipped.handled, handled], [2, 1, ["a", "b"]]);
  const again = new WebhookReplay({ handler, verification: "skipped", duplicates: "again" });
  const totals = await again.replay([envelope("a"), envelope("c"), envelope("c")]);
  assert.deepEqual([totals.duplicate, totals.handled], [0, 3]);
  assert.deepEqual(handled, ["a", "b", "a", "c", "c"]);
  assert.equal((await skipping.replay([envelope("c")])).handled, 1, "what was handled again was not remembered");
});

test("what came from a platform is known by its source", async () => {
  const { handler, handled } = listening();
  const came = new WebhookEvent({ ...envelopeFields("x"), platform: "github" });
  await handler.handle(came, { wait: true, source: "github" });
  const replay = new WebhookReplay({ handler, verification: "skipped" });
  assert.equal((await replay.replay([{ ...came.toJSON(), source: "github" }])).duplicate, 1);
  const bySource = new WebhookReplay({ handler, verification: "skipped", source: "github" });
  assert.equal((await bySource.replay([came])).duplicate, 1);
  assert.deepEqual(handled, ["x"]);
});

function envelopeFields(eventId: string) {
  const { data } = envelope(eventId);
  return { eventId, eventType: "comment.created", data };
}

test("with verification an event is refused, and a request passes only when it is genuine, as of its time", async () => {
  const body = JSON.stringify(envelope("a"));
  const lastWeekMs = clock.now() - 7 * 86_400_000;
  const request = { platform: "moderation-ai", body, headers: signed(body, lastWeekMs) };
  const received_at = new Date(lastWeekMs).toISOString();
  const { handler, handled } = listening();
  const messages: (string | undefined)[] = [];
  const onProgress = ({ message }: ReplayProgress) => messages.push(message);
  const totals = await new WebhookReplay({ handler, clock, onProgress }).replay([
    envelope("b"),
    request,
    { ...request, received_at, body: body.replace("text of", "test of") },
    { ...request, received_at },
    { ...request, received_at: lastWeekMs, body: undefined, body_base64: Buffer.from(body).toString("base64") },
  ]);
  assert.deepEqual([totals.refused, totals.handled, totals.duplicate], [3, 1, 1]);
  assert.deepEqual(handled, ["a"]);
  assert.match(messages[0]!, /verification: "skipped"/);
  assert.match(messages[1]!, /timestamp|old/i);
  assert.equal(messages[3], undefined);
});

test("a platform's request is replayed through its own format, past verification only by choice", async () => {
  const { handler, handled } = listening({ platforms: { github: { secret: "s3cret" } } });
  const body = JSON.stringify({
    action: "created",
    comment: { id: 9007199254740992, body: "Hi", user: { id: 1, login: "a" } },
    issue: { id: 5, number: 1 },
  }).replace("9007199254740992", "9007199254740993");
  const event = { id: "d1", type: "issue_comment", createdAt: "", data: "", deliveryId: "d1" };
  const genuine = github.sign({ event, body, secrets: ["s3cret"], nowMs: 0 });
  const request = { platform: "github", body, headers: { ...genuine, "X-GitHub-Event": "issue_comment" } };
  const ids: string[] = [];
  handler.on("comment.created", (one) => ids.push(one.data.comment.id));
  const required = new WebhookReplay({ handler });
  const forged = { ...request, headers: { ...request.headers, "X-Hub-Signature-256": `sha256=${"0".repeat(64)}` } };
  assert.equal((await required.replay([forged])).refused, 1);
  assert.equal((await required.replay([request])).handled, 1);
  const skipped = new WebhookReplay({ handler, verification: "skipped" });
  assert.equal((await skipped.replay([forged])).duplicate, 1, "known by the same id");
  assert.deepEqual(ids, ["9007199254740993"]);
  assert.equal(handled.length, 1);
});

test("a record that cannot be read is counted, told and passed over, and a broken array says so", async () => {
  const { handler, handled } = listening();
  const seen: [number, string | undefined][] = [];
  const replay = new WebhookReplay({
    handler,
    verification: "skipped",
    onProgress: ({ at, message }) => seen.push([at, message]),
  });
  const lines = [JSON.stringify(envelope("a")), "not json", '{"x":1}', '{"platform":"nobody","body":"{}"}', "7"];
  const totals = await replay.replay([...lines, JSON.stringify(envelope("b"))].join("\n"));
  assert.deepEqual([totals.unreadable, totals.handled, handled], [4, 2, ["a", "b"]]);
  assert.deepEqual(
    seen.map(([at]) => at),
    [1, 2, 3, 4, 5, 6],
  );
  assert.match(seen[2]![1]!, /neither an event .* nor a request/);
  assert.match(seen[3]![1]!, /no platform "nobody"/);
  await assert.rejects(replay.replay('[{"event_id":"a"}, {'), { code: "replay_file_unreadable" });
  await assert.rejects(replay.replayFromFile("/nowhere/webhooks.json"), { code: "ENOENT" });
});

test("a handler that fails is counted and the replay goes on; what failed may be replayed again", async () => {
  const { handler, handled } = listening();
  let isBroken = true;
  handler.on("comment.created", (event) => {
    if (isBroken && event.eventId === "a") throw new Error("broken");
  });
  const replay = new WebhookReplay({ handler, verification: "skipped" });
  const first = await replay.replay(two);
  assert.deepEqual([first.failed, first.handled], [1, 1]);
  isBroken = false;
  const second = await replay.replay(two);
  assert.deepEqual([second.handled, second.duplicate], [1, 1]);
  assert.deepEqual(handled, ["b", "a"]);
});

test("a signal ends a replay between two records", async () => {
  const { handler, handled } = listening();
  const controller = new AbortController();
  handler.on("comment.created", () => controller.abort());
  const replay = new WebhookReplay({ handler, verification: "skipped", signal: controller.signal });
  assert.equal((await replay.replay(two)).records, 1);
  assert.deepEqual(handled, ["a"]);
});

test("dead letters are replayed as they are", async (t) => {
  const path = await fileOf(t, "");
  const { handler, handled } = listening();
  let isBroken = true;
  handler.on("comment.created", () => {
    if (isBroken) throw new Error("broken");
  });
  const retry = new WebhookRetry({ handler, clock, maxRetries: 0, onGivenUp: deadLetterFile(path) });
  await retry.processEvent(handler.parseEvent(JSON.stringify(envelope("a")))!, { source: handler.sourceOf() });
  isBroken = false;
  const totals = await new WebhookReplay({ handler, verification: "skipped" }).replayFromFile(path);
  assert.deepEqual([totals.handled, handled], [1, ["a"]]);
});
