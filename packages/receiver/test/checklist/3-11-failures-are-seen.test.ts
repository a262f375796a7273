import assert from "node:assert/strict";
import { test } from "node:test";
import { type DeadLetter, WebhookHandler, WebhookMonitor, WebhookRetry } from "../../src/index.ts";
import { movedClock } from "../moved-clock.ts";
import { comment, signedHeaders, unified } from "../unified-requests.ts";

test("3.11 a handler that fails twice succeeds; one that always fails is given up after three retries and shown", async () => {
  const clock = movedClock();
  const handler = new WebhookHandler({ clock, log: null }).onError(() => {});
  let [calls, failures] = [0, 2];
  handler.on("comment.created", () => {
    if (++calls <= failures) throw new Error("no luck");
  });
  const letters: DeadLetter[] = [];
  const retry = new WebhookRetry({ maxRetries: 3, handler, clock, onGivenUp: (letter) => letters.push(letter) });
  const attempt = async (id: string) => {
    const done = retry.processEvent(handler.parseEvent(unified("comment.created", { comment }, id))!);
    await clock.move(60_000);
    return done;
  };
  assert.deepEqual(await attempt("evt_1"), { outcome: "handled", attempts: 3 });
  [calls, failures] = [0, Number.POSITIVE_INFINITY];
  assert.equal((await attempt("evt_2")).outcome, "given_up");
  assert.equal(calls, 4);
  assert.deepEqual(
    letters.map(({ event, attempts, error }) => [event.eventId, attempts, String(error)]),
    [["evt_2", 4, "Error: no luck"]],
  );
});

test("3.11 an unknown type, an unhandled type and a raising handler each leave a reason, and the monitor shows them", async () => {
  const lines: string[] = [];
  const write = (...words: unknown[]) => lines.push(words.map(String).join(" "));
  const handler = new WebhookHandler({ secret: "s", waits: true, log: { warn: write, error: write } });
  const monitor = new WebhookMonitor({ handler, log: null });
  handler.on("comment.created", () => {
    throw new Error("database away");
  });
  const send = async (type: string, data: object) => {
    const body = unified(type, data, type);
    const readBody = async () => body;
    const headers = signedHeaders(body, "s");
    const { status } = await handler.answer({ method: "POST", path: "/webhook", query: "", headers, readBody });
    return status;
  };
  assert.equal(await send("galaxy.collided", { with: "andromeda" }), 200);
  assert.equal(await send("post.deleted", { post_id: "1" }), 200);
  assert.equal(await send("comment.created", { comment }), 503);
  assert.match(lines[0]!, /No handler is for "galaxy\.collided"/);
  assert.match(lines[1]!, /No handler is for "post\.deleted"/);
  assert.match(lines[2]!, /Handling comment\.created comment\.created failed: Error: database away/);
  const [endpointTraffic] = monitor.startHealthChecks().health().platforms;
  assert.deepEqual(
    [endpointTraffic?.platform, endpointTraffic?.unhandled, endpointTraffic?.failed],
    ["moderation-ai", 2, 1],
  );
  const endpoint = await monitor.toFetch()(new Request("http://127.0.0.1/health"));
  assert.equal(endpoint.status, 200);
  await monitor.stop();
});
