import type { AcceptEntry, AcceptResult, EmitEntry, ReceiveEntry } from "../journal-entry.ts";
import { type Adding, addEvents, type Tickets } from "./add-event.ts";
import { byteas, int4s, int8s, texts } from "./arrays.ts";
import type { Batch, Placed } from "./batch.ts";
import { together } from "./database.ts";
import { externalKeyOf, findExternal } from "./external-id.ts";
import type { LeftAt } from "./lane-rows.ts";
import { writeModeration } from "./moderate.ts";
import { beginEmits, finishEmit } from "./outbox.ts";
import { addMessages, beginReceives, toKept } from "./receive.ts";
import { bytes, num, text } from "./rows.ts";
import { statement } from "./statement.ts";

/** Relies on the key of idempotency. */
const FIND_ANSWERS = statement(
  `SELECT i.site_no, i.key_hash, i.body_hash, i.answer
   FROM unnest($1::int[], $2::bytea[]) AS k(site_no, key_hash)
   JOIN idempotency i ON i.site_no = k.site_no AND i.key_hash = k.key_hash`,
);
/** Twins of another node wait for each other here, and the second is written again, by itself (commit.ts). */
const ADD_ANSWERS = statement(
  `INSERT INTO idempotency (site_no, key_hash, body_hash, answer, created)
   SELECT * FROM unnest($1::int[], $2::bytea[], $3::bytea[], $4::text[], $5::bigint[])
     AS i(site_no, key_hash, body_hash, answer, created)
   ORDER BY site_no, key_hash`,
);
/** Events to be kept together or not at all; `tell` hears which. */
export interface Ask extends Placed<AcceptEntry> {
  tell(result: AcceptResult): void;
}

/** An entry that brings events. */
export type Bringing = AcceptEntry | EmitEntry | ReceiveEntry;

/** What an entry asks to be written, once it is known what may be; `tell` hears the tickets of its events. */
export interface Kept {
  /** Where its entry stands in the batch. */
  index: number;
  adding: readonly Adding[];
  tell(tickets: readonly Tickets[]): void;
}

/** Keeps events with their deliveries, the answers to their idempotency keys, and the messages that told of them. */
export async function writeAccepts(batch: Batch, placed: readonly Placed<Bringing>[], leftAt: LeftAt): Promise<void> {
  if (placed.length === 0) return;
  const emitting = await beginEmits(batch, placed.filter(isEmit));
  const receiving = await beginReceives(batch, placed.filter(isReceive));
  const asks = placed.flatMap((one) => {
    if (isReceive(one)) return [];
    return isEmit(one) ? emitting.get(one)!.asks : toAsk(batch, one as Accepting);
  });
  const kept = [...(await keepAsks(batch, asks)), ...receiving.map((one) => toKept(batch, one))];
  // In the order of their entries, so that the places in a lane are.
  await together([writeKept(batch, kept.sort(byIndex), leftAt), addMessages(batch, receiving)]);
  for (const emit of emitting.values()) await finishEmit(batch, emit);
}

type Accepting = Placed<AcceptEntry>;

function isEmit(placed: Placed<Bringing>): placed is Placed<EmitEntry> {
  return placed.entry.kind === "emit";
}

function isReceive(placed: Placed<Bringing>): placed is Placed<ReceiveEntry> {
  return placed.entry.kind === "receive";
}

function byIndex(one: Kept, other: Kept): number {
  return one.index - other.index;
}

function toAsk({ results }: Batch, { entry, index }: Accepting): Ask {
  return {
    entry,
    index,
    tell: (result) => {
      results[index] = result;
    },
  };
}

/** Tells who is refused, and returns the others. */
async function keepAsks(batch: Batch, asks: readonly Ask[]): Promise<Kept[]> {
  const answers = await findAnswers(batch, asks);
  const taken = await findExternal(
    batch.tx,
    asks.flatMap(({ entry }) => entry.events),
  );
  const kept: Ask[] = [];
  for (const ask of asks) {
    const refusal = refusalOf(ask, batch, answers, taken);
    if (refusal) ask.tell(refusal);
    else kept.push(ask);
  }
  await together([addAnswers(batch, kept), writeModeration(batch, kept)]);
  return kept.map(({ entry: { events, version, node, now }, index, tell }) => ({
    index,
    adding: events.map((event) => ({ event, version, node, now, index, isNamed: false })),
    tell: (tickets) => tell({ kind: "accepted", tickets }),
  }));
}

async function writeKept(batch: Batch, kept: readonly Kept[], leftAt: LeftAt): Promise<void> {
  const adding = kept.flatMap((one) => one.adding);
  const tickets = await addEvents(batch, adding, leftAt);
  let at = 0;
  for (const one of kept) {
    one.tell(tickets.slice(at, at + one.adding.length));
    at += one.adding.length;
  }
}

interface KnownAnswer {
  bodyHash: Uint8Array;
  answer: string;
}

/** Null: it is kept, and what it takes is noted for those after it in the batch. */
function refusalOf(
  { entry, index }: Ask,
  { version, moved }: Batch,
  answers: Map<string, KnownAnswer>,
  taken: Map<string, bigint>,
): AcceptResult | null {
  const { idempotency } = entry;
  const answerKey = idempotency && answerKeyOf(idempotency.siteNo, idempotency.keyHash);
  const known = answerKey === null ? undefined : answers.get(answerKey);
  if (known) {
    const isSame = Buffer.compare(known.bodyHash, idempotency!.bodyHash) === 0;
    return isSame ? { kind: "replayed", answer: known.answer } : { kind: "key_reused" };
  }
  if (entry.version !== version) return { kind: "stale" };
  if (moved.has(index)) return { kind: "moved" };
  const own = new Map<string, bigint>();
  for (const { siteNo, externalId, seq } of entry.events) {
    if (externalId === null) continue;
    const key = externalKeyOf(siteNo, externalId);
    const twin = taken.get(key) ?? own.get(key);
    if (twin !== undefined) return { kind: "external_id_taken", externalId, eventSeq: twin };
    own.set(key, seq);
  }
  for (const [key, seq] of own) taken.set(key, seq);
  if (answerKey !== null) answers.set(answerKey, idempotency!);
  return null;
}

async function findAnswers({ tx }: Batch, accepts: readonly Accepting[]): Promise<Map<string, KnownAnswer>> {
  const asked = accepts.flatMap(({ entry }) => entry.idempotency ?? []);
  if (asked.length === 0) return new Map();
  const keys = [int4s(asked.map((one) => one.siteNo)), byteas(asked.map((one) => one.keyHash))];
  return new Map(
    (await tx.rows(FIND_ANSWERS, ...keys)).map((row) => [
      answerKeyOf(num(row, "site_no"), bytes(row, "key_hash")),
      { bodyHash: bytes(row, "body_hash"), answer: text(row, "answer") },
    ]),
  );
}

async function addAnswers({ tx }: Batch, kept: readonly Accepting[]): Promise<void> {
  const given = kept.flatMap(({ entry }) => (entry.idempotency ? [{ ...entry.idempotency, now: entry.now }] : []));
  if (given.length === 0) return;
  await tx.rows(
    ADD_ANSWERS,
    int4s(given.map((one) => one.siteNo)),
    byteas(given.map((one) => one.keyHash)),
    byteas(given.map((one) => one.bodyHash)),
    texts(given.map((one) => one.answer)),
    int8s(given.map((one) => one.now)),
  );
}

function answerKeyOf(siteNo: number, keyHash: Uint8Array): string {
  return `${siteNo} ${Buffer.from(keyHash).toString("hex")}`;
}
