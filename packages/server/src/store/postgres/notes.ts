/** What is noted of sources: a few small texts each, by keys that begin with what they are about. */
import { noteRange } from "../note-range.ts";
import type { NoteChange, NotePosition, SourceNote } from "../reads.ts";
import { int4s, texts } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { num, text } from "./rows.ts";
import { statement } from "./statement.ts";

/** Of a source that is just being deleted, either this is deleted with it (change-source.ts), or nothing is written. */
const PUT = statement(
  `WITH alive AS MATERIALIZED (
     SELECT no FROM source WHERE no IN (SELECT unnest($1::int[])) AND deleted IS NULL ORDER BY no FOR SHARE)
   INSERT INTO source_note (source_no, key, value)
   SELECT n.source_no, n.key, n.value
   FROM unnest($1::int[], $2::text[], $3::text[]) AS n(source_no, key, value) JOIN alive a ON a.no = n.source_no
   ORDER BY n.source_no, n.key COLLATE "C"
   ON CONFLICT (source_no, key) DO UPDATE SET value = excluded.value`,
);
const REMOVE = statement(
  `DELETE FROM source_note n USING unnest($1::int[], $2::text[]) AS k(source_no, key)
   WHERE n.source_no = k.source_no AND n.key = k.key`,
);
/** From source to source, and in each along the key. */
const READ = statement(
  `SELECT n.source_no, n.key, n.value FROM source s JOIN source_note n ON n.source_no = s.no
     AND n.key >= CASE WHEN s.no = $1::int THEN $3::text ELSE $4::text END AND n.key < $5::text
   WHERE s.no >= $1::int AND s.no <= $2::int AND (s.no <> $1::int OR n.key IS DISTINCT FROM $6::text)
   ORDER BY s.no, n.key LIMIT $7::int`,
);

export async function writeNotes(tx: Tx, notes: readonly NoteChange[]): Promise<void> {
  // The last word of each counts: a statement touches no row twice.
  const last = [...new Map(notes.map((note) => [`${note.sourceNo} ${note.key}`, note])).values()];
  const kept = last.filter(({ value }) => value !== null);
  const gone = last.filter(({ value }) => value === null);
  if (kept.length > 0) await tx.rows(PUT, ...keysOf(kept), texts(kept.map(({ value }) => value)));
  if (gone.length > 0) await tx.rows(REMOVE, ...keysOf(gone));
}

function keysOf(notes: readonly NotePosition[]): [Buffer, Buffer] {
  return [int4s(notes.map(({ sourceNo }) => sourceNo)), texts(notes.map(({ key }) => key))];
}

export async function readNotes(
  tx: Tx,
  sourceNo: number | null,
  prefix: string,
  after: NotePosition | null,
  limit: number,
): Promise<readonly SourceNote[]> {
  const range = noteRange(sourceNo, prefix, after);
  const { first, last, from, end } = range;
  const rows = await tx.rows(READ, first, last, from, prefix, end, range.after, limit);
  return rows.map((row) => ({
    sourceNo: num(row, "source_no"),
    key: text(row, "key"),
    value: text(row, "value"),
  }));
}
