/**
 * What is measured: a program that takes events over HTTP and posts them, signed, to webhooks. All subjects do the same
 * work, asked in the same words: `POST /v1/events` with `{type, data, ordering_key?}` and `POST /v1/events/batch` with
 * `{events: […]}`, with a bearer key, answered 202 when the events are kept. Each event goes to every webhook of its type,
 * in the envelope and with the signature of the contract `generic`.
 */

/** Where events of one type go. */
export interface Target {
  url: string;
  type: string;
  /** `generic` unless given. `pass-through` is the hub's alone: the bytes of a message to a source, as they came. */
  contract?: "generic" | "pass-through";
  /** `none` unless given. Subjects that know no order refuse the others. */
  ordering?: "none" | "webhook" | "key";
}

export interface SubjectOptions {
  targets: readonly Target[];
}

export interface Subject<R extends Running = Running> {
  /** As it stands in the table. */
  name: string;
  /** What a 202 of it promises, in a few words. */
  promise: string;
  /** Why it cannot run on this machine; null where it can. */
  missing(): string | null;
  /** Resolves when it is ready for load. */
  start(options: SubjectOptions): Promise<R>;
}

export interface Running {
  ports: readonly number[];
  /** The bearer key. */
  key: string;
  /** Its database with its version. */
  engine: string;
  /** Seconds of processor time so far, by process; children included. */
  cpu(): Record<string, number>;
  /** What is resident now, in bytes, by process. */
  memory(): Record<string, number>;
  stop(): Promise<void>;
}

/** Signs every delivery, and opens every request. */
export const SECRET = "a-secret-for-measurements";
export const KEY = "a-key-for-measurements";

/** For the Node of every subject: what `npm start` and the image give the hub, and what serves the others as well. */
export const NODE_ARGS = ["--max-semi-space-size=64"] as const;
