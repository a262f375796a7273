import { setImmediate } from "node:timers/promises";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { EventRequest } from "../engine/requests.ts";
import { Problem } from "../model/errors.ts";
import { isEventType, isReservedType, type JsonObject } from "../model/event-type.ts";
import { isInboundExternalId } from "../model/inbound-id.ts";
import { checkData, createCheckBudget } from "./event-schema.ts";
import type { TimeBudget } from "./time-limit.ts";
import { parseTime } from "./times.ts";

/** An event as the API takes it. */
export interface EventWish {
  type: string;
  data: JsonObject;
  external_id?: string;
  occurred_at?: string;
  ordering_key?: string;
}

export interface IntakeDeps {
  catalogue: Catalogue;
  config: { maxPayloadBytes: number };
}

/** After so long a stretch of reading, others have their turn. */
const STRETCH_MS = 10;

/**
 * Checks an event and makes its data canonical.
 * @throws Problem that names the field
 */
export function readEvent(wish: EventWish, siteNo: number, deps: IntakeDeps): EventRequest {
  return readPlaced(wish, siteNo, "", createCheckBudget(), deps);
}

/** Where an event stands in a batch. */
export function batchPath(index: number): string {
  return `/events/${index}`;
}

/**
 * The same for the events of a batch, with room for others in between.
 * @throws Problem that names the first event that is wrong, and its field
 */
export async function readEvents(wishes: readonly EventWish[], siteNo: number, deps: IntakeDeps) {
  const events: EventRequest[] = [];
  const budget = createCheckBudget();
  let stretchEnd = performance.now() + STRETCH_MS;
  for (const [i, wish] of wishes.entries()) {
    events.push(readPlaced(wish, siteNo, batchPath(i), budget, deps));
    if (performance.now() < stretchEnd) continue;
    await setImmediate();
    stretchEnd = performance.now() + STRETCH_MS;
  }
  return events;
}

/** `path` is where the event stands in the request. */
function readPlaced(wish: EventWish, siteNo: number, path: string, budget: TimeBudget, deps: IntakeDeps): EventRequest {
  const { type } = wish;
  if (!isEventType(type)) throw invalid(`${path}/type`, "must be 1 to 128 of A-Z, a-z, 0-9, dot, hyphen, underscore");
  if (isReservedType(type)) throw invalid(`${path}/type`, `is reserved: only Tabellary itself sends ${type}`);
  const data = JSON.stringify(wish.data);
  const bytes = Buffer.byteLength(data);
  const { maxPayloadBytes } = deps.config;
  if (bytes > maxPayloadBytes) {
    const message = `has ${bytes} bytes as compact JSON; at most ${maxPayloadBytes} are taken`;
    throw new Problem("payload_too_large", `${path}/data ${message}.`, { faults: [{ path: `${path}/data`, message }] });
  }
  checkData(deps.catalogue.now.eventType(siteNo, type), { data: wish.data, bytes, path: `${path}/data` }, budget);
  return {
    type,
    data,
    value: wish.data,
    externalId: readExternalId(wish.external_id, `${path}/external_id`),
    occurredAt: wish.occurred_at === undefined ? null : readOccurredAt(wish.occurred_at, `${path}/occurred_at`),
    orderingKey: wish.ordering_key ?? null,
  };
}

function readExternalId(externalId: string | undefined, path: string): string | null {
  if (externalId === undefined) return null;
  if (isInboundExternalId(externalId)) throw invalid(path, "is of the form that inbound events have (src_…:)");
  return externalId;
}

function readOccurredAt(text: string, path: string): number {
  const ms = parseTime(text);
  if (ms === undefined) throw invalid(path, "must be a date and time with an offset, such as 2026-01-15T12:00:00Z");
  return ms;
}

function invalid(path: string, message: string): Problem {
  return new Problem("invalid_request", `${path} ${message}.`, { faults: [{ path, message }] });
}
