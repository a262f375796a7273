/** Letters between nodes (shared.ts): each call is one statement, outside of any transaction. */
import type { NodeLease } from "../journal-entry.ts";
import type { Letter, Shared } from "../shared.ts";
import type { Database } from "./database.ts";
import { type Row, textOrNull } from "./rows.ts";
import { statement } from "./statement.ts";

const KEPT_MS = 60_000;
/** Old letters that one call deletes: more than one call adds in the long run. */
const DELETED_MAX = 100;
const TIME = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/** Whoever is just deleting the old is left to it. Relies on letter_said. */
const LEAVE = statement(
  `WITH gone AS (
     DELETE FROM {schema}.letter WHERE key <> $1::bigint AND key IN (
       SELECT key FROM {schema}.letter WHERE said < ${TIME} - ${KEPT_MS} ORDER BY said LIMIT ${DELETED_MAX}
       FOR UPDATE SKIP LOCKED))
   INSERT INTO {schema}.letter AS known (key, said, body) VALUES ($1::bigint, ${TIME}, $2::bytea)
   ON CONFLICT (key) DO UPDATE SET said = excluded.said, body = excluded.body, reply = NULL WHERE NOT known.is_final
   RETURNING 1`,
);
const READ = statement("SELECT body, reply FROM {schema}.letter WHERE key = $1::bigint");
const REPLY = statement("UPDATE {schema}.letter SET reply = $2::text, is_final = $3::boolean WHERE key = $1::bigint");

type Letters = Pick<Shared, "leaveLetter" | "readLetter" | "replyToLetter">;
type Rows = (...args: Parameters<Database["alone"]>) => Promise<Row[]>;

/** `tell`: words for the other nodes. */
export function createLetters(
  ask: Rows,
  tell: (node: NodeLease, kind: "letter" | "reply", key: bigint) => Promise<void>,
): Letters {
  return {
    async leaveLetter(node, key, body) {
      const isLeft = (await ask(LEAVE, key, Buffer.from(body))).length > 0;
      if (isLeft) await tell(node, "letter", key);
      return isLeft;
    },
    async readLetter(key): Promise<Letter | null> {
      const [row] = await ask(READ, key);
      return row === undefined ? null : { body: row.body as Uint8Array, reply: textOrNull(row, "reply") };
    },
    async replyToLetter(node, key, reply, isFinal) {
      await ask(REPLY, key, reply, isFinal);
      await tell(node, "reply", key);
    },
  };
}
