/** What a node asks of a store that it shares with other nodes. A store that one process has to itself has none of it. */
import type { NodeLease } from "./journal-entry.ts";

/** Work that one node does for all. */
export type Duty = "retention" | "outbox" | "inbound";

/**
 * One node's word to all others. `look`: something is owed to this webhook that nobody may have in memory. `hurry`: a
 * person wants this delivery sent, or ended, now; whoever has it sees to it.
 */
export type Word = QueueWord | LetterWord;
export type QueueWord = { kind: "look"; webhookNo: number } | { kind: "hurry"; webhookNo: number; seq: bigint };
/** `letter`: one was left for whoever waits for it. `reply`: it was read, and there is a reply. */
export type LetterWord = { kind: "letter"; key: bigint } | { kind: "reply"; key: bigint };

/** What came to one node and is for another. */
export interface Letter {
  body: Uint8Array;
  /** Null: nobody has read it yet. */
  reply: string | null;
}

/** What there is to know of the others, read by one statement. */
export interface News {
  /** The database's wall time, in milliseconds since 1970: all nodes go by it. */
  time: number;
  /** The catalogue's version. */
  version: number;
  /** Rises whenever the health of a webhook changes, which the catalogue's version does not. */
  healthVersion: number;
  /** Every lease that holds now, this node's among them. */
  nodes: readonly NodeLease[];
  /** Said by other nodes in the last half minute; `no` tells those already heard. */
  words: readonly { no: bigint; word: Word }[];
  /** Whether events emitted by applications wait to be accepted. */
  hasOutbox: boolean;
}

/** What an application emitted inside its own transaction, as it left it: a type and keys that were looked at, JSON. */
export interface OutboxRow {
  no: bigint;
  siteNo: number;
  type: string;
  data: string;
  idempotencyKey: string | null;
  orderingKey: string | null;
  externalId: string | null;
  /** When its transaction began, in milliseconds since 1970. */
  emittedAt: number;
}

export interface Shared {
  /** False behind a pooler that does not carry notifications: then news is only found by asking. */
  readonly canListen: boolean;
  /** Calls `hear` when there is news, at once. Where it cannot listen, or not at the moment, it stays silent. */
  listen(hear: () => void): void;
  /** Words with a `no` up to `heardTo` are left out. A word may come to be seen after one with a higher `no`. */
  news(node: NodeLease, heardTo: bigint): Promise<News>;
  /** Leaves words for the other nodes, and wakes those that listen. */
  tell(node: NodeLease, words: readonly Word[]): Promise<void>;
  /** Takes a duty that no living node has, or keeps it. False: another node has it. */
  takeDuty(duty: Duty, node: NodeLease, now: number): Promise<boolean>;
  /**
   * Leaves a letter for the node that knows this key, for a minute, and tells the others; in place of an earlier one whose
   * reply was not final. False: there is a final reply to one of that key, and nothing was left.
   */
  leaveLetter(node: NodeLease, key: bigint, body: Uint8Array): Promise<boolean>;
  readLetter(key: bigint): Promise<Letter | null>;
  /** Says what was made of it, and tells the others. */
  replyToLetter(node: NodeLease, key: bigint, reply: string, isFinal: boolean): Promise<void>;
  /** What waits in the outbox, by its numbers: at most `limit` rows of about `bytesMax` together, and one in any case. */
  readOutbox(limit: number, bytesMax: number): Promise<readonly OutboxRow[]>;
}
