import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { validateWebhookTimestamp, WebhookHandler } from "../../src/index.ts";

const body = '{"ref":"refs/heads/main"}';

async function statusOf(handler: WebhookHandler, key: string): Promise<number> {
  const signature = `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;
  const headers = { "x-github-event": "push", "x-github-delivery": key, "x-hub-signature-256": signature };
  const request = { method: "POST", path: "/webhook/github", query: "", headers, readBody: async () => body };
  return (await handler.answer(request)).status;
}

test("while a secret is rotated, the old one and the new one let through, and no other", async () => {
  for (const secret of [["new", "old"], { secret: ["new", "old"] }]) {
    const handler = new WebhookHandler({ platforms: { github: { secret } }, log: null });
    const statuses: number[] = [];
    for (const key of ["new", "old", "older"]) statuses.push(await statusOf(handler, key));
    assert.deepEqual(statuses, [200, 200, 401]);
  }
});

test("a list without a secret, or with one that is missing or empty, lets nothing through by it", async () => {
  const missing = [undefined, "new"] as unknown as string[];
  for (const [secret, expected] of [
    [[], 401],
    [[""], 401],
    [missing, 200],
  ] as const) {
    const handler = new WebhookHandler({ platforms: { github: { secret: [...secret] } }, log: null });
    assert.equal(await statusOf(handler, "new"), expected);
    assert.equal(await statusOf(handler, "undefined"), 401);
  }
});

test("a timestamp is held against the tolerance in whatever unit it is written", () => {
  const now = Date.parse("2024-01-15T10:30:00Z");
  const writings = [(ms: number) => `${ms / 1000}`, (ms: number) => ms, (ms: number) => new Date(ms).toISOString()];
  for (const write of [...writings, (ms: number) => new Date(ms).toISOString().replace("Z", "+00:00")]) {
    for (const [offsetSeconds, expected] of [
      [0, true],
      [-300, true],
      [300, true],
      [-301, false],
      [301, false],
    ] as const) {
      assert.equal(validateWebhookTimestamp(write(now + offsetSeconds * 1000), { now }), expected);
    }
    assert.equal(validateWebhookTimestamp(write(now - 61_000), { now, maxAgeSeconds: 60 }), false);
  }
  for (const none of [null, undefined, "", "yesterday", Number.NaN, -1, "1e9", " 1705314600", "2024-01-15"]) {
    assert.equal(validateWebhookTimestamp(none, { now, maxAgeSeconds: 1e12 }), false, String(none));
  }
});
