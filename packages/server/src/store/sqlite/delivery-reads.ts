/** Deliveries live in two tables, what is owed and what has ended; people see one list, newest first. */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { ID_STEP, NODE_COUNT } from "../../model/ids.ts";
import type { DeliveryQuery, Page, StoredDelivery } from "../reads.ts";
import { MAX_SEQ, SCAN_LIMIT } from "./reads.ts";
import {
  big,
  bytes,
  deliverySeq,
  each,
  endFromNumber,
  endToNumber,
  eventSeqOf,
  num,
  numOrNull,
  one,
  prepare,
  type Row,
  text,
  textOrNull,
  unpackTargets,
} from "./rows.ts";

const OWED = `q.webhook_no, q.seq, q.place, t.name AS type, q.rev, NULL AS status, q.attempts, q.schedule_from,
  q.lane_seq, q.cancelling, q.owner IS NOT NULL AS claimed, q.due, NULL AS ended,
  (SELECT a.code FROM attempt a WHERE a.delivery_seq = q.seq ORDER BY a.seq DESC LIMIT 1) AS code,
  (SELECT a.message FROM attempt a WHERE a.delivery_seq = q.seq ORDER BY a.seq DESC LIMIT 1) AS error
  FROM queue q JOIN event e ON e.seq = q.seq - q.place * 1024 JOIN type_name t ON t.no = e.type_no`;
const ENDED = `d.webhook_no, d.seq, d.place, t.name AS type, d.rev, d.status, d.attempts, d.schedule_from, d.lane_seq,
  0 AS cancelling, 0 AS claimed, NULL AS due, d.ended, d.code, d.error
  FROM delivery d JOIN type_name t ON t.no = d.type_no`;

export interface DeliveryReads {
  readDelivery(seq: bigint): StoredDelivery | null;
  deliveriesOf(eventSeq: bigint): readonly StoredDelivery[];
  listDeliveries(query: DeliveryQuery): Page<StoredDelivery>;
}

export function prepareDeliveryReads(db: DatabaseSync): DeliveryReads {
  const find = prepareFind(db);
  const eventOf = prepareEventOf(db);
  const listOfWebhook = prepareListOfWebhook(db);
  const listOfSite = prepareListOfSite(db, find, eventOf);
  const targetsOf = prepare(db, "SELECT targets FROM event WHERE seq = ?");
  return {
    readDelivery(seq) {
      const event = eventOf(seq);
      const webhookNo = event && event.targets[Number((seq - event.seq) / ID_STEP) - 1];
      return webhookNo === undefined || webhookNo === null ? null : find(webhookNo, seq);
    },
    deliveriesOf(eventSeq) {
      const row = one(targetsOf, eventSeq);
      if (row === undefined) return [];
      return unpackTargets(bytes(row, "targets"))
        .map((no, index) => find(no, deliverySeq(eventSeq, index + 1)))
        .filter((delivery) => delivery !== null);
    },
    listDeliveries: (query) =>
      query.webhookNo === null ? listOfSite(query) : listOfWebhook({ ...query, webhookNo: query.webhookNo }),
  };
}

/** One delivery, wherever it is. */
function prepareFind(db: DatabaseSync): (webhookNo: number, seq: bigint) => StoredDelivery | null {
  const owed = prepare(db, `SELECT ${OWED} WHERE q.webhook_no = ? AND q.seq = ?`);
  const ended = prepare(db, `SELECT ${ENDED} WHERE d.webhook_no = ? AND d.seq = ?`);
  return (webhookNo, seq) => {
    const row = one(owed, webhookNo, seq) ?? one(ended, webhookNo, seq);
    return row === undefined ? null : toDelivery(row);
  };
}

interface EventTargets {
  seq: bigint;
  targets: number[];
}

/** The event that a delivery id follows: the nearest below it that the same node made. */
function prepareEventOf(db: DatabaseSync): (seq: bigint) => EventTargets | null {
  const below = prepare(db, "SELECT seq, targets FROM event WHERE seq < ? ORDER BY seq DESC LIMIT 1024");
  return (seq) => {
    const nodes = BigInt(NODE_COUNT);
    for (const row of each(below, seq)) {
      if (big(row, "seq") % nodes === seq % nodes) {
        return { seq: big(row, "seq"), targets: unpackTargets(bytes(row, "targets")) };
      }
    }
    return null;
  };
}

/** Merges two walks of the webhook: what is owed and what has ended. Relies on the keys and on delivery_ended. */
function prepareListOfWebhook(db: DatabaseSync) {
  const owed = prepare(
    db,
    `SELECT ${OWED} WHERE q.webhook_no = ? AND q.seq < ? AND q.seq >= ? ORDER BY q.seq DESC LIMIT ${SCAN_LIMIT}`,
  );
  const ended = prepare(
    db,
    `SELECT ${ENDED} WHERE d.webhook_no = ? AND d.seq < ? AND d.seq >= ? ORDER BY d.seq DESC LIMIT ${SCAN_LIMIT}`,
  );
  const unlucky = prepare(
    db,
    `SELECT ${ENDED} WHERE d.webhook_no = ? AND d.seq < ? AND d.seq >= ? AND d.status = ? AND d.status <> 1
     ORDER BY d.seq DESC LIMIT ${SCAN_LIMIT}`,
  );
  return (query: DeliveryQuery & { webhookNo: number }): Page<StoredDelivery> => {
    const range = [query.webhookNo, query.before ?? MAX_SEQ, query.from] as const;
    const { status } = query;
    const walks: Iterable<Row>[] = [];
    if (status === null || status === "pending") walks.push(each(owed, ...range));
    if (status === null || status === "success") walks.push(each(ended, ...range));
    if (status === "failed" || status === "cancelled") walks.push(each(unlucky, ...range, endToNumber(status)));
    const isWanted = (row: Row) =>
      (query.type === null || text(row, "type") === query.type) && (status !== "success" || row.status === 1n);
    return pageOf(newestFirst(walks), isWanted, query.limit);
  };
}

function* newestFirst(walks: readonly Iterable<Row>[]): Generator<Row> {
  const iterators = walks.map((walk) => walk[Symbol.iterator]());
  const heads = iterators.map((iterator) => iterator.next());
  try {
    for (;;) {
      let newest = -1;
      for (const [index, head] of heads.entries()) {
        if (head.done) continue;
        if (newest === -1 || big(head.value, "seq") > big(heads[newest]!.value, "seq")) newest = index;
      }
      if (newest === -1) return;
      yield heads[newest]!.value;
      heads[newest] = iterators[newest]!.next();
    }
  } finally {
    for (const iterator of iterators) iterator.return?.();
  }
}

function pageOf(rows: Iterable<Row>, isWanted: (row: Row) => boolean, limit: number): Page<StoredDelivery> {
  const page: StoredDelivery[] = [];
  let scanned = 0;
  for (const row of rows) {
    scanned += 1;
    if (isWanted(row)) page.push(toDelivery(row));
    if (page.length === limit || scanned === SCAN_LIMIT) return { rows: page, next: big(row, "seq") };
  }
  return { rows: page, next: null };
}

/** Walks the site's events, newest first, and looks at each one's deliveries. Relies on event_site. */
function prepareListOfSite(
  db: DatabaseSync,
  find: ReturnType<typeof prepareFind>,
  eventOf: ReturnType<typeof prepareEventOf>,
) {
  const events: StatementSync = prepare(
    db,
    `SELECT e.seq, e.targets, t.name AS type FROM event e JOIN type_name t ON t.no = e.type_no
     WHERE e.site_no = ? AND e.seq <= ? AND e.seq >= ? ORDER BY e.seq DESC LIMIT ${SCAN_LIMIT}`,
  );
  return (query: DeliveryQuery): Page<StoredDelivery> => {
    const page: StoredDelivery[] = [];
    const before = query.before ?? MAX_SEQ;
    const start = query.before === null ? MAX_SEQ : (eventOf(query.before)?.seq ?? query.before);
    let scanned = 0;
    for (const row of each(events, query.siteNo, start, query.from)) {
      scanned += 1;
      const eventSeq = big(row, "seq");
      const isType = query.type === null || text(row, "type") === query.type;
      const targets = isType ? unpackTargets(bytes(row, "targets")) : [];
      for (let place = targets.length; place >= 1; place -= 1) {
        const seq = deliverySeq(eventSeq, place);
        if (eventSeq === start && seq >= before) continue;
        scanned += 1;
        const delivery = find(targets[place - 1]!, seq);
        if (delivery !== null && (query.status === null || (delivery.status ?? "pending") === query.status)) {
          page.push(delivery);
        }
        if (page.length === query.limit || scanned >= SCAN_LIMIT) return { rows: page, next: seq };
      }
      if (scanned >= SCAN_LIMIT) return { rows: page, next: deliverySeq(eventSeq, 1) };
    }
    return { rows: page, next: null };
  };
}

function toDelivery(row: Row): StoredDelivery {
  const seq = big(row, "seq");
  return {
    seq,
    eventSeq: eventSeqOf(seq, big(row, "place")),
    webhookNo: num(row, "webhook_no"),
    type: text(row, "type"),
    rev: num(row, "rev"),
    attempts: num(row, "attempts"),
    scheduleFrom: num(row, "schedule_from"),
    laneSeq: numOrNull(row, "lane_seq"),
    status: row.status === null ? null : endFromNumber(num(row, "status")),
    isCancelling: num(row, "cancelling") === 1,
    isClaimed: num(row, "claimed") === 1,
    due: numOrNull(row, "due"),
    endedAt: numOrNull(row, "ended"),
    statusCode: numOrNull(row, "code"),
    error: textOrNull(row, "error"),
  };
}
