import type { Entry, NewEvent, NodeLease, Result, Target } from "../journal-entry.ts";
import type { Tx } from "./database.ts";
import type { Proof } from "./doubt.ts";
import type { TypeNames } from "./type-names.ts";

/** An entry, and where it stands in its batch. */
export interface Placed<E extends Entry> {
  entry: E;
  index: number;
}

/** The events that an entry brings. */
export function eventsOf(entry: Entry): readonly NewEvent[] {
  switch (entry.kind) {
    case "accept":
    case "receive":
    case "settle":
      return entry.events;
    case "emit":
      return entry.events.map(({ event }) => event);
    default:
      return [];
  }
}

/** All that an entry may owe. */
export function* targetsOf(entry: Entry): Iterable<Target> {
  for (const { targets } of eventsOf(entry)) yield* targets;
  if (entry.kind === "receive") for (const { target } of entry.carried) yield target;
}

/** What is being written in one transaction. */
export class Batch {
  readonly tx: Tx;
  readonly types: TypeNames;
  /** The catalogue's, for as long as the transaction lasts. */
  readonly version: number;
  readonly results: Result[];
  /** A row that is there if the transaction was committed, and would not be otherwise. */
  proof: Proof | null = null;
  /** Places of entries about an item that is not what it was (moderate.ts). */
  readonly moved = new Set<number>();

  constructor(tx: Tx, types: TypeNames, version: number, count: number) {
    this.tx = tx;
    this.types = types;
    this.version = version;
    this.results = Array.from({ length: count });
  }

  prove(kind: Proof["kind"], seq: bigint, webhookNo = 0, node: NodeLease | null = null): void {
    this.proof ??= { kind, seq, webhookNo, node };
  }
}
