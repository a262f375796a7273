import { firstIdAt, timeOfId } from "../../packages/server/src/model/ids.ts";
import { Database } from "../../packages/server/src/store/postgres/database.ts";
import { Days, dayOf } from "../../packages/server/src/store/postgres/days.ts";
import { DEFAULTS, openPostgresStore } from "../../packages/server/src/store/postgres/postgres-store.ts";
import { systemClock } from "../../packages/server/src/world.ts";
import { type Made, makeCatalogue } from "./catalogue.ts";
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
} from "./chances.ts";
import { checkShape, EARLIER_MS, type HistoryShape, KINDS, spanOf, typesOf } from "./shape.ts";

/** A table may take as long as it takes. */
const OPTIONS = { ...DEFAULTS, answerMsMax: 0, preparesStatements: false };
const OPEN_MS_MAX = 20_000;
const ID_EPOCH_MS = timeOfId(0n);
/** A slow attempt may end in the night after. */
const DAYS_AFTER = 1;

/**
 * Fills an empty database with what a hub would have left there that had run for `days` and been stopped, but for what
 * the operator was told. Vacuumed and analysed, as autovacuum does within minutes. `now`: milliseconds since 1970.
 * @throws RangeError for a shape that cannot be
 */
export async function fillPostgres(url: string, shape: HistoryShape, now: number): Promise<void> {
  checkShape(shape);
  const span = spanOf(shape, now);
  const store = await openPostgresStore(url, { clock: systemClock, answerMsMax: OPEN_MS_MAX });
  const made = await makeCatalogue(store, shape.webhooks, span.from - EARLIER_MS).finally(() => store.close());
  const db = new Database({ ...OPTIONS, url });
  try {
    const from = dayOf(firstIdAt(span.from));
    const days = dayOf(firstIdAt(span.to)) + DAYS_AFTER - from + 1;
    await new Days(db).ensure(Array.from({ length: days }, (_, day) => from + day));
    await db.labour((tx) => tx.script(typeNames(shape)));
    const rows = rowsOf(made, shape, span);
    const tables = [
      events(made, shape, span, rows),
      externalIds(made, shape, span, rows),
      deliveries(rows),
      attempts(rows),
    ];
    await Promise.all(tables.map((sql) => db.labour((tx) => tx.script(sql))));
    await db.withWriter((tx) => tx.script("VACUUM ANALYZE"));
  } finally {
    await db.close();
  }
}

type Span = ReturnType<typeof spanOf>;

/** Every type's number is its place in this list. */
function typeNames({ webhooks }: HistoryShape): string {
  const names = Array.from({ length: webhooks }, (_, index) => typesOf(index + 1)).flat();
  return `INSERT INTO type_name (name) VALUES ${names.map((name) => `('${name}')`).join()}`;
}

const idAt = (ms: string) => `((${ms} - ${ID_EPOCH_MS}) << 22)`;

/** What an event is and what became of it, one row each. */
function rowsOf({ webhooks }: Made, { events }: HistoryShape, span: Span): string {
  const nos = `(ARRAY[${webhooks.map(({ no }) => no).join()}])[1 + i % ${webhooks.length}]`;
  return `(
    SELECT i, at, ${idAt("at")} AS seq, ${nos} AS webhook_no, ms, ${IS_FAILED} AS is_failed, ${TRIES_MADE} AS tries,
      1 + i % ${webhooks.length} * ${KINDS.length} + ${KIND} AS type_no
    FROM (SELECT i, ${span.from} + i * ${span.to - span.from} / ${events} AS at, ${THROWN}
      FROM generate_series(0::bigint, ${events - 1}) AS n(i)) thrown) made`;
}

/** Every so many of a webhook's events have one. */
const HAS_EXTERNAL = ({ webhooks }: HistoryShape) => `i / ${webhooks} % ${EXTERNAL_EACH} = 0`;
const externalId = (span: Span) => `'comment-${span.from}-' || i`;

function events({ siteNo, version }: Made, shape: HistoryShape, span: Span, rows: string): string {
  const [before, after] = payloadOf("|", shape.payloadBytes).split("|");
  return `
    INSERT INTO event (seq, site_no, type_no, version, external_id, targets, payload)
    SELECT seq, ${siteNo}, type_no, ${version}, CASE WHEN ${HAS_EXTERNAL(shape)} THEN ${externalId(span)} END,
      ARRAY[webhook_no], '${before}' || lpad(i::text, ${DIGITS}, '0') || '${after}' FROM ${rows}`;
}

function externalIds({ siteNo }: Made, shape: HistoryShape, span: Span, rows: string): string {
  return `
    INSERT INTO external_id (site_no, external_id, seq)
    SELECT ${siteNo}, ${externalId(span)}, seq FROM ${rows} WHERE ${HAS_EXTERNAL(shape)}`;
}

function deliveries(rows: string): string {
  return `
    INSERT INTO delivery (seq, ended, webhook_no, place, type_no, rev, attempts, schedule_from, code, status, error)
    SELECT seq + 1024, at + ${endedAfter("tries")}, webhook_no, 1, type_no, 1, tries, 0,
      CASE WHEN is_failed THEN 503 ELSE 204 END, CASE WHEN is_failed THEN 2 ELSE 1 END,
      CASE WHEN is_failed THEN '${FAILED_MESSAGE}' END FROM ${rows}`;
}

/** As the contract `generic` signs and a server on Node answers; what stands for the signature is noise of its length. */
const REQUEST = `json_build_object('X-Webhook-Signature', md5(i::text) || md5((-i)::text), 'webhook-id', i,
  'webhook-timestamp', at / 1000, 'webhook-signature', 'v1,' || left(md5((i + 1)::text) || md5((i + 2)::text), 44))`;
const RESPONSE = `'[["date","Thu, 01 Jan 2026 00:00:00 GMT"],["connection","keep-alive"],["keep-alive","timeout=5"]]'`;

function attempts(rows: string): string {
  return `
    INSERT INTO attempt (seq, delivery_seq, started, number, rev, ms, code, is_cut, failure, message, timings, request,
      response, body)
    SELECT ${idAt("at + done")} + ${attemptCounter("number")}, seq + 1024, at + done - ms, number, 1, ms,
      CASE WHEN has_failed THEN 503 ELSE 204 END, false, CASE WHEN has_failed THEN 'http_status' END,
      CASE WHEN has_failed THEN '${FAILED_MESSAGE}' END,
      '{"total_ms":' || ms || '.4,"first_byte_ms":' || ms || '.2}', ${REQUEST}, ${RESPONSE},
      CASE WHEN has_failed THEN '${FAILED_ANSWER}'::bytea END
    FROM ${rows} CROSS JOIN LATERAL (
      SELECT number, ${endedAfter("number")} AS done, is_failed OR number < tries AS has_failed
      FROM generate_series(1, tries) AS n(number)) tried`;
}
