/** The memory of what has been handled: the port, in four methods, that any database can fill. */

export type Awaitable<Value> = Value | Promise<Value>;

/** A right to handle, for a time. */
export interface Lease {
  /** Who holds it: unique for each claim, so that one who lost it cannot end another's. */
  readonly owner: string;
  readonly nowMs: number;
  /** After this the claim of a handler that crashed may be taken by another. */
  readonly untilMs: number;
}

/**
 * `claimed`: new, and now the caller's to handle. `busy`: another is at it. `done`: it has been handled.
 */
export type Claim = "claimed" | "busy" | "done";

/**
 * Keys are up to 512 characters: source and event id. Each method is atomic for each of its keys: of two callers at
 * once, one gets `claimed`. Throws `StoreUnavailableError` when it cannot answer.
 */
export interface DedupeStore {
  /** One result for each key, in their order. A key that is there twice is `busy` the second time. */
  claim(keys: readonly string[], lease: Lease): Awaitable<readonly Claim[]>;
  /** These have been handled: remember them. Nothing happens to a key whose claim is not `lease.owner`'s any more. */
  complete(keys: readonly string[], lease: Lease): Awaitable<void>;
  /** These have not been handled, and may be tried again. Likewise only the owner's. */
  release(keys: readonly string[], lease: Lease): Awaitable<void>;
  /**
   * Forgets what was completed before `beforeMs`, and claims that ended before it, which nobody came back for. Gives
   * back how many. In steps that keep nobody else waiting.
   */
  purge(beforeMs: number): Awaitable<number>;
}
