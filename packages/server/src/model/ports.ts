/** What the engine asks of the world. The simulation hands in others; nothing below `hub.ts` reaches for the real ones. */

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Wall time in milliseconds since 1970. May jump; stored times are of this kind. */
  now(): number;
  /** Milliseconds since an arbitrary start. Never jumps; waits and leases are measured with it. */
  monotonic(): number;
  /** Runs `task` once, `delayMs` from now by the monotonic clock. Does not keep the process alive. */
  after(delayMs: number, task: () => void): Timer;
  /** Runs `task` when all that has happened by now has been attended to. */
  soon(task: () => void): void;
}

export interface Random {
  /** A number in [0, 1). For jitter, never for secrets. */
  float(): number;
  /** Unpredictable bytes, fit for keys and secrets. */
  bytes(length: number): Uint8Array;
}
