import { audit } from "./account.ts";
import { History, type HistoryOptions } from "./history.ts";
import type { Violation } from "./witness.ts";

export interface Simulated {
  seed: number;
  /** Of everything that happened, in order. */
  hash: string;
  steps: number;
  attempts: number;
  lives: number;
  violation: Violation | undefined;
  /** The last of what happened. */
  lines: readonly string[];
}

/** Runs one history and looks at what came of it. */
export async function simulate(options: HistoryOptions): Promise<Simulated> {
  const history = new History(options);
  const { world } = history;
  const { witness } = world;
  await history.run();
  if (!witness.violation) audit(history);
  world.end();
  return {
    seed: options.seed,
    hash: witness.hash,
    steps: witness.step,
    attempts: witness.sent.length,
    lives: world.lives,
    violation: witness.violation,
    lines: witness.lines,
  };
}
