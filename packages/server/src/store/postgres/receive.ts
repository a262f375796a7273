import { type Message, REJECTED_KEPT } from "../../model/message.ts";
import type { ReceiveEntry } from "../journal-entry.ts";
import { fatesOf, type Judged, judge } from "../receiving.ts";
import type { Kept } from "./accept.ts";
import { bools, byteas, int4s, int8s, texts, textsWithoutNul } from "./arrays.ts";
import type { Batch, Placed } from "./batch.ts";
import { claimExternal, externalKeyOf } from "./external-id.ts";
import { originToNumber, verdictToNumber } from "./rows.ts";
import { statement } from "./statement.ts";

const ADD = statement(
  `INSERT INTO message (seq, source_no, origin, verdict, replay_of, is_cut, reason, detail, method, query, remote, made,
     repeated, headers, body)
   SELECT seq, source_no, origin, verdict, replay_of, is_cut, reason, detail, method, query, remote, made::bigint[],
     repeated::bigint[], headers, body
   FROM unnest($1::bigint[], $2::int[], $3::int[], $4::int[], $5::bigint[], $6::boolean[], $7::text[], $8::text[],
     $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::bytea[])
     AS m(seq, source_no, origin, verdict, replay_of, is_cut, reason, detail, method, query, remote, made, repeated,
       headers, body)`,
);
/** Of each source's rejected messages, those behind the newest; what another node is just deleting is left to it. */
const TRIM = statement(
  `DELETE FROM message WHERE seq = ANY (ARRAY(
     SELECT m.seq FROM unnest($1::int[]) AS s(no)
     CROSS JOIN LATERAL (
       SELECT seq FROM message WHERE source_no = s.no AND verdict = 4 AND verdict <> 1
       ORDER BY seq DESC LIMIT 1 OFFSET ${REJECTED_KEPT}) first
     JOIN message m ON m.source_no = s.no AND m.verdict = 4 AND m.verdict <> 1 AND m.seq <= first.seq
     FOR UPDATE OF m SKIP LOCKED))`,
);

/** A message that will be kept, and what becomes of its events. */
export interface Receiving {
  placed: Placed<ReceiveEntry>;
  judged: Judged;
}

/**
 * Takes the external ids of events that are new: from here on no other node has them, and the one that was first is waited
 * for, so that a race ends as a duplicate.
 */
export async function beginReceives(
  { tx, version, results }: Batch,
  receives: readonly Placed<ReceiveEntry>[],
): Promise<Receiving[]> {
  const isStale = ({ entry }: Placed<ReceiveEntry>) => entry.events.length > 0 && entry.version !== version;
  for (const { index } of receives.filter(isStale)) results[index] = { kind: "stale" };
  const fresh = receives.filter((placed) => !isStale(placed));
  const holders = await claimExternal(
    tx,
    fresh.flatMap(({ entry }) => entry.events),
  );
  return fresh.map((placed) => {
    const { events } = placed.entry;
    const held = events.map(({ siteNo, externalId }) => holders.get(externalKeyOf(siteNo, externalId!))!);
    return { placed, judged: judge(placed.entry, held) };
  });
}

export function toKept({ results }: Batch, { placed: { entry, index }, judged }: Receiving): Kept {
  const { version, node, now } = entry;
  const written = judged.written.filter((event) => event !== undefined);
  return {
    index,
    adding: written.map(({ event }) => ({ event, version, node, now, index, isNamed: true })),
    tell: (tickets) => {
      results[index] = { kind: "received", fates: fatesOf(judged, tickets) };
    },
  };
}

export async function addMessages(batch: Batch, receiving: readonly Receiving[]): Promise<void> {
  if (receiving.length === 0) return;
  const messages = receiving.map(({ judged }) => judged.message);
  await batch.tx.rows(ADD, ...columnsOf(messages));
  batch.prove("message", messages[0]!.seq);
  const rejecting = messages.filter(({ verdict }) => verdict === "rejected").map(({ sourceNo }) => sourceNo);
  if (rejecting.length > 0) await batch.tx.rows(TRIM, int4s([...new Set(rejecting)]));
}

function columnsOf(messages: readonly Message[]): Buffer[] {
  return [
    int8s(messages.map(({ seq }) => seq)),
    int4s(messages.map(({ sourceNo }) => sourceNo)),
    int4s(messages.map(({ origin }) => originToNumber(origin))),
    int4s(messages.map(({ verdict }) => verdictToNumber(verdict))),
    int8s(messages.map(({ replayOf }) => replayOf)),
    bools(messages.map(({ isBodyCut }) => isBodyCut)),
    texts(messages.map(({ reason }) => reason)),
    textsWithoutNul(messages.map(({ detail }) => detail)),
    textsWithoutNul(messages.map(({ method }) => method)),
    textsWithoutNul(messages.map(({ query }) => query)),
    textsWithoutNul(messages.map(({ remoteAddress }) => remoteAddress)),
    texts(messages.map(({ made }) => `{${made.join()}}`)),
    texts(messages.map(({ repeated }) => `{${repeated.join()}}`)),
    texts(messages.map(({ headers }) => JSON.stringify(headers))),
    byteas(messages.map(({ body }) => body)),
  ];
}
