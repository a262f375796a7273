import { Client } from "undici";
import { keepHistory } from "../history/history.ts";
import { Sample } from "../history/sample.ts";
import { HISTORY, type HistoryShape, typesOf } from "../history/shape.ts";
import { type Times, timesOf } from "../report/quantiles.ts";
import { tabellary } from "../subjects/tabellary.ts";
import { type Scenario, withSubject } from "./scenario.ts";

/** 10,000,000 events with 700 bytes each would be 16 GB. */
const LONG_HISTORY: HistoryShape = { ...HISTORY, events: 10_000_000, payloadBytes: 100 };
/** A page of a list, or one record, must not take longer at p99. */
const READ_MS_MAX = 20;
const NO_RETENTION_DAYS = 3_650;
const DAY_MS = 24 * 3_600_000;
const WARM_UP = 20;
const REQUESTS = 300;

/** What it takes to read from a store with a long history: one request after the other on one kept connection. */
export const reading: Scenario = {
  key: "k",
  title: `Reading over HTTP with ${LONG_HISTORY.events.toLocaleString("en")} events of ${LONG_HISTORY.payloadBytes} bytes in the store`,
  async run(bench) {
    const history = await keepHistory(LONG_HISTORY);
    const subject = tabellary({ database: "sqlite", history, retentionDays: NO_RETENTION_DAYS });
    await withSubject(bench, "k", subject, [], null, async ({ apis, key }) => {
      const sample = new Sample(history);
      const client = new Client(apis[0]!.url, { pipelining: 1 });
      const ask = askOn(client, key);
      try {
        for (const [variant, next] of Object.entries(kindsOf(sample))) {
          bench.progress.say(`(k) ${variant}`);
          const { p50Ms, p99Ms } = await measure(next, ask);
          const row = { scenario: "k", variant, subject: subject.name, unit: "ms" };
          bench.sheet.add({ ...row, figure: "p50" }, p50Ms);
          bench.sheet.add({ ...row, figure: "p99", target: { atMost: READ_MS_MAX } }, p99Ms);
        }
      } finally {
        await client.close();
        sample.close();
      }
    });
  },
};

type Ask = (path: string) => Promise<unknown>;

/** The path of the next request of each kind. */
function kindsOf(sample: Sample): Record<string, () => string> {
  const ofWebhook = () => `/v1/deliveries?webhook_id=${sample.webhook().id}`;
  const typeOf = (kind: number) => typesOf(sample.webhook().no)[kind]!;
  const range = () => {
    const from = sample.time();
    return `from=${iso(from)}&to=${iso(from + DAY_MS)}`;
  };
  return {
    "deliveries of a webhook": ofWebhook,
    "deliveries of a webhook, failed": () => `${ofWebhook()}&status=failed`,
    "deliveries of a webhook, cancelled (none)": () => `${ofWebhook()}&status=cancelled`,
    "deliveries of a webhook, pending (none)": () => `${ofWebhook()}&status=pending`,
    "deliveries of a webhook, a page deep inside": () => `${ofWebhook()}&cursor=${sample.cursor()}`,
    "deliveries of a webhook, failed, deep inside": () => `${ofWebhook()}&status=failed&cursor=${sample.cursor()}`,
    "deliveries of a webhook, of a day": () => `${ofWebhook()}&${range()}`,
    "deliveries of a webhook, 200 a page": () => `${ofWebhook()}&limit=200&cursor=${sample.cursor()}`,
    "deliveries of a webhook, a type in a thousand": () => {
      const { no, id } = sample.webhook();
      return `/v1/deliveries?webhook_id=${id}&event_type=${typesOf(no)[0]}`;
    },
    "deliveries of the site": () => "/v1/deliveries",
    "deliveries of the site, of a day": () => `/v1/deliveries?${range()}`,
    "deliveries of the site, pending (none)": () => "/v1/deliveries?status=pending",
    "deliveries of the site, failed": () => `/v1/deliveries?status=failed&cursor=${sample.cursor()}`,
    "deliveries of the site, cancelled (none)": () => `/v1/deliveries?status=cancelled&cursor=${sample.cursor()}`,
    "deliveries of the site, a type in 20,000": () =>
      `/v1/deliveries?event_type=${typeOf(0)}&cursor=${sample.cursor()}`,
    "deliveries of the site, a page deep inside": () => `/v1/deliveries?cursor=${sample.cursor()}`,
    events: () => `/v1/events?cursor=${sample.cursor()}`,
    "events of a type": () => `/v1/events?type=${typeOf(2)}&cursor=${sample.cursor()}`,
    "events of a type that is one in 20,000": () => `/v1/events?type=${typeOf(0)}&cursor=${sample.cursor()}`,
    "event by external id": () => `/v1/events?external_id=${sample.externalId()}`,
    "event by id, with its deliveries": () => `/v1/events/${sample.eventId()}`,
    "delivery by id, with its attempts": () => `/v1/deliveries/${sample.deliveryId()}`,
    "list of webhooks": () => "/v1/webhooks",
  };
}

/** From the first byte of a request to the last of its answer. */
async function measure(next: () => string, ask: Ask): Promise<Times> {
  for (let i = 0; i < WARM_UP; i++) await ask(next());
  const times: number[] = [];
  while (times.length < REQUESTS) {
    const path = next();
    const startedAt = performance.now();
    await ask(path);
    times.push(performance.now() - startedAt);
  }
  return timesOf(times);
}

function askOn(client: Client, key: string): Ask {
  const headers = { authorization: `Bearer ${key}` };
  return async (path) => {
    const { statusCode, body } = await client.request({ method: "GET", path, headers });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`GET ${path} was answered ${statusCode}: ${text}`);
    return text;
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
