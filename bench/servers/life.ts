/** The life of a comparator's process: options in, port out, and an end with its parent. */
import type { Target } from "../subjects/subject.ts";

export interface ServerOptions {
  targets: readonly Target[];
  /** The bearer key. */
  key: string;
  /** Signs every delivery. */
  secret: string;
  /** Seconds before attempt 1, 2, …, as a contract's policy has it. */
  schedule: readonly number[];
}

export interface Served {
  port: number;
  /** Takes nothing more, and ends what is under way. */
  stop(): Promise<void>;
}

/** Runs in a process of its own, forked with its options as one argument of JSON; sends its port when it is ready. */
export async function live<Options extends ServerOptions>(serve: (options: Options) => Promise<Served>): Promise<void> {
  // Whoever asked for it is gone: nobody waits for what is under way.
  process.once("disconnect", () => process.exit());
  const served = await serve(JSON.parse(process.argv[2]!) as Options);
  process.once("SIGTERM", () => {
    served.stop().then(() => process.exit());
  });
  process.send!(served.port);
}
