/** The bytes of a request with events, made once; only numbers are written into them after that. */
import { createPayload, type Payload, writeDigits, writeNumber } from "./payload.ts";
import { KEY_DIGITS, keyOf, TYPE_DIGITS, typeOf } from "./words.ts";

export interface RequestOptions {
  port: number;
  /** The bearer key. */
  key: string;
  /** 1: one event by itself; more: a batch. */
  eventsPerRequest: number;
  dataBytes: number;
  /** Events are of so many types in turn, each with a target of its own. */
  types: number;
  /** Events have so many ordering keys in turn; 0: none. */
  orderingKeys: number;
}

export interface EventRequest {
  bytes: Buffer;
  /** Makes it the request with the events numbered from `first` on. */
  number(first: number): void;
}

export function createRequest(options: RequestOptions): EventRequest {
  const payload = createPayload(options.dataBytes);
  const { before, after } = around(options);
  const event = `${before}${payload.text}${after}`;
  const isBatch = options.eventsPerRequest > 1;
  const opening = isBatch ? '{"events":[' : "";
  const events = Array.from({ length: options.eventsPerRequest }, () => event).join(",");
  const body = `${opening}${events}${isBatch ? "]}" : ""}`;
  const head = [
    `POST /v1/events${isBatch ? "/batch" : ""} HTTP/1.1`,
    `Host: 127.0.0.1:${options.port}`,
    `Authorization: Bearer ${options.key}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
  ];
  const lines = `${head.join("\r\n")}\r\n\r\n`;
  const bytes = Buffer.from(lines + body);
  const firstAt = lines.length + opening.length;
  const typeAt = before.indexOf(typeOf(0)) + typeOf(0).length - TYPE_DIGITS;
  const keyAt = options.orderingKeys > 0 ? before.indexOf(keyOf(0)) + keyOf(0).length - KEY_DIGITS : -1;
  return {
    bytes,
    number(first) {
      for (let i = 0; i < options.eventsPerRequest; i++) {
        const at = firstAt + i * (event.length + 1);
        numberEvent(bytes, at, first + i, { ...options, payload, typeAt, keyAt, dataAt: before.length });
      }
    },
  };
}

interface Places {
  payload: Payload;
  types: number;
  orderingKeys: number;
  typeAt: number;
  /** -1: it has no ordering key. */
  keyAt: number;
  dataAt: number;
}

function numberEvent(bytes: Buffer, at: number, number: number, places: Places): void {
  writeNumber(bytes, at + places.dataAt, places.payload, number);
  if (places.types > 1) writeDigits(bytes, at + places.typeAt, TYPE_DIGITS, number % places.types);
  if (places.keyAt >= 0) writeDigits(bytes, at + places.keyAt, KEY_DIGITS, number % places.orderingKeys);
}

function around({ orderingKeys }: RequestOptions): { before: string; after: string } {
  const key = orderingKeys > 0 ? `"ordering_key":"${keyOf(0)}",` : "";
  return { before: `{"type":"${typeOf(0)}",${key}"data":`, after: "}" };
}
