import type { DatabaseSync } from "node:sqlite";
import type { AcceptEntry, AcceptResult } from "../journal-entry.ts";
import type { AddEvent } from "./add-event.ts";
import type { Moderate } from "./moderate.ts";
import { big, bytes, one, prepare, text } from "./rows.ts";

/** Keeps events with their deliveries, the answer to their idempotency key, and what is written of items. */
export function prepareAccept(
  db: DatabaseSync,
  addEvent: AddEvent,
  moderate: Moderate,
): (entry: AcceptEntry, version: number) => AcceptResult {
  const findAnswer = prepare(db, "SELECT body_hash, answer FROM idempotency WHERE site_no = ? AND key_hash = ?");
  const addAnswer = prepare(db, "INSERT INTO idempotency VALUES (?, ?, ?, ?, ?)");
  // Relies on event_external: the predicate is repeated, or SQLite would not use it.
  const findExternal = prepare(
    db,
    "SELECT seq FROM event WHERE site_no = ? AND external_id = ? AND external_id IS NOT NULL",
  );
  return (entry, version) => {
    const { idempotency } = entry;
    if (idempotency) {
      const known = one(findAnswer, idempotency.siteNo, idempotency.keyHash);
      if (known) {
        const isSame = Buffer.compare(bytes(known, "body_hash"), idempotency.bodyHash) === 0;
        return isSame ? { kind: "replayed", answer: text(known, "answer") } : { kind: "key_reused" };
      }
    }
    if (entry.version !== version) return { kind: "stale" };
    const seen = new Map<string, bigint>();
    for (const { siteNo, externalId, seq } of entry.events) {
      if (externalId === null) continue;
      const found = one(findExternal, siteNo, externalId);
      const twin = found ? big(found, "seq") : seen.get(`${siteNo} ${externalId}`);
      if (twin !== undefined) return { kind: "external_id_taken", externalId, eventSeq: twin };
      seen.set(`${siteNo} ${externalId}`, seq);
    }
    const { moderation } = entry;
    if (moderation && !moderate.isPresent(moderation)) return { kind: "moved" };
    const tickets = entry.events.map((event) => addEvent(event, version, entry.node, entry.now));
    if (moderation) moderate.write(moderation, entry.events);
    if (idempotency) {
      addAnswer.run(idempotency.siteNo, idempotency.keyHash, idempotency.bodyHash, idempotency.answer, entry.now);
    }
    return { kind: "accepted", tickets };
  };
}
