/**
 * What became of a message. `accepted`: it gave at least one new event. `duplicate`: all of its events had come before.
 * `ignored`: genuine, and it tells of nothing. `rejected`: not genuine, or not readable; `reason` says why.
 */
export type MessageVerdict = "accepted" | "duplicate" | "ignored" | "rejected";

export const MESSAGE_VERDICTS = [
  "accepted",
  "duplicate",
  "ignored",
  "rejected",
] as const satisfies readonly MessageVerdict[];

/** How it came: a platform's request, an item that was asked for, one that a sweep found, or an earlier one once more. */
export type MessageOrigin = "request" | "poll" | "sweep" | "replay";

export const MESSAGE_ORIGINS = ["request", "poll", "sweep", "replay"] as const satisfies readonly MessageOrigin[];

/** One raw inbound request or polled item, as it is kept. */
export interface Message {
  seq: bigint;
  sourceNo: number;
  origin: MessageOrigin;
  verdict: MessageVerdict;
  /** Why it was rejected, or ignored: one of the receiver library's reasons. */
  reason: string | null;
  /** A sentence for a person. Holds no secret. */
  detail: string | null;
  /** Of a request; empty otherwise. */
  method: string;
  /** Without the `?`. */
  query: string;
  /** As they came, in their order. */
  headers: readonly (readonly [string, string])[];
  /** The other end of the connection, or whom a trusted proxy names. */
  remoteAddress: string | null;
  /** The bytes as they came. Of a rejected message, at most the first 4 KiB. */
  body: Uint8Array;
  isBodyCut: boolean;
  /** The message that this one is a replay of. It has the same bytes: the other may be pruned before it. */
  replayOf: bigint | null;
  /** The events that it made, in their order. */
  made: readonly bigint[];
  /** The events that it told of and that were there before. */
  repeated: readonly bigint[];
}

/** How much of a rejected message's body is kept. */
export const REJECTED_BODY_BYTES = 4096;
/** How many rejected messages a source keeps: the oldest give way. */
export const REJECTED_KEPT = 1_000;
