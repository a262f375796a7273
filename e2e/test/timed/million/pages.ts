/** A million deliveries over HTTP: how long a page of them takes, behind each filter that the list has. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { Api } from "../../../harness/api.ts";

/** Each event has one delivery. Spread over fewer days than are kept, so that nothing is pruned meanwhile. */
export const HISTORY = { events: 1_000_000, webhooks: 20, days: 25, payloadBytes: 40 };
export const DAY_MS = 86_400_000;
const PAGE_MS_MAX = 100;
const PAGES_ASKED = 8;
/** A page that took longer is asked for again: what else the machine does is not what is asked about. */
const TRIES_MAX = 5;

/** Pages one after the other behind each filter, from the newest and from deep in the list: each takes less than 100 ms. */
export async function expectQuickPages(t: TestContext, api: Api): Promise<void> {
  const { webhooks } = await api.expect(200, api.get("/v1/webhooks?limit=1"));
  const slow: string[] = [];
  for (const [name, filter] of Object.entries(filtersOf(webhooks[0].id))) {
    const times = await timesOf(api, filter);
    const longest = Math.max(...times);
    const told = `${name}: ${median(times).toFixed(1)} ms, at most ${longest.toFixed(1)} ms, ${times.length} pages`;
    t.diagnostic(told);
    if (longest >= PAGE_MS_MAX) slow.push(told);
  }
  assert.deepEqual(slow, []);
}

/** Query strings, by what they are called. */
function filtersOf(webhookId: string): Record<string, string> {
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
  const time = `&from=${daysAgo(20)}&to=${daysAgo(10)}`;
  return {
    none: "",
    success: "&status=success",
    failed: "&status=failed",
    pending: "&status=pending",
    held: "&status=held",
    webhook: `&webhook_id=${webhookId}`,
    "webhook and failed": `&webhook_id=${webhookId}&status=failed`,
    type: "&event_type=forum7.comment.created",
    "rare type": "&event_type=forum7.comment.removed",
    "type that there is not": "&event_type=none.such",
    time,
    "time and failed": `${time}&status=failed`,
    "type and failed": "&event_type=forum7.comment.created&status=failed",
    everything: `${time}&status=failed&webhook_id=${webhookId}&event_type=forum20.comment.created`,
    "the middle": `&to=${daysAgo(12)}`,
    "the oldest": `&to=${daysAgo(24.9)}`,
    "the oldest that failed": `&to=${daysAgo(24.9)}&status=failed`,
    "the webhook's oldest": `&to=${daysAgo(24.5)}&webhook_id=${webhookId}`,
  };
}

/** The best time of each page. */
async function timesOf(api: Api, filter: string): Promise<number[]> {
  const times: number[] = [];
  for (let cursor: string | null = ""; cursor !== null && times.length < PAGES_ASKED; ) {
    const path: string = `/v1/deliveries?limit=200${filter}${cursor === "" ? "" : `&cursor=${cursor}`}`;
    let best = Number.POSITIVE_INFINITY;
    let next: string | null = null;
    for (let tries = 0; tries < TRIES_MAX && best >= PAGE_MS_MAX; tries += 1) {
      const startedAt = performance.now();
      ({ next_cursor: next } = await api.expect(200, api.get(path)));
      best = Math.min(best, performance.now() - startedAt);
    }
    times.push(best);
    cursor = next;
  }
  return times;
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]!;
}
