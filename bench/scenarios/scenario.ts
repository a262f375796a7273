import type { Load, RoundOptions } from "../load/load.ts";
import type { Progress } from "../report/progress.ts";
import type { Sheet } from "../report/sheet.ts";
import type { Running, Subject, Target } from "../subjects/subject.ts";

/** What a scenario measures with, and where it writes. */
export interface Bench {
  load: Load;
  sheet: Sheet;
  progress: Progress;
  rounds: number;
  /** How long one round sends. */
  seconds: number;
  /** As little as shows the point: for a first look. */
  isQuick: boolean;
  /** The path of a SQLite file with a history; built when it is asked for first. */
  history(): Promise<string>;
}

export interface Scenario {
  /** The letter by which it is asked for. */
  key: string;
  title: string;
  run(bench: Bench): Promise<void>;
}

/** From then on nothing more is compiled, and connections stand. */
const WARM_UP_EVENTS = 25_000;
const WARM_UP_SECONDS_MAX = 8;
const QUICK_WARM_UP_SECONDS_MAX = 2;
const WARM_UP_ROUND_SECONDS = 2;

/** Starts a subject, warms it up, and stops it whatever happens. One that cannot run here is noted. */
export async function withSubject<R extends Running>(
  bench: Bench,
  scenario: string,
  subject: Subject<R>,
  targets: readonly Target[],
  warmUp: Omit<RoundOptions, "pace"> | null,
  measure: (running: R) => Promise<void>,
): Promise<void> {
  const why = subject.missing();
  if (why !== null) return bench.sheet.leaveOut({ scenario, subject: subject.name, why });
  bench.progress.say(`(${scenario}) ${subject.name}: starting`);
  const running = await subject.start({ targets });
  try {
    if (warmUp) await warm(bench, running, warmUp);
    await measure(running);
  } finally {
    await running.stop();
  }
}

async function warm({ load, isQuick }: Bench, running: Running, options: Omit<RoundOptions, "pace">): Promise<void> {
  const until = performance.now() + (isQuick ? QUICK_WARM_UP_SECONDS_MAX : WARM_UP_SECONDS_MAX) * 1_000;
  for (let events = 0; events < WARM_UP_EVENTS && performance.now() < until; ) {
    const pace = { kind: "closed", seconds: WARM_UP_ROUND_SECONDS } as const;
    events += (await load.run(running, { ...options, pace })).count;
  }
}

export interface Turns {
  subjects: readonly Subject[];
  targets: readonly Target[];
  warmUp: Omit<RoundOptions, "pace">;
}

/** Starts them all; then each is measured in turn, round after round, while the others have nothing to do. */
export async function inTurn(
  bench: Bench,
  scenario: string,
  { subjects, targets, warmUp }: Turns,
  measure: (subject: Subject, running: Running) => Promise<void>,
): Promise<void> {
  const started: { subject: Subject; running: Running }[] = [];
  try {
    for (const subject of subjects) {
      const why = subject.missing();
      if (why !== null) {
        bench.sheet.leaveOut({ scenario, subject: subject.name, why });
        continue;
      }
      bench.progress.say(`(${scenario}) ${subject.name}: starting`);
      const running = await subject.start({ targets });
      started.push({ subject, running });
      await warm(bench, running, warmUp);
    }
    for (let round = 1; round <= bench.rounds; round++) {
      for (const { subject, running } of started) {
        bench.progress.say(`(${scenario}) ${subject.name}: round ${round} of ${bench.rounds}`);
        await measure(subject, running);
      }
    }
  } finally {
    for (const { running } of started) await running.stop();
  }
}
