import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { eventually, openHub } from "../http/hub.ts";

const ITEMS = 3_000;
const AT_ONCE = 50;
const TEXT_CHARS = 20_000;
const OTHERS = 100;
const MIB = 1024 * 1024;
/** Of the heap, for all that waits for an evaluator that hangs: docs/moderation/evaluators.md. */
const GROWTH_BYTES_MAX = 16 * MIB;

/** A classifier that takes every request and answers none. */
async function openHanging(t: TestContext) {
  const asked: string[] = [];
  const server = createServer((request) => void asked.push(request.url!));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

/** Of this process, without what nobody needs any more. */
function heapBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}

test("what waits for an evaluator that hangs waits in the store, and delays no other site", async (t) => {
  const hub = await openHub(t);
  const hanging = await openHanging(t);
  const { token: key } = await hub.makeSite("hangs");
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const own = { name: "own", kind: "http", url: hanging.url, judges: ["text"], secret, timeout_ms: 50_000 };
  assert.equal((await hub.call("PUT", "/v1/moderation", { evaluators: [own] }, { key })).status, 200);
  const submit = async (number: number) => {
    const body = `Text ${number}: `.padEnd(TEXT_CHARS, "what a fine day ");
    assert.equal((await hub.call("POST", "/v1/media", { body }, { key })).status, 202);
  };
  await submit(0);
  const before = heapBytes();
  for (let number = 1; number < ITEMS; number += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, place) => submit(number + place)));
  }
  const grownBytes = heapBytes() - before;
  t.diagnostic(`${ITEMS} texts of ${TEXT_CHARS} characters wait in ${(grownBytes / MIB).toFixed(1)} MiB of heap`);
  assert.ok(grownBytes < GROWTH_BYTES_MAX, `the heap has grown by ${(grownBytes / MIB).toFixed(1)} MiB`);
  assert.ok(hanging.asked.length > 0);

  const waiting = async () =>
    (await hub.call("GET", "/v1/media?status=pending&limit=1", undefined, { key })).body.media;
  for (let number = 0; number < OTHERS; number++) {
    assert.equal((await hub.call("POST", "/v1/media", { body: `A fine day, ${number}.` })).status, 202);
  }
  await eventually(
    async () => (await hub.call("GET", "/v1/media?status=pending&limit=1")).body.media.length,
    (pending) => pending === 0,
  );
  assert.equal((await waiting()).length, 1, "those of the other site were done first");
});
