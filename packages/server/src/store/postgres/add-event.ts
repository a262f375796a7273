import type { LaneTicket, NewEvent, NodeLease } from "../journal-entry.ts";
import { int4s, int8s, texts } from "./arrays.ts";
import type { Batch } from "./batch.ts";
import { addExternal } from "./external-id.ts";
import { type Joining, joinLanes, type LeftAt } from "./lane-rows.ts";
import { deliverySeq } from "./rows.ts";
import { statement } from "./statement.ts";

/**
 * Events and what they owe, in one statement. A node whose lease is over claims nothing: the delivery then waits for a
 * claim.
 */
const ADD = statement(
  `WITH kept AS (
     INSERT INTO event (seq, site_no, type_no, version, ordering_key, external_id, occurred, targets, payload, message)
     SELECT seq, site_no, type_no, version, ordering_key, external_id, occurred, targets::int[], payload, message
     FROM unnest($1::bigint[], $2::int[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::bigint[], $8::text[],
       $9::text[], $10::bigint[])
       AS e(seq, site_no, type_no, version, ordering_key, external_id, occurred, targets, payload, message))
   INSERT INTO queue (webhook_no, seq, place, rev, due, attempts, schedule_from, lane_key, lane_seq, cancelling, owner,
     epoch)
   SELECT t.webhook_no, t.seq, t.place, t.rev, t.due, 0, 0, t.lane_key, t.lane_seq, false, n.no, n.epoch
   FROM unnest($11::int[], $12::bigint[], $13::int[], $14::int[], $15::bigint[], $16::bigint[], $17::bigint[],
     $18::int[], $19::int[], $20::bigint[])
     AS t(webhook_no, seq, place, rev, due, lane_key, lane_seq, node_no, node_epoch, now)
   LEFT JOIN node n ON n.no = t.node_no AND n.epoch = t.node_epoch AND n.expires > t.now`,
);

/** An event of an entry of the batch. */
export interface Adding {
  event: NewEvent;
  version: number;
  node: NodeLease;
  now: number;
  /** Where its entry stands in the batch. */
  index: number;
  /** Its external id was taken for it before (external-id.ts). */
  isNamed: boolean;
}

export type Tickets = readonly (LaneTicket | null)[];

/** Writes events; for each, for each target, its ticket. */
export async function addEvents(batch: Batch, adding: readonly Adding[], leftAt: LeftAt): Promise<Tickets[]> {
  if (adding.length === 0) return [];
  const { tx, types } = batch;
  const tickets = await joinAll(batch, adding, leftAt);
  await addExternal(
    tx,
    adding.filter(({ isNamed }) => !isNamed).map(({ event }) => event),
  );
  const owed = adding.flatMap(({ event, node, now }, at) =>
    event.targets.map((target, index) => ({ event, target, node, now, index, ticket: tickets[at]![index]! })),
  );
  await tx.rows(
    ADD,
    int8s(adding.map(({ event }) => event.seq)),
    int4s(adding.map(({ event }) => event.siteNo)),
    int4s(adding.map(({ event }) => types.numberOf(event.type))),
    int8s(adding.map(({ version }) => version)),
    texts(adding.map(({ event }) => event.orderingKey)),
    texts(adding.map(({ event }) => event.externalId)),
    int8s(adding.map(({ event }) => event.occurredAt)),
    texts(adding.map(({ event }) => `{${event.targets.map((target) => target.webhookNo).join()}}`)),
    texts(adding.map(({ event }) => event.payload)),
    int8s(adding.map(({ event }) => event.messageSeq)),
    int4s(owed.map(({ target }) => target.webhookNo)),
    int8s(owed.map(({ event, index }) => deliverySeq(event.seq, index + 1))),
    int4s(owed.map(({ index }) => index + 1)),
    int4s(owed.map(({ target }) => target.rev)),
    int8s(owed.map(({ target }) => target.due)),
    int8s(owed.map(({ target }) => target.laneKey)),
    int8s(owed.map(({ ticket }) => ticket?.laneSeq ?? null)),
    int4s(owed.map(({ target, node }) => (target.laneKey === null && target.isClaimed ? node.no : null))),
    int4s(owed.map(({ node }) => node.epoch)),
    int8s(owed.map(({ now }) => now)),
  );
  batch.prove("event", adding[0]!.event.seq);
  return tickets;
}

/** A run of events of one node at a time: nearly always, all of them. */
async function joinAll(batch: Batch, adding: readonly Adding[], leftAt: LeftAt): Promise<Tickets[]> {
  const tickets: (LaneTicket | null)[][] = adding.map(({ event }) => event.targets.map(() => null));
  for (let from = 0; from < adding.length; ) {
    const { node } = adding[from]!;
    const joining: (Joining & { at: number; place: number })[] = [];
    let at = from;
    for (; at < adding.length && isSame(adding[at]!.node, node); at += 1) {
      const { event, now, index } = adding[at]!;
      for (const [place, { webhookNo, laneKey }] of event.targets.entries()) {
        if (laneKey !== null) joining.push({ webhookNo, no: laneKey, now, index, at, place });
      }
    }
    const given = await joinLanes(batch.tx, node, joining, leftAt);
    for (const [index, { at, place }] of joining.entries()) tickets[at]![place] = given[index]!;
    from = at;
  }
  return tickets;
}

function isSame(one: NodeLease, other: NodeLease): boolean {
  return one.no === other.no && one.epoch === other.epoch;
}
