/** A million deliveries over HTTP: how long a page of them takes, or of their events, behind each filter that there is. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { slowness } from "../../../../packages/server/test/promised.ts";
import type { Api } from "../../../harness/api.ts";

/** Each event has one delivery. Spread over fewer days than are kept, so that nothing is pruned meanwhile. */
export const HISTORY = { events: 1_000_000, webhooks: 20, days: 25, payloadBytes: 40 };
export const DAY_MS = 86_400_000;
const PAGE_MS_MAX = 100;
const PAGES_ASKED = 8;
/** A page that took longer is asked for again: what else the machine does is not what is asked about. */
const TRIES_MAX = 5;

/** Lists behind each filter, from the newest and from deep in them: each of their pages takes less than 100 ms. */
export async function expectQuickPages(t: TestContext, api: Api): Promise<void> {
  const { webhooks } = await api.expect(200, api.get("/v1/webhooks?limit=1"));
  const { id: quiet } = await api.expect(201, api.post("/v1/sites", { name: "quiet" }));
  const slow: string[] = [];
  for (const [name, list] of Object.entries(listsOf(webhooks[0].id, quiet))) {
    const times = await timesOf(api, list);
    const longest = Math.max(...times);
    const told = `${name}: ${median(times).toFixed(1)} ms, at most ${longest.toFixed(1)} ms, ${times.length} pages`;
    t.diagnostic(told);
    if (longest >= PAGE_MS_MAX) slow.push(told);
  }
  assert.deepEqual(slow, []);
}

/** Paths, by what they are called. `quiet`: a site that has nothing, beside the one that has all. */
function listsOf(webhookId: string, quiet: string): Record<string, string> {
  const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();
  const deliveries = "/v1/deliveries?limit=200";
  const time = `${deliveries}&from=${daysAgo(20)}&to=${daysAgo(10)}`;
  const type = `${deliveries}&event_type=forum7.comment.created`;
  const webhook = `${deliveries}&webhook_id=${webhookId}`;
  const events = "/v1/events?limit=200";
  return {
    "no filter": deliveries,
    success: `${deliveries}&status=success`,
    failed: `${deliveries}&status=failed`,
    pending: `${deliveries}&status=pending`,
    held: `${deliveries}&status=held`,
    webhook,
    "webhook and failed": `${webhook}&status=failed`,
    type,
    "rare type": `${deliveries}&event_type=forum7.comment.removed`,
    "type that there is not": `${deliveries}&event_type=none.such`,
    time,
    "time and failed": `${time}&status=failed`,
    "type and failed": `${type}&status=failed`,
    everything: `${time}&status=failed&webhook_id=${webhookId}&event_type=forum20.comment.created`,
    "the middle": `${deliveries}&to=${daysAgo(12)}`,
    "the oldest": `${deliveries}&to=${daysAgo(24.9)}`,
    "the oldest that failed": `${deliveries}&to=${daysAgo(24.9)}&status=failed`,
    "the webhook's oldest": `${webhook}&to=${daysAgo(24.5)}`,
    "a quiet site's": `${deliveries}&site_id=${quiet}`,
    events,
    "events, of a type": `${events}&type=forum7.comment.created`,
    "events, of a rare type": `${events}&type=forum7.comment.removed`,
    "events, the oldest": `${events}&to=${daysAgo(24.9)}`,
    "events, a quiet site's": `${events}&site_id=${quiet}`,
  };
}

/** The best time of each page; a slow one counts for as much less as the machine is slower than one with nothing else to do. */
async function timesOf(api: Api, list: string): Promise<number[]> {
  const times: number[] = [];
  for (let cursor: string | null = ""; cursor !== null && times.length < PAGES_ASKED; ) {
    const path: string = cursor === "" ? list : `${list}&cursor=${cursor}`;
    let best = Number.POSITIVE_INFINITY;
    let next: string | null = null;
    for (let tries = 0; tries < TRIES_MAX && best >= PAGE_MS_MAX; tries += 1) {
      const startedAt = performance.now();
      ({ next_cursor: next } = await api.expect(200, api.get(path)));
      const ms = performance.now() - startedAt;
      best = Math.min(best, ms < PAGE_MS_MAX ? ms : ms / slowness());
    }
    times.push(best);
    cursor = next;
  }
  return times;
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)]!;
}
