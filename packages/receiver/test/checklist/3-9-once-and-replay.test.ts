import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { WebhookHandler, WebhookReplay } from "../../src/index.ts";
import { comment, signedHeaders, unified } from "../unified-requests.ts";

test("3.9 an event_id sent twice is handled once; a replay skips it unless it is told to handle again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "tabellary-"));
  const handler = new WebhookHandler({ secret: "s", waits: true, log: null });
  t.after(() => Promise.all([handler.stop(), rm(folder, { recursive: true })]));
  const seen: string[] = [];
  handler.on("comment.created", (event) => seen.push(event.eventId));
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  const body = unified("comment.created", { comment });
  for (let i = 0; i < 2; i++) {
    const headers = signedHeaders(body, "s");
    const answer = await fetch(`http://127.0.0.1:${port}/webhook`, { method: "POST", headers, body });
    assert.equal(answer.status, 200);
  }
  assert.deepEqual(seen, ["evt_123456789"]);

  const path = join(folder, "webhooks.json");
  await writeFile(path, `[${body}, ${unified("comment.created", { comment }, "evt_2")}]`);
  const skipping = new WebhookReplay({ handler, verification: "skipped" });
  const { duplicate, handled } = await skipping.replayFromFile(path);
  assert.deepEqual([duplicate, handled, seen], [1, 1, ["evt_123456789", "evt_2"]]);
  const again = new WebhookReplay({ handler, verification: "skipped", duplicates: "again" });
  assert.equal((await again.replayFromFile(path)).handled, 2);
  assert.equal(seen.length, 4);
});
