/**
 * The outbox: what applications emit inside their own transactions (emit-function.ts), until a node turns it into events.
 * `no` follows no commit order; but where one transaction of the application began after another had ended, so do their
 * numbers.
 */
import { formatId } from "../../model/ids.ts";
import type { AcceptResult, EmitEntry, EmitFate, UnfitRow } from "../journal-entry.ts";
import type { OutboxRow } from "../shared.ts";
import type { Ask } from "./accept.ts";
import { int8s, texts, textsWithoutNul } from "./arrays.ts";
import type { Batch, Placed } from "./batch.ts";
import type { Database, Tx } from "./database.ts";
import { big, num, text, textOrNull } from "./rows.ts";
import { statement } from "./statement.ts";

/** Relies on the key of outbox. The first row comes whatever its size. */
const READ = statement(
  `SELECT no, site_no, type, data, idempotency_key, ordering_key, external_id, emitted
   FROM (SELECT p.*, sum(octet_length(data)) OVER (ORDER BY no) - octet_length(data) AS before
     FROM (SELECT * FROM {schema}.outbox ORDER BY no LIMIT $1::int) p) q
   WHERE before < $2::bigint ORDER BY no`,
);
/** A row that another node is about to delete is waited for, and then not found. */
const LOCK = statement("SELECT no FROM outbox WHERE no = ANY ($1::bigint[]) ORDER BY no FOR UPDATE");
const DELETE = statement("DELETE FROM outbox WHERE no = ANY ($1::bigint[])");
const SET_ASIDE = statement(
  `WITH gone AS (
     DELETE FROM outbox o USING unnest($1::bigint[], $2::text[], $3::text[]) AS u(no, code, reason)
     WHERE o.no = u.no RETURNING o.*, u.code, u.reason)
   INSERT INTO outbox_refused (no, site_no, type, data, idempotency_key, ordering_key, external_id, emitted, refused,
     code, reason)
   SELECT no, site_no, type, data, idempotency_key, ordering_key, external_id, emitted, $4::bigint, code, reason
   FROM gone`,
);

/** Relies on outbox_refused_when. */
const REMOVE_REFUSED = statement(
  `DELETE FROM outbox_refused WHERE no IN
     (SELECT no FROM outbox_refused WHERE refused < $1 ORDER BY refused LIMIT $2::int) RETURNING no`,
);

/** The rows with the lowest numbers, at most `limit` of about `bytesMax` together. */
export async function readOutbox(ask: Database["alone"], limit: number, bytesMax: number): Promise<OutboxRow[]> {
  const rows = await ask(READ, limit, bytesMax);
  return rows.map((row) => ({
    no: big(row, "no"),
    siteNo: num(row, "site_no"),
    type: text(row, "type"),
    data: text(row, "data"),
    idempotencyKey: textOrNull(row, "idempotency_key"),
    orderingKey: textOrNull(row, "ordering_key"),
    externalId: textOrNull(row, "external_id"),
    emittedAt: num(row, "emitted"),
  }));
}

/** An emit entry under way: what it asks to be kept, and what becomes of its rows. */
export interface Emitting {
  placed: Placed<EmitEntry>;
  asks: readonly Ask[];
  fates: EmitFate[];
  isStale: boolean;
}

/** Takes the rows of emit entries: whatever is not there any more asks for nothing. */
export async function beginEmits(
  batch: Batch,
  emits: readonly Placed<EmitEntry>[],
): Promise<Map<Placed<EmitEntry>, Emitting>> {
  const fresh = emits.filter(({ entry }) => entry.version === batch.version);
  const nos = fresh.flatMap(({ entry }) => [...entry.events, ...entry.unfit].map(({ no }) => no));
  const there = new Set(nos.length === 0 ? [] : (await batch.tx.rows(LOCK, int8s(nos))).map((row) => big(row, "no")));
  return new Map(emits.map((placed) => [placed, beginEmit(placed, fresh.includes(placed), there)]));
}

function beginEmit(placed: Placed<EmitEntry>, isFresh: boolean, there: Set<bigint>): Emitting {
  const { entry, index } = placed;
  const fates: EmitFate[] = entry.events.map(() => ({ kind: "gone" }));
  const asks: Ask[] = [];
  if (isFresh) {
    for (const [at, { no, event, idempotency }] of entry.events.entries()) {
      // Taken out, so that no row becomes two events.
      if (!there.delete(no)) continue;
      const { version, now, node } = entry;
      const asked = { kind: "accept", version, events: [event], idempotency, now, node } as const;
      asks.push({
        entry: asked,
        index,
        tell: (result) => {
          fates[at] = fateOf(result);
        },
      });
    }
  }
  return { placed, asks, fates, isStale: !isFresh };
}

function fateOf(result: AcceptResult): EmitFate {
  switch (result.kind) {
    case "accepted":
      return { kind: "accepted", tickets: result.tickets[0]! };
    case "replayed":
      return { kind: "repeated" };
    case "key_reused":
      return {
        kind: "set_aside",
        code: "idempotency_key_reused",
        reason: "Its idempotency key was used for another event in the last 24 hours.",
      };
    case "external_id_taken":
      return {
        kind: "set_aside",
        code: result.kind,
        reason: `Its external id belongs to ${formatId("evt", result.eventSeq)}.`,
      };
    case "moved":
    case "stale":
      throw new Error("The catalogue's version was compared before, in this transaction.");
  }
}

/** Takes what has become of the rows out of the outbox. */
export async function finishEmit({ tx, results }: Batch, { placed, fates, isStale }: Emitting): Promise<void> {
  const { entry, index } = placed;
  results[index] = isStale ? { kind: "stale" } : { kind: "emitted", fates };
  if (isStale) return;
  const done: bigint[] = [];
  const unfit: UnfitRow[] = [...entry.unfit];
  for (const [at, { no }] of entry.events.entries()) {
    const fate = fates[at]!;
    if (fate.kind === "set_aside") unfit.push({ no, ...fate });
    else if (fate.kind !== "gone") done.push(no);
  }
  if (done.length > 0) await tx.rows(DELETE, int8s(done));
  if (unfit.length === 0) return;
  const codes = texts(unfit.map(({ code }) => code));
  // A reason may quote what was sent.
  const reasons = textsWithoutNul(unfit.map(({ reason }) => reason));
  await tx.rows(SET_ASIDE, int8s(unfit.map(({ no }) => no)), codes, reasons, entry.now);
}

/** Deletes what was set aside before that time, at most `limit` rows. True: there may be more. */
export async function pruneRefused(tx: Tx, before: number, limit: number): Promise<boolean> {
  return (await tx.rows(REMOVE_REFUSED, before, limit)).length === limit;
}
