/** Reads of what came in, for the reading connection. A list leaves headers and bodies where they are. */
import type { DatabaseSync } from "node:sqlite";
import type { Message } from "../../model/message.ts";
import type { ListedMessage, MessageQuery, MessagesToReplay, Page } from "../reads.ts";
import { LOOKUP_LIMIT, MAX_SEQ, pageOf } from "./reads.ts";
import {
  big,
  bigOrNull,
  bytes,
  each,
  num,
  one,
  originFromNumber,
  prepare,
  type Row,
  text,
  textOrNull,
  unpackSeqs,
  verdictFromNumber,
  verdictToNumber,
} from "./rows.ts";

const LISTED = `seq, source_no, origin, verdict, replay_of, is_cut, reason, detail, method, query, remote, made, repeated,
  length(body) AS body_bytes FROM message`;

export function prepareReadMessage(db: DatabaseSync): (seq: bigint) => Message | null {
  const read = prepare(db, "SELECT * FROM message WHERE seq = ?");
  return (seq) => {
    const row = one(read, seq);
    if (row === undefined) return null;
    return { ...toCommon(row), headers: JSON.parse(text(row, "headers")), body: bytes(row, "body") };
  };
}

/** Relies on message_source; of what was not accepted, on message_unusual. */
export function prepareListMessages(db: DatabaseSync): (query: MessageQuery) => Page<ListedMessage> {
  const newest = prepare(db, `SELECT ${LISTED} WHERE source_no = ? AND seq < ? AND seq >= ? ORDER BY seq DESC LIMIT ?`);
  const unusual = prepare(
    db,
    `SELECT ${LISTED} INDEXED BY message_unusual
     WHERE source_no = ? AND seq < ? AND seq >= ? AND verdict = ? AND verdict <> 1 ORDER BY seq DESC LIMIT ?`,
  );
  const accepted = prepare(
    db,
    `SELECT ${LISTED} WHERE seq IN (
       SELECT seq FROM (
         SELECT seq, verdict FROM message WHERE source_no = ? AND seq < ? AND seq >= ?
         ORDER BY seq DESC LIMIT ${LOOKUP_LIMIT})
       WHERE verdict = 1 LIMIT ?)
     ORDER BY seq DESC`,
  );
  const lastScanned = prepare(
    db,
    `SELECT seq FROM message WHERE source_no = ? AND seq < ? AND seq >= ? ORDER BY seq DESC
     LIMIT 1 OFFSET ${LOOKUP_LIMIT - 1}`,
  );
  return ({ sourceNo, verdict, before, from, limit }) => {
    const range = [sourceNo, before ?? MAX_SEQ, from] as const;
    if (verdict === null) return pageOf(Array.from(each(newest, ...range, limit), toListed), limit, null);
    if (verdict !== "accepted") {
      const rows = each(unusual, ...range, verdictToNumber(verdict), limit);
      return pageOf(Array.from(rows, toListed), limit, null);
    }
    const rows = Array.from(each(accepted, ...range, limit), toListed);
    const last = rows.length < limit ? one(lastScanned, ...range) : undefined;
    return pageOf(rows, limit, last ? big(last, "seq") : null);
  };
}

/** Relies on message_source. What is unparsable was genuine: only what is, is read. */
export function prepareMessagesToReplay(
  db: DatabaseSync,
): (sourceNo: number, from: bigint, to: bigint, limit: number) => MessagesToReplay {
  const walk = prepare(
    db,
    `SELECT seq, (verdict <> 4 OR (reason = 'unparsable' AND NOT is_cut)) AND origin <> 4 AS is_meant
     FROM message WHERE source_no = ? AND seq >= ? AND seq < ? ORDER BY seq LIMIT ${LOOKUP_LIMIT}`,
  );
  return (sourceNo, from, to, limit) => {
    const seqs: bigint[] = [];
    let looked = 0;
    for (const row of each(walk, sourceNo, from, to)) {
      const seq = big(row, "seq");
      looked += 1;
      if (row.is_meant === 1n) seqs.push(seq);
      if (seqs.length === limit || looked === LOOKUP_LIMIT) return { seqs, next: seq + 1n };
    }
    return { seqs, next: null };
  };
}

function toListed(row: Row): ListedMessage {
  return { ...toCommon(row), bodyBytes: num(row, "body_bytes") };
}

function toCommon(row: Row): Omit<Message, "headers" | "body"> {
  return {
    seq: big(row, "seq"),
    sourceNo: num(row, "source_no"),
    origin: originFromNumber(num(row, "origin")),
    verdict: verdictFromNumber(num(row, "verdict")),
    reason: textOrNull(row, "reason"),
    detail: textOrNull(row, "detail"),
    method: text(row, "method"),
    query: text(row, "query"),
    remoteAddress: textOrNull(row, "remote"),
    isBodyCut: num(row, "is_cut") === 1,
    replayOf: bigOrNull(row, "replay_of"),
    made: unpackSeqs(bytes(row, "made")),
    repeated: unpackSeqs(bytes(row, "repeated")),
  };
}
