/** What is noted of sources: a few small texts each, by keys that begin with what they are about. */
import type { DatabaseSync } from "node:sqlite";
import { noteRange } from "../note-range.ts";
import type { NoteChange, NotePosition, SourceNote } from "../reads.ts";
import { each, num, prepare, text } from "./rows.ts";

export function prepareNote(db: DatabaseSync): (notes: readonly NoteChange[]) => void {
  const put = prepare(
    db,
    `INSERT INTO source_note (source_no, key, value)
     SELECT no, ?, ? FROM source WHERE no = ? AND deleted IS NULL
     ON CONFLICT DO UPDATE SET value = excluded.value`,
  );
  const remove = prepare(db, "DELETE FROM source_note WHERE source_no = ? AND key = ?");
  return (notes) => {
    for (const { sourceNo, key, value } of notes) {
      if (value === null) remove.run(sourceNo, key);
      else put.run(key, value, sourceNo);
    }
  };
}

/** From source to source, and in each along the key. */
export function prepareNotes(
  db: DatabaseSync,
): (sourceNo: number | null, prefix: string, after: NotePosition | null, limit: number) => readonly SourceNote[] {
  const read = prepare(
    db,
    `SELECT n.source_no, n.key, n.value FROM source s
     CROSS JOIN source_note n ON n.source_no = s.no
       AND n.key >= CASE WHEN s.no = :first THEN :from ELSE :prefix END AND n.key < :end
     WHERE s.no >= :first AND s.no <= :last AND (s.no <> :first OR n.key IS NOT :after)
     ORDER BY s.no, n.key LIMIT :limit`,
  );
  return (sourceNo, prefix, after, limit) => {
    const values = { ...noteRange(sourceNo, prefix, after), limit };
    return Array.from(each(read, values as never), (row) => ({
      sourceNo: num(row, "source_no"),
      key: text(row, "key"),
      value: text(row, "value"),
    }));
  };
}
