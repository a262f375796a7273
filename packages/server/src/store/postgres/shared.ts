import type { Clock } from "../../model/ports.ts";
import type { NodeLease } from "../journal-entry.ts";
import type { Duty, News, Shared, Word } from "../shared.ts";
import { int4s, int8s, texts } from "./arrays.ts";
import { type Database, toStoreError } from "./database.ts";
import { createLetters } from "./letters.ts";
import { Listener } from "./listener.ts";
import { readOutbox } from "./outbox.ts";
import { num } from "./rows.ts";
import { statement } from "./statement.ts";

/** How far back words are read: longer than a lease lasts. Whoever did not ask for longer has lost it, and all it knew. */
const WORDS_READ_MS = 30_000;
const WORDS_KEPT_MS = 60_000;
/** Old words that one call deletes: more than one call adds in the long run. */
const WORDS_DELETED_MAX = 1_000;

const TIME = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

/** All that is small, and one row of the outbox. Relies on word_said and the key of outbox. */
const NEWS = statement(
  `WITH t AS MATERIALIZED (SELECT ${TIME} AS time)
   SELECT t.time,
     (SELECT value FROM {schema}.meta WHERE key = 'catalogue_version') AS version,
     (SELECT value FROM {schema}.meta WHERE key = 'health_version') AS health_version,
     (SELECT coalesce(json_agg(json_build_object('no', n.no, 'epoch', n.epoch) ORDER BY n.no), '[]')
      FROM {schema}.node n WHERE n.expires > t.time) AS nodes,
     (SELECT coalesce(json_agg(json_build_array(w.no::text, w.kind, w.webhook_no, w.seq::text) ORDER BY w.no), '[]')
      FROM {schema}.word w WHERE w.said > t.time - ${WORDS_READ_MS} AND w.no > $3::bigint
        AND (w.node_no, w.node_epoch) <> ($1::int, $2::int)) AS words,
     (SELECT o.no FROM {schema}.outbox o ORDER BY o.no LIMIT 1) IS NOT NULL AS has_outbox
   FROM t`,
);
/** Whoever is just deleting the old is left to it. Relies on word_said. */
const TELL = statement(
  `WITH gone AS (
     DELETE FROM {schema}.word WHERE no IN (
       SELECT no FROM {schema}.word WHERE said < ${TIME} - ${WORDS_KEPT_MS} ORDER BY said
       LIMIT ${WORDS_DELETED_MAX} FOR UPDATE SKIP LOCKED)),
   told AS (
     INSERT INTO {schema}.word (said, node_no, node_epoch, kind, webhook_no, seq)
     SELECT ${TIME}, $1::int, $2::int, w.kind, w.webhook_no, w.seq
     FROM unnest($3::text[], $4::int[], $5::bigint[]) AS w(kind, webhook_no, seq))
   SELECT pg_notify($6::text, '')`,
);
/**
 * A duty is no fence: two nodes may think for a moment that they have it, when the one has just joined or the other has
 * just died. What is done under it must bear that.
 */
const TAKE_DUTY = statement(
  `WITH me AS MATERIALIZED (
     SELECT no, epoch FROM {schema}.node WHERE no = $2::int AND epoch = $3::int AND expires > $4::bigint),
   kept AS MATERIALIZED (
     SELECT 1 FROM {schema}.duty d JOIN me ON me.no = d.owner AND me.epoch = d.epoch WHERE d.name = $1::text),
   taken AS (
     INSERT INTO {schema}.duty AS d (name, owner, epoch)
     SELECT $1::text, no, epoch FROM me WHERE NOT EXISTS (SELECT 1 FROM kept)
     ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, epoch = excluded.epoch
     WHERE NOT EXISTS (SELECT 1 FROM {schema}.node n
       WHERE n.no = d.owner AND n.epoch = d.epoch AND n.expires > $4::bigint)
     RETURNING 1)
   SELECT 1 FROM kept UNION ALL SELECT 1 FROM taken`,
);

export interface SharedDeps {
  db: Database;
  clock: Clock;
  /** False behind a pooler. */
  canListen: boolean;
}

/** What nodes on one database say to each other, and hear. Each call is one statement, in one round trip. */
export function createShared({ db, clock, canListen }: SharedDeps): Shared & { close(): void } {
  const listener = new Listener({ url: db.options.url, channel: db.channel, clock });
  const rows = async (...args: Parameters<Database["alone"]>) =>
    db.alone(...args).catch((error) => {
      throw toStoreError(error);
    });
  const tell = async (node: NodeLease, words: readonly Word[]): Promise<void> => {
    if (words.length === 0) return;
    const stored = words.map(fromWord);
    const kinds = texts(stored.map(({ kind }) => kind));
    const webhookNos = int4s(stored.map(({ webhookNo }) => webhookNo));
    const seqs = int8s(stored.map(({ seq }) => seq));
    await rows(TELL, node.no, node.epoch, kinds, webhookNos, seqs, db.channel);
  };
  return {
    canListen,
    listen(hear) {
      if (canListen) listener.start(hear);
    },
    async news(node: NodeLease, heardTo: bigint): Promise<News> {
      const [row] = await rows(NEWS, node.no, node.epoch, heardTo);
      return {
        time: num(row!, "time"),
        version: num(row!, "version"),
        healthVersion: num(row!, "health_version"),
        nodes: row!.nodes as unknown as NodeLease[],
        words: (row!.words as unknown as StoredWord[]).map(toWord),
        hasOutbox: row!.has_outbox === true,
      };
    },
    tell,
    async takeDuty(duty: Duty, node: NodeLease, now: number): Promise<boolean> {
      return (await rows(TAKE_DUTY, duty, node.no, node.epoch, now)).length > 0;
    },
    ...createLetters(rows, (node, kind, key) => tell(node, [{ kind, key }])),
    readOutbox: (limit, bytesMax) => readOutbox(rows, limit, bytesMax),
    close: () => listener.close(),
  };
}

type StoredWord = [no: string, kind: Word["kind"], webhookNo: number, seq: string | null];

function toWord([no, kind, webhookNo, seq]: StoredWord): { no: bigint; word: Word } {
  switch (kind) {
    case "look":
      return { no: BigInt(no), word: { kind, webhookNo } };
    case "hurry":
      return { no: BigInt(no), word: { kind, webhookNo, seq: BigInt(seq!) } };
    case "letter":
    case "reply":
      return { no: BigInt(no), word: { kind, key: BigInt(seq!) } };
  }
}

/** `seq` is a letter's key; `webhookNo` is then nobody's. */
function fromWord(word: Word): { kind: Word["kind"]; webhookNo: number; seq: bigint | null } {
  const { kind } = word;
  switch (kind) {
    case "look":
      return { kind, webhookNo: word.webhookNo, seq: null };
    case "hurry":
      return { kind, webhookNo: word.webhookNo, seq: word.seq };
    case "letter":
    case "reply":
      return { kind, webhookNo: 0, seq: word.key };
  }
}
