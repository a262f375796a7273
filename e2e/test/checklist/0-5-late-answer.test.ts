import assert from "node:assert/strict";
import { test } from "node:test";
import { PATIENCE_MS } from "../../../packages/server/test/promised.ts";
import { givenReceiver, givenSite } from "../../harness/given.ts";
import { judgeByLists, submit, TEXTS } from "../../harness/moderation.ts";

test("0.5 a receiver that does its work and answers too late gets the same event again, and its effect happens once", async (t) => {
  const site = await givenSite(t, "pixelpatrol");
  await judgeByLists(site);
  const effects = new Map<string, number>();
  const receiver = await givenReceiver(t, ({ json, number }) => {
    if (!effects.has(json.id)) effects.set(json.id, number);
    return number === 1 ? { status: 200, afterMs: PATIENCE_MS } : 200;
  });
  // The contract's 30 s and its pauses, shortened alike. A slow machine may be too late more than once.
  const wishes = { timeout_ms: 1_000, retry_schedule: [0, ...new Array<number>(20).fill(0.5)] };
  await site.subscribe({ url: receiver.url, events: ["media.moderated"], ...wishes });
  await submit(site, { body: TEXTS.violating });
  const [first, second] = await receiver.until(2);
  assert.equal(second!.json.id, first!.json.id);
  assert.equal(second!.text, first!.text);
  await site.untilNothingIsOwed();
  assert.deepEqual([...effects.values()], [1]);
});
