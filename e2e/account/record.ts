/** What the hub itself says of every delivery, read through its API. */
import type { Api } from "../harness/api.ts";
import type { Customers } from "./customers.ts";
import type { Subscription } from "./webhooks.ts";

/** An attempt as the hub recorded it. Times are milliseconds since 1970. */
export interface Recorded {
  number: number;
  startedAt: number;
  endedAt: number;
  isSuccess: boolean;
  statusCode: number | null;
}

export interface Delivery {
  /** The name of its webhook. */
  customer: string;
  eventId: string;
  status: string;
  attempts: number;
  /** Empty where it was not read. */
  log: readonly Recorded[];
}

/** A row of the list of deliveries, with the name of its webhook. */
export interface Listed {
  id: string;
  customer: string;
  eventId: string;
  status: string;
  attempts: number;
}

const PAGE = 200;
const READERS = 16;
const STILL_MS_MAX = 60_000;
const POLL_MS = 100;

/** Waits until no webhook is owed anything; gives up when nothing has arrived for a minute. */
export async function untilNothingIsOwed(
  api: Api,
  subscriptions: readonly Subscription[],
  customers: Customers,
  say: (line: string) => void,
): Promise<void> {
  let arrived = -1;
  let movedAt = performance.now();
  for (;;) {
    const pages = await Promise.all(
      subscriptions.map(({ webhookId }) =>
        api.expect(200, api.get(`/v1/webhooks/${webhookId}/deliveries?status=pending&limit=1`)),
      ),
    );
    const owed = pages.flatMap(({ deliveries }) => deliveries);
    if (owed.length === 0) return;
    if (customers.count() !== arrived) {
      arrived = customers.count();
      movedAt = performance.now();
    }
    if (performance.now() - movedAt > STILL_MS_MAX) {
      say(`nothing has moved for a minute, and this is still owed: ${JSON.stringify(owed)}`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Every delivery; the attempts of those that `isWanted` asks for. */
export async function readDeliveries(
  api: Api,
  subscriptions: readonly Subscription[],
  isWanted: (listed: Listed) => boolean = () => true,
): Promise<Delivery[]> {
  const listed = await list(api, subscriptions);
  const deliveries: Delivery[] = new Array(listed.length);
  let next = 0;
  const reader = async () => {
    for (let i = next++; i < listed.length; i = next++) {
      const { id, ...row } = listed[i]!;
      const log = isWanted(listed[i]!) ? (await api.expect(200, api.get(`/v1/deliveries/${id}`))).log : [];
      deliveries[i] = { ...row, log: log.map(toRecorded) };
    }
  };
  await Promise.all(Array.from({ length: READERS }, reader));
  return deliveries;
}

async function list(api: Api, subscriptions: readonly Subscription[]): Promise<Listed[]> {
  const nameOf = new Map(subscriptions.map(({ webhookId, name }) => [webhookId, name]));
  const listed: Listed[] = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page = await api.expect(200, api.get(`/v1/deliveries?limit=${PAGE}${query}`));
    for (const { id, webhook_id, event_id, status, attempts } of page.deliveries) {
      listed.push({ id, customer: nameOf.get(webhook_id)!, eventId: event_id, status, attempts });
    }
    cursor = page.next_cursor;
  }
  return listed;
}

interface ShownAttempt {
  number: number;
  started_at: string;
  duration_ms: number;
  status: string;
  status_code?: number;
}

function toRecorded({ number, started_at, duration_ms, status, status_code }: ShownAttempt): Recorded {
  const startedAt = Date.parse(started_at);
  return {
    number,
    startedAt,
    endedAt: startedAt + duration_ms,
    isSuccess: status === "success",
    statusCode: status_code ?? null,
  };
}
