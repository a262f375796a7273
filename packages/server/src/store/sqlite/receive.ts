import type { DatabaseSync } from "node:sqlite";
import { type Message, REJECTED_KEPT } from "../../model/message.ts";
import type { NewEvent, ReceiveEntry, ReceiveResult } from "../journal-entry.ts";
import { fatesOf, judge } from "../receiving.ts";
import type { AddEvent } from "./add-event.ts";
import { big, one, originToNumber, packSeqs, prepare, verdictToNumber } from "./rows.ts";

/** Keeps a message with those of its events that are new. */
export function prepareReceive(
  db: DatabaseSync,
  addEvent: AddEvent,
): (entry: ReceiveEntry, version: number) => ReceiveResult {
  const findHolders = prepareFindHolders(db);
  const addMessage = prepareAddMessage(db);
  const trim = prepareTrim(db);
  return (entry, version) => {
    const { events, node, now } = entry;
    if (events.length > 0 && entry.version !== version) return { kind: "stale" };
    const judged = judge(entry, findHolders(events));
    addMessage(judged.message);
    if (judged.message.verdict === "rejected") trim(judged.message.sourceNo);
    const written = judged.written.filter((event) => event !== undefined);
    const tickets = written.map(({ event }) => addEvent(event, version, node, now));
    return { kind: "received", fates: fatesOf(judged, tickets) };
  };
}

/** For each event, which one has its external id; its own when none has. */
function prepareFindHolders(db: DatabaseSync): (events: readonly NewEvent[]) => bigint[] {
  // Relies on event_external: the predicate is repeated, or SQLite would not use it.
  const find = prepare(db, "SELECT seq FROM event WHERE site_no = ? AND external_id = ? AND external_id IS NOT NULL");
  return (events) => {
    const own = new Map<string, bigint>();
    return events.map(({ siteNo, externalId, seq }) => {
      const found = one(find, siteNo, externalId);
      if (found) return big(found, "seq");
      const twin = own.get(externalId!);
      if (twin === undefined) own.set(externalId!, seq);
      return twin ?? seq;
    });
  };
}

function prepareAddMessage(db: DatabaseSync): (message: Message) => void {
  const add = prepare(
    db,
    `INSERT INTO message (seq, source_no, origin, verdict, replay_of, is_cut, reason, detail, method, query, remote, made,
       repeated, headers, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (message) => {
    add.run(
      message.seq,
      message.sourceNo,
      originToNumber(message.origin),
      verdictToNumber(message.verdict),
      message.replayOf,
      message.isBodyCut ? 1 : 0,
      message.reason,
      message.detail,
      message.method,
      message.query,
      message.remoteAddress,
      packSeqs(message.made),
      packSeqs(message.repeated),
      JSON.stringify(message.headers),
      message.body,
    );
  };
}

/** Of a source's rejected messages, deletes those behind the newest. Relies on message_unusual. */
function prepareTrim(db: DatabaseSync): (sourceNo: number) => void {
  const trim = prepare(
    db,
    `DELETE FROM message WHERE seq IN (
       SELECT seq FROM message WHERE source_no = ? AND verdict = 4 AND verdict <> 1
       ORDER BY seq DESC LIMIT -1 OFFSET ${REJECTED_KEPT})`,
  );
  return (sourceNo) => void trim.run(sourceNo);
}
