import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { openHub, type TestHub } from "../http/hub.ts";
import { processorSlowness } from "../promised.ts";

const ITEMS = 200;
const TEXT_CHARS = 100_000;
/** Of the processor, so that it says nothing of what else this machine does. */
const HOLD_MS_MAX = 50;
const SAMPLE_MS = 5;

const PATTERNS = Array.from({ length: 10 }, (_, number) => `(?:day|night${number})[a-z]{2,8}\\s+\\d{${number + 1}}x`);
const RULES = Array.from({ length: 10 }, (_, number) => {
  return { name: `rule ${number}`, condition: { path: "text", contains: `never-${number}` }, action: "flag" };
});

test("long texts are judged by patterns and rules, and rules simulated on them, while events go on being accepted", async (t) => {
  const hub = await openHub(t);
  const lists = [{ label: "odd", severity: "high", words: [], patterns: PATTERNS, except: [] }];
  const settings = { evaluators: [{ name: "lists", kind: "terms", lists }] };
  assert.equal((await hub.call("PUT", "/v1/moderation", settings)).status, 200);
  const group = { name: "Ten", rules: RULES, default_action: "approve" };
  assert.equal((await hub.call("POST", "/v1/rule-groups", group)).status, 201);
  await submit(hub, 0);
  await untilDecided(hub);

  const judging = await watched(hub, async () => {
    for (let number = 1; number < ITEMS; number++) await submit(hub, number);
    await untilDecided(hub);
  });
  const simulating = await watched(hub, async () => {
    let asked = 0;
    for (let cursor: string | null = null; ; ) {
      const question = { limit: 200, ...(cursor !== null && { cursor }) };
      const { body } = await hub.call("POST", "/v1/rules/simulate", question);
      asked += body.items;
      cursor = body.next_cursor;
      if (cursor === null) break;
    }
    assert.equal(asked, ITEMS);
  });
  const holdMsMax = HOLD_MS_MAX * processorSlowness();
  for (const [what, { holdMs, accepted }] of Object.entries({ judging, simulating })) {
    t.diagnostic(`${what}: ${accepted} events accepted meanwhile, the longest hold ${holdMs.toFixed(1)} ms`);
    assert.ok(accepted > 0, what);
    assert.ok(holdMs < holdMsMax, `${what} held up everything for ${holdMs.toFixed(1)} ms`);
  }
});

async function submit(hub: TestHub, number: number): Promise<void> {
  const body = `Text ${number}: `.padEnd(TEXT_CHARS, "what a fine day it is today, ");
  assert.equal((await hub.call("POST", "/v1/media", { body })).status, 202);
}

async function untilDecided(hub: TestHub): Promise<void> {
  for (;;) {
    const { media } = (await hub.call("GET", "/v1/media?status=pending&limit=1")).body;
    if (media.length === 0) return;
    await setTimeout(20);
  }
}

/** Posts events while the work is done, and measures how long this thread was at one thing. */
async function watched(hub: TestHub, work: () => Promise<void>): Promise<{ holdMs: number; accepted: number }> {
  let holdMs = 0;
  let before = process.threadCpuUsage();
  const sampling = setInterval(() => {
    const { user, system } = process.threadCpuUsage(before);
    holdMs = Math.max(holdMs, (user + system) / 1_000);
    before = process.threadCpuUsage();
  }, SAMPLE_MS);
  let isDone = false;
  const posting = (async () => {
    let accepted = 0;
    for (; !isDone; accepted++) {
      assert.equal((await hub.call("POST", "/v1/events", { type: "a.b", data: { accepted } })).status, 202);
      await setTimeout(SAMPLE_MS);
    }
    return accepted;
  })();
  await work().finally(() => {
    isDone = true;
    clearInterval(sampling);
  });
  return { holdMs, accepted: await posting };
}
