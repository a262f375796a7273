import type { DatabaseSync } from "node:sqlite";
import type { LaneTicket, NewEvent, NodeLease } from "../journal-entry.ts";
import type { LaneRows } from "./lane-rows.ts";
import type { Leases } from "./nodes.ts";
import { deliverySeq, packTargets, prepare } from "./rows.ts";
import type { TypeNames } from "./type-names.ts";

/** Writes an event and what it owes. A claimed, unordered delivery touches one b-tree beside the event's. */
export type AddEvent = (
  event: NewEvent,
  version: number,
  node: NodeLease,
  now: number,
) => readonly (LaneTicket | null)[];

export interface AddEventParts {
  lanes: LaneRows;
  types: TypeNames;
  leases: Leases;
}

export function prepareAddEvent(db: DatabaseSync, { lanes, types, leases }: AddEventParts): AddEvent {
  const addEvent = prepare(
    db,
    `INSERT INTO event (seq, site_no, type_no, version, ordering_key, external_id, occurred, targets, payload, message)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const addOwed = prepare(
    db,
    `INSERT INTO queue (webhook_no, seq, place, rev, due, attempts, schedule_from, lane_key, lane_seq, cancelling, owner,
       epoch)
     VALUES (?, ?, ?, ?, ?, 0, 0, ?, ?, 0, ?, ?)`,
  );
  return (event, version, node, now) => {
    addEvent.run(
      event.seq,
      event.siteNo,
      types.numberOf(event.type),
      version,
      event.orderingKey,
      event.externalId,
      event.occurredAt,
      packTargets(event.targets.map((target) => target.webhookNo)),
      event.payload,
      event.messageSeq,
    );
    // A node whose lease is over claims nothing: the delivery then waits for a claim.
    const mayClaim = event.targets.some((target) => target.isClaimed) && leases.isAlive(node, now);
    return event.targets.map((target, index) => {
      const place = index + 1;
      const isOrdered = target.laneKey !== null;
      const ticket = isOrdered ? lanes.join(target.webhookNo, target.laneKey!, node, now) : null;
      const isClaimed = !isOrdered && target.isClaimed && mayClaim;
      addOwed.run(
        target.webhookNo,
        deliverySeq(event.seq, place),
        place,
        target.rev,
        target.due,
        target.laneKey,
        ticket?.laneSeq ?? null,
        isClaimed ? node.no : null,
        isClaimed ? node.epoch : null,
      );
      return ticket;
    });
  };
}
