import assert from "node:assert/strict";
import { test } from "node:test";
import { Agent, request } from "undici";
import { affordable, keeps } from "../../../packages/server/test/promised.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenHub } from "../../harness/given.ts";
import type { HubProcess } from "../../harness/hub.ts";

const PER_SECOND = 1_000;
const WARM_UP_SECONDS = 3;
const WINDOW_SECONDS = 6;
/** Submitted in one go. */
const AT_ONCE = 10;
/** So long after the last was submitted all are to be decided: nothing grows. */
const BEHIND_MS_MAX = 2_000;
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
  await submitFor(hub, agent, { perSecond: affordable(PER_SECOND), seconds: WARM_UP_SECONDS });
  await keeps(t, { msMax: BEHIND_MS_MAX, what: "the last decision after the last submission" }, async () => {
    const load = { perSecond: affordable(PER_SECOND), seconds: WINDOW_SECONDS };
    const tookMs = await submitFor(hub, agent, load);
    const submittedAt = performance.now();
    await untilDecided(hub);
    t.diagnostic(`${WINDOW_SECONDS * load.perSecond} texts in ${Math.round(tookMs)} ms`);
    return performance.now() - submittedAt + Math.max(0, tookMs - WINDOW_SECONDS * 1_000);
  });
});

/** Resolves when all are acknowledged, with the time that took in milliseconds. */
async function submitFor(
  hub: HubProcess,
  agent: Agent,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<number> {
  const startedAt = performance.now();
  const answers: Promise<number>[] = [];
  for (let batch = 0; batch * AT_ONCE < seconds * perSecond; batch++) {
    const dueMs = startedAt + (batch * AT_ONCE * 1_000) / perSecond - performance.now();
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
