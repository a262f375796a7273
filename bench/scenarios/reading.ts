/**
 * `node bench/scenarios/reading.ts --events 10000000`: what it takes to read from a store with a long history, over
 * HTTP, one request after the other on one kept connection.
 */
import { constants, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "undici";
import { HubProcess } from "../../e2e/harness/hub.ts";
import { keepHistory } from "../history/history.ts";
import { Sample } from "../history/sample.ts";
import { HISTORY, type HistoryShape, MASTER_KEY, typesOf } from "../history/shape.ts";
import { type Times, timesOf } from "../report/quantiles.ts";
import type { Scenario } from "./scenario.ts";

/** 10,000,000 events with 700 bytes each would be 16 GB. */
const LONG_HISTORY: HistoryShape = { ...HISTORY, events: 10_000_000, payloadBytes: 100 };

/** What one kind of request took, from its first byte to the last of its answer. */
export interface Reading extends Times {
  name: string;
}

export interface ReadingOptions {
  shape?: HistoryShape;
  /** Measured requests of each kind. */
  count?: number;
  onReading?: (reading: Reading) => void;
}

/** A page of a list, or one record, must not take longer at p99. */
const READ_MS_MAX = 20;

export const reading: Scenario = {
  key: "k",
  title: `Reading over HTTP with ${LONG_HISTORY.events.toLocaleString("en")} events of ${LONG_HISTORY.payloadBytes} bytes in the store`,
  async run({ sheet, progress }) {
    await measureReading({
      onReading: ({ name, p50Ms, p99Ms }) => {
        progress.say(`(k) ${name}`);
        const row = { scenario: "k", variant: name, subject: "Tabellary, SQLite", unit: "ms" };
        sheet.add({ ...row, figure: "p50" }, p50Ms);
        sheet.add({ ...row, figure: "p99", target: { atMost: READ_MS_MAX } }, p99Ms);
      },
    });
  },
};

type Ask = (path: string) => Promise<unknown>;

const DAY_MS = 24 * 3_600_000;
const WARM_UP = 20;
/** Nothing is pruned meanwhile. */
const FLAGS = { "retention-days": "3650" };

/** Builds the history, if need be, and starts a hub on a copy of it. */
async function measureReading(options: ReadingOptions = {}): Promise<Reading[]> {
  const { shape = LONG_HISTORY, count = 300, onReading = () => {} } = options;
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-reading-"));
  const file = join(dataDir, "tabellary.db");
  try {
    copyFileSync(await keepHistory(shape), file, constants.COPYFILE_FICLONE);
    const sample = new Sample(file);
    const hub = await HubProcess.start({ dataDir, env: { TABELLARY_MASTER_KEY: MASTER_KEY }, flags: FLAGS });
    const client = new Client(hub.url, { pipelining: 1 });
    const ask = askOn(client, hub.adminKey);
    const readings: Reading[] = [];
    try {
      for (const [name, next] of Object.entries(kindsOf(sample))) {
        const reading = await measure(name, next, ask, count);
        readings.push(reading);
        onReading(reading);
      }
    } finally {
      await client.close();
      sample.close();
      await hub.stop();
    }
    return readings;
  } finally {
    rmSync(dataDir, { recursive: true });
  }
}

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

async function measure(name: string, next: () => string, ask: Ask, count: number): Promise<Reading> {
  for (let i = 0; i < WARM_UP; i++) await ask(next());
  const times: number[] = [];
  while (times.length < count) {
    const path = next();
    const startedAt = performance.now();
    await ask(path);
    times.push(performance.now() - startedAt);
  }
  return { name, ...timesOf(times) };
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

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      events: { type: "string", default: String(LONG_HISTORY.events) },
      "payload-bytes": { type: "string", default: String(LONG_HISTORY.payloadBytes) },
      count: { type: "string", default: "300" },
    },
  });
  const shape = { ...LONG_HISTORY, events: Number(values.events), payloadBytes: Number(values["payload-bytes"]) };
  const figure = (ms: number) => ms.toFixed(2).padStart(9);
  process.stdout.write(`${"".padEnd(48)}   p50 ms   p99 ms   max ms\n`);
  await measureReading({
    shape,
    count: Number(values.count),
    onReading: ({ name, p50Ms, p99Ms, maxMs }) =>
      process.stdout.write(`${name.padEnd(48)}${figure(p50Ms)}${figure(p99Ms)}${figure(maxMs)}\n`),
  });
}
