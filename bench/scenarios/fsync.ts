import { spawnSync } from "node:child_process";
import { tabellary } from "../subjects/tabellary.ts";
import { type Scenario, withSubject } from "./scenario.ts";

const DELAYS_MS = [0, 2, 10];
const CONNECTIONS = [64, 512];

/** A disk that takes longer to sync: strace(1) holds each sync back, and looks at no other call. */
export const fsync: Scenario = {
  key: "i",
  title: "Each sync of the disk made slower, one event a request",
  async run(bench) {
    const { load, sheet, progress, rounds, seconds } = bench;
    const history = await bench.history();
    for (const delayMs of DELAYS_MS) {
      const subject = { ...tabellary({ database: "sqlite", history, under: delayed(delayMs) }), missing };
      const variant = delayMs === 0 ? "as the disk is" : `+ ${delayMs} ms`;
      await withSubject(bench, "i", subject, load.targets(1), {}, async (running) => {
        for (const connections of CONNECTIONS) {
          for (let round = 1; round <= rounds; round++) {
            progress.say(`(i) ${variant}, ${connections} connections, round ${round} of ${rounds}`);
            const pace = { kind: "closed", seconds } as const;
            const { deliveredPerSecond } = await load.run(running, { connections, pace });
            const figure = `delivered, ${connections} connections`;
            sheet.add({ scenario: "i", variant, subject: subject.name, figure, unit: "events/s" }, deliveredPerSecond);
          }
        }
      });
    }
  },
};

/** The hub stays our child (`-D`), so that its processor time and its end are seen. */
function delayed(delayMs: number): string[] {
  if (delayMs === 0) return [];
  const syncs = "fsync,fdatasync";
  const inject = `inject=${syncs}:delay_exit=${delayMs * 1_000}`;
  return ["strace", "-D", "-f", "--seccomp-bpf", "-o", "/dev/null", "-e", `trace=${syncs}`, "-e", inject];
}

function missing(): string | null {
  if (spawnSync("strace", ["-V"]).status === 0) return null;
  return "strace is not installed (apt-get install strace).";
}
