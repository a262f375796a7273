/** Reads of what came in. A list leaves headers and bodies where they are. */
import type { Message } from "../../model/message.ts";
import type { ListedMessage, MessageQuery, MessagesToReplay, Page } from "../reads.ts";
import type { Tx } from "./database.ts";
import { MAX_SEQ, pageOf, SCAN_LIMIT } from "./reads.ts";
import {
  big,
  bigOrNull,
  bigs,
  bytes,
  num,
  originFromNumber,
  type Row,
  text,
  textOrNull,
  verdictFromNumber,
  verdictToNumber,
} from "./rows.ts";
import { keyedBy, statement } from "./statement.ts";

const READ = statement("SELECT * FROM message WHERE seq = $1");

export async function readMessage(tx: Tx, seq: bigint): Promise<Message | null> {
  const row = await tx.one(READ, seq);
  if (row === undefined) return null;
  return { ...toCommon(row), headers: JSON.parse(text(row, "headers")), body: bytes(row, "body") };
}

const LISTED = `seq, source_no, origin, verdict, replay_of, is_cut, reason, detail, method, query, remote, made, repeated,
  octet_length(body) AS body_bytes FROM message`;
const NEWEST = statement(
  `SELECT ${LISTED} WHERE ${keyedBy("source_no", "$1")} AND seq < $2 AND seq >= $3 ORDER BY seq DESC LIMIT $4::int`,
);
const UNUSUAL = statement(
  `SELECT ${LISTED} WHERE ${keyedBy("source_no", "$1")} AND seq < $2 AND seq >= $3 AND ${keyedBy("verdict", "$4::int")} AND verdict <> 1
   ORDER BY seq DESC LIMIT $5::int`,
);
const ACCEPTED = statement(
  `SELECT ${LISTED} WHERE seq = ANY (ARRAY(
     SELECT seq FROM (
       SELECT seq, verdict FROM message WHERE ${keyedBy("source_no", "$1")} AND seq < $2 AND seq >= $3 ORDER BY seq DESC
       LIMIT ${SCAN_LIMIT}) s
     WHERE verdict = 1 ORDER BY seq DESC LIMIT $4::int))
   ORDER BY seq DESC`,
);
const LAST_SCANNED = statement(
  `SELECT seq FROM message WHERE ${keyedBy("source_no", "$1")} AND seq < $2 AND seq >= $3 ORDER BY seq DESC
   LIMIT 1 OFFSET ${SCAN_LIMIT - 1}`,
);

/** Relies on message_source; of what was not accepted, on message_unusual. */
export async function listMessages(tx: Tx, query: MessageQuery): Promise<Page<ListedMessage>> {
  const { sourceNo, verdict, before, from, limit } = query;
  const range = [sourceNo, before ?? MAX_SEQ, from] as const;
  if (verdict === null) return pageOf((await tx.rows(NEWEST, ...range, limit)).map(toListed), limit, null);
  if (verdict !== "accepted") {
    const rows = await tx.rows(UNUSUAL, ...range, verdictToNumber(verdict), limit);
    return pageOf(rows.map(toListed), limit, null);
  }
  const rows = (await tx.rows(ACCEPTED, ...range, limit)).map(toListed);
  const last = rows.length < limit ? await tx.one(LAST_SCANNED, ...range) : undefined;
  return pageOf(rows, limit, last ? big(last, "seq") : null);
}

/** Relies on message_source. What is unparsable was genuine: only what is, is read. */
const TO_REPLAY = statement(
  `SELECT seq FROM (
     SELECT seq, verdict, origin, reason, is_cut FROM message WHERE ${keyedBy("source_no", "$1")} AND seq >= $2 AND seq < $3
     ORDER BY seq LIMIT ${SCAN_LIMIT}) s
   WHERE (verdict <> 4 OR (reason = 'unparsable' AND NOT is_cut)) AND origin <> 4 ORDER BY seq LIMIT $4::int`,
);
const LAST_LOOKED_AT = statement(
  `SELECT seq FROM message WHERE ${keyedBy("source_no", "$1")} AND seq >= $2 AND seq < $3 ORDER BY seq
   LIMIT 1 OFFSET ${SCAN_LIMIT - 1}`,
);

export async function messagesToReplay(
  tx: Tx,
  sourceNo: number,
  from: bigint,
  to: bigint,
  limit: number,
): Promise<MessagesToReplay> {
  const seqs = (await tx.rows(TO_REPLAY, sourceNo, from, to, limit)).map((row) => big(row, "seq"));
  if (seqs.length === limit) return { seqs, next: seqs.at(-1)! + 1n };
  const last = await tx.one(LAST_LOOKED_AT, sourceNo, from, to);
  return { seqs, next: last ? big(last, "seq") + 1n : null };
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
    isBodyCut: row.is_cut === true,
    replayOf: bigOrNull(row, "replay_of"),
    made: bigs(row, "made"),
    repeated: bigs(row, "repeated"),
  };
}
