import assert from "node:assert/strict";
import { test } from "node:test";
import { runExample } from "../example.ts";
import { comment, signedHeaders, unified } from "../unified-requests.ts";

test("3.1 the page's first sample prints the ids of a created and an updated comment", async (t) => {
  const example = runExample(t, "moderation-ai/handler.ts", { env: { PORT: "0" } });
  const port = (await example.line(/^listening on \d+$/)).split(" ").at(-1);
  for (const [type, id] of [
    ["comment.created", "evt_1"],
    ["comment.updated", "evt_2"],
  ] as const) {
    const body = unified(type, { comment: { ...comment, id: `of_${id}` } }, id);
    const headers = signedHeaders(body, "webhook_secret");
    const answer = await fetch(`http://127.0.0.1:${port}/webhook`, { method: "POST", headers, body });
    assert.deepEqual([answer.status, await answer.text()], [200, '{"status":"ok"}']);
  }
  await example.line(/^Updated comment:/);
  assert.deepEqual(example.lines.slice(1), ["New comment: of_evt_1", "Updated comment: of_evt_2"]);
});
