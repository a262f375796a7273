/**
 * The rows of a history, made by SQL inside the file, a slice of events at a time. Which webhook, type and outcome an
 * event has follows from its number; so does its id, which encodes when it came.
 */
import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { firstIdAt, formatId } from "../../packages/server/src/model/ids.ts";
import { packTargets } from "../../packages/server/src/store/sqlite/rows.ts";
import type { Made } from "./catalogue.ts";
import {
  attemptCounter,
  DIGITS,
  EXTERNAL_EACH,
  endedAfter,
  FAILED_ANSWER,
  FAILED_MESSAGE,
  IS_FAILED,
  KIND,
  payloadOf,
  THROWN,
  TRIES_MADE,
  TRIES_MAX,
} from "./chances.ts";
import { type HistoryShape, KINDS, typesOf } from "./shape.ts";

/** Adds the events numbered `from` up to, and without, `to`. */
export type AddSlice = (from: number, to: number) => void;

export interface HistoryRows extends HistoryShape {
  /** Milliseconds since 1970 of the first event, and of the one after the last. */
  span: { from: number; to: number };
}

export function prepareSlice(db: DatabaseSync, made: Made, rows: HistoryRows): AddSlice {
  addNames(db, made, rows);
  defineFunctions(db, made);
  const statements = [SLICE, TRIES, eventRows(made, rows), DELIVERIES, ATTEMPTS].map((sql) => db.prepare(sql));
  const [slice, ...rest] = statements;
  return (from, to) => {
    db.exec("BEGIN; DELETE FROM temp.made; DELETE FROM temp.tried");
    slice!.run({
      from,
      to,
      firstMs: rows.span.from,
      spanMs: rows.span.to - rows.span.from,
      events: rows.events,
      webhooks: rows.webhooks,
    });
    for (const statement of rest) statement.run();
    db.exec("COMMIT");
  };
}

/** `hook`: the webhook as a row of `event` names it, and the numbers of its types, which follow each other. */
function addNames(db: DatabaseSync, made: Made, { webhooks }: HistoryShape): void {
  db.exec(`
    CREATE TEMP TABLE hook (number INTEGER PRIMARY KEY, no INTEGER, targets BLOB, first_type INTEGER);
    CREATE TEMP TABLE made (i INTEGER PRIMARY KEY, seq INTEGER, at INTEGER, hook INTEGER, type_no INTEGER,
      tries INTEGER, is_failed INTEGER, ms INTEGER, ended INTEGER);
    CREATE TEMP TABLE tried (seq INTEGER PRIMARY KEY, i INTEGER, number INTEGER, started INTEGER)`);
  const addType = db.prepare("INSERT INTO type_name (name) VALUES (?) RETURNING no");
  const addHook = db.prepare("INSERT INTO temp.hook VALUES (?, ?, ?, ?)");
  for (let number = 1; number <= webhooks; number++) {
    const { no } = made.webhooks[number - 1]!;
    const [first] = typesOf(number).map((name) => addType.get(name)!.no!);
    addHook.run(number, no, packTargets([no]), first!);
  }
  addType.get("delivery.exhausted");
}

function defineFunctions(db: DatabaseSync, made: Made): void {
  const plain = { deterministic: true } as const;
  const wide = { deterministic: true, useBigIntArguments: true } as const;
  db.function("first_id_at", plain, (ms) => firstIdAt(ms as number));
  db.function("exhausted_data", wide, (delivery, event, type, hook) =>
    exhaustedData(made, delivery as bigint, event as bigint, type as string, Number(hook)),
  );
  db.function("request_headers", wide, (event, started) => requestHeaders(event as bigint, Number(started)));
  db.function("response_headers", plain, (ended, isFailed) => responseHeaders(ended as number, isFailed === 1));
}

/** As engine/settle.ts writes it. */
function exhaustedData(
  { siteId, webhooks }: Made,
  delivery: bigint,
  event: bigint,
  type: string,
  hook: number,
): string {
  const { id, url } = webhooks[hook - 1]!;
  return JSON.stringify({
    delivery_id: formatId("del", delivery),
    event_id: formatId("evt", event),
    event_type: type,
    site_id: formatId("site", siteId),
    webhook_id: formatId("hook", id),
    url,
    attempts: TRIES_MAX,
    status_code: 503,
    error: FAILED_MESSAGE,
  });
}

const DIGEST_BYTES = 32;
const noise = randomBytes(4_096);
let noiseAt = 0;

/** As the contract `generic` signs; what stands for the signatures is noise of their length. */
function requestHeaders(event: bigint, started: number): string {
  noiseAt = (noiseAt + 7) % (noise.length - DIGEST_BYTES);
  const until = noiseAt + DIGEST_BYTES;
  return JSON.stringify({
    "X-Webhook-Signature": noise.toString("hex", noiseAt, until),
    "webhook-id": formatId("evt", event),
    "webhook-timestamp": String(Math.floor(started / 1_000)),
    "webhook-signature": `v1,${noise.toString("base64", noiseAt, until)}`,
  });
}

/** As a server on Node answers. */
function responseHeaders(ended: number, isFailed: boolean): string {
  const date = ["date", new Date(ended).toUTCString()];
  const kept = [
    ["connection", "keep-alive"],
    ["keep-alive", "timeout=5"],
  ];
  if (!isFailed) return JSON.stringify([date, ...kept]);
  return JSON.stringify([["content-type", "text/plain"], date, ...kept, ["content-length", `${FAILED_ANSWER.length}`]]);
}

const SLICE = `
  INSERT INTO temp.made
  WITH RECURSIVE n(i) AS (SELECT :from UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :to),
    thrown AS MATERIALIZED (SELECT i, :firstMs + i * :spanMs / :events AS at, 1 + i % :webhooks AS hook,
      ${THROWN} FROM n)
  SELECT i, first_id_at(at), at, hook, h.first_type + ${KIND}, ${TRIES_MADE}, ${IS_FAILED}, ms,
    at + ${endedAfter(`(${TRIES_MADE})`)}
  FROM thrown CROSS JOIN temp.hook h ON h.number = hook`;

/** An id is taken when an attempt has ended. */
const TRIES = `
  INSERT INTO temp.tried
  WITH n(number) AS (VALUES ${Array.from({ length: TRIES_MAX }, (_, index) => `(${index + 1})`).join()})
  SELECT first_id_at(at + ${endedAfter("number")}) + ${attemptCounter("number")}, i, number,
    at + ${endedAfter("number")} - ms
  FROM n CROSS JOIN temp.made WHERE number <= tries`;

/** The operator's event follows the last attempt of what was given up. */
function eventRows({ siteNo, operatorNo, version }: Made, { payloadBytes, webhooks, span }: HistoryRows): string {
  const exhaustedType = webhooks * KINDS.length + 1;
  const external = `CASE WHEN i / ${webhooks} % ${EXTERNAL_EACH} = 0 THEN printf('comment-${span.from}-%d', i) END`;
  return `
    INSERT INTO event (seq, site_no, type_no, version, ordering_key, external_id, occurred, targets, payload)
    SELECT m.seq, ${siteNo}, m.type_no, ${version}, NULL, ${external}, NULL, h.targets,
      printf('${payloadOf(`%0${DIGITS}d`, payloadBytes)}', i)
    FROM temp.made m CROSS JOIN temp.hook h ON h.number = m.hook
    UNION ALL
    SELECT t.seq + 1024, ${operatorNo}, ${exhaustedType}, ${version}, NULL, NULL, NULL, x'',
      exhausted_data(m.seq + 1024, m.seq, (SELECT name FROM type_name WHERE no = m.type_no), m.hook)
    FROM temp.made m CROSS JOIN temp.tried t ON t.i = m.i AND t.number = ${TRIES_MAX} WHERE m.is_failed
    ORDER BY 1`;
}

const DELIVERIES = `
  INSERT INTO delivery (webhook_no, seq, place, type_no, rev, status, code, error, attempts, schedule_from, lane_seq,
    ended)
  SELECT h.no, m.seq + 1024, 1, m.type_no, 1, 1 + m.is_failed, CASE m.is_failed WHEN 1 THEN 503 ELSE 204 END,
    CASE m.is_failed WHEN 1 THEN '${FAILED_MESSAGE}' END, m.tries, 0, NULL, m.ended
  FROM temp.made m CROSS JOIN temp.hook h ON h.number = m.hook ORDER BY h.no, m.seq`;

const HAS_FAILED = "(m.is_failed OR t.number < m.tries)";

const ATTEMPTS = `
  INSERT INTO attempt (seq, delivery_seq, number, rev, started, ms, code, failure, message, timings, request, response,
    body, is_cut)
  SELECT t.seq, m.seq + 1024, t.number, 1, t.started, m.ms, CASE ${HAS_FAILED} WHEN 1 THEN 503 ELSE 204 END,
    CASE ${HAS_FAILED} WHEN 1 THEN 'http_status' END, CASE ${HAS_FAILED} WHEN 1 THEN '${FAILED_MESSAGE}' END,
    printf('{"total_ms":%d.4,"first_byte_ms":%d.2}', m.ms, m.ms), request_headers(m.seq, t.started),
    response_headers(t.started + m.ms, ${HAS_FAILED}),
    CASE ${HAS_FAILED} WHEN 1 THEN CAST('${FAILED_ANSWER}' AS BLOB) END, 0
  FROM temp.tried t CROSS JOIN temp.made m ON m.i = t.i ORDER BY t.seq`;
