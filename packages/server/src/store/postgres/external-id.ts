/** External ids, each of one event of a site: unique over all days, in a table of their own. */
import type { NewEvent } from "../journal-entry.ts";
import { int4s, int8s, texts } from "./arrays.ts";
import type { Tx } from "./database.ts";
import { big, num, text } from "./rows.ts";
import { statement } from "./statement.ts";

/** Relies on the key of external_id. */
const FIND = statement(
  `SELECT x.site_no, x.external_id, x.seq
   FROM unnest($1::int[], $2::text[]) AS k(site_no, external_id)
   JOIN external_id x ON x.site_no = k.site_no AND x.external_id = k.external_id`,
);
const GIVEN = `INSERT INTO external_id (site_no, external_id, seq)
   SELECT * FROM unnest($1::int[], $2::text[], $3::bigint[]) AS x(site_no, external_id, seq)
   ORDER BY site_no, external_id`;
const ADD = statement(GIVEN);
/** Who is just taking one is waited for. */
const CLAIM = statement(`${GIVEN} ON CONFLICT (site_no, external_id) DO NOTHING RETURNING seq`);

export function externalKeyOf(siteNo: number, externalId: string): string {
  return `${siteNo} ${externalId}`;
}

function keyOf({ siteNo, externalId }: NewEvent): string {
  return externalKeyOf(siteNo, externalId!);
}

/** The events that have the external ids of these already, by `externalKeyOf`. */
export async function findExternal(tx: Tx, events: readonly NewEvent[]): Promise<Map<string, bigint>> {
  const asked = events.filter(({ externalId }) => externalId !== null);
  if (asked.length === 0) return new Map();
  const rows = await tx.rows(FIND, ...columnsOf(asked));
  return new Map(rows.map((row) => [externalKeyOf(num(row, "site_no"), text(row, "external_id")), big(row, "seq")]));
}

/** Fails with the first that another event has. */
export async function addExternal(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  const named = events.filter(({ externalId }) => externalId !== null);
  if (named.length > 0) await tx.rows(ADD, ...columnsOf(named), int8s(named.map(({ seq }) => seq)));
}

/** Takes the external ids of events, all of which have one, as far as nobody has them. Returns who has each, by `externalKeyOf`. */
export async function claimExternal(tx: Tx, events: readonly NewEvent[]): Promise<Map<string, bigint>> {
  const holders = new Map<string, bigint>();
  // Of twins, the first.
  const wanted = new Map(events.toReversed().map((event) => [keyOf(event), event]));
  for (let open = [...wanted.values()]; open.length > 0; ) {
    const rows = await tx.rows(CLAIM, ...columnsOf(open), int8s(open.map(({ seq }) => seq)));
    const taken = new Set(rows.map((row) => big(row, "seq")));
    for (const event of open) if (taken.has(event.seq)) holders.set(keyOf(event), event.seq);
    const others = open.filter(({ seq }) => !taken.has(seq));
    for (const [key, seq] of await findExternal(tx, others)) holders.set(key, seq);
    // One that was pruned between the two is free again.
    open = others.filter((event) => !holders.has(keyOf(event)));
  }
  return holders;
}

function columnsOf(events: readonly NewEvent[]): [Buffer, Buffer] {
  return [int4s(events.map(({ siteNo }) => siteNo)), texts(events.map(({ externalId }) => externalId))];
}
