import { int8s } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { big } from "./rows.ts";
import { statement } from "./statement.ts";

const OLDEST = statement("SELECT seq FROM message WHERE seq >= $1 AND seq < $2 ORDER BY seq LIMIT $3::int");
/** Not with an event that is still there: it is owed to somebody, who may be sent the message itself. */
const REMOVE = statement(
  `DELETE FROM message m USING unnest($1::bigint[]) AS k(seq)
   WHERE m.seq = k.seq
     AND NOT EXISTS (SELECT 1 FROM unnest(m.made) AS made(seq) JOIN event e ON e.seq = made.seq)`,
);

/** Of days in which something is owed: what is not. Returns where to go on, null at the end. */
export async function pruneMessages(tx: Tx, from: bigint, end: bigint, limit: number): Promise<bigint | null> {
  const seqs = (await tx.rows(OLDEST, from, end, limit)).map((row) => big(row, "seq"));
  if (seqs.length > 0) await tx.rows(REMOVE, int8s(seqs));
  return seqs.length === limit ? seqs.at(-1)! + 1n : null;
}
