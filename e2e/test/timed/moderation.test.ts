import assert from "node:assert/strict";
import { test } from "node:test";
import { Agent, request } from "undici";
import { eventually } from "../../harness/eventually.ts";
import { givenHub } from "../../harness/given.ts";
import type { HubProcess } from "../../harness/hub.ts";

const PER_SECOND = 1_000;
const WARM_UP_SECONDS = 3;
const WINDOW_SECONDS = 6;
/** What is submitted in one go, ten milliseconds after the one before. */
const AT_ONCE = PER_SECOND / 100;
/** So long after the last was submitted all are to be decided: nothing grows. */
const BEHIND_MS_MAX = 2_000;
const WINDOWS_MAX = 3;
const TEXT_CHARS = 200;

test("1,000 texts/s of 200 characters are decided by terms and ten rules, and nothing piles up", async (t) => {
  const hub = await givenHub(t);
  const rules = Array.from({ length: 10 }, (_, number) => {
    return {
      name: `rule ${number}`,
      condition: { path: "text", contains: `word-${number}-that-nobody-writes` },
      action: "flag",
    };
  });
  await hub.api.expect(201, hub.api.post("/v1/rule-groups", { name: "Ten", rules, default_action: "approve" }));
  const agent = new Agent({ connections: 64 });
  t.after(() => agent.close());
  await submitFor(hub, agent, WARM_UP_SECONDS);
  let behindMs = Number.POSITIVE_INFINITY;
  for (let window = 1; window <= WINDOWS_MAX && behindMs > BEHIND_MS_MAX; window++) {
    const tookMs = await submitFor(hub, agent, WINDOW_SECONDS);
    const submittedAt = performance.now();
    await untilDecided(hub);
    behindMs = performance.now() - submittedAt + Math.max(0, tookMs - WINDOW_SECONDS * 1_000);
    t.diagnostic(
      `${WINDOW_SECONDS * PER_SECOND} texts in ${Math.round(tookMs)} ms, the last decided ${Math.round(behindMs)} ms late`,
    );
  }
  assert.ok(behindMs <= BEHIND_MS_MAX, `decided ${Math.round(behindMs)} ms after the last was submitted`);
});

/** Resolves when all are acknowledged, with the time that took in milliseconds. */
async function submitFor(hub: HubProcess, agent: Agent, seconds: number): Promise<number> {
  const startedAt = performance.now();
  const answers: Promise<number>[] = [];
  for (let batch = 0; batch < seconds * 100; batch++) {
    const dueMs = startedAt + batch * 10 - performance.now();
    if (dueMs > 0) await new Promise((resolve) => setTimeout(resolve, dueMs));
    for (let n = 0; n < AT_ONCE; n++) answers.push(submit(hub, agent, batch * AT_ONCE + n));
  }
  const statuses = await Promise.all(answers);
  assert.ok(statuses.every((status) => status === 202));
  return performance.now() - startedAt;
}

async function submit(hub: HubProcess, dispatcher: Agent, number: number): Promise<number> {
  const body = `Comment number ${number}: `.padEnd(TEXT_CHARS, "what a fine day it is today, ");
  const { statusCode, body: answer } = await request(`${hub.url}/v1/media`, {
    method: "POST",
    headers: { authorization: `Bearer ${hub.adminKey}`, "content-type": "application/json" },
    body: JSON.stringify({ body }),
    dispatcher,
  });
  await answer.dump();
  return statusCode;
}

async function untilDecided(hub: HubProcess): Promise<void> {
  await eventually(
    () => hub.api.expect(200, hub.api.get("/v1/media?status=pending&limit=1")),
    ({ media }) => media.length === 0,
    { everyMs: 100, what: "no item to be pending" },
  );
}
