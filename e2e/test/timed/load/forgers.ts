/** Who sends what nobody has signed, as fast as it is refused, from a process of its own. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

export interface Forgery {
  url: string;
  /** `/in/…` */
  path: string;
  bytes: number;
}

export interface Forged {
  /** How many were answered 401. */
  refused: number;
  others: number;
}

export interface Forgers {
  start(): void;
  /** What became of all. */
  stop(): Promise<Forged>;
}

const PROGRAM = fileURLToPath(new URL("./forge.ts", import.meta.url));

/** Ended with the test. */
export async function givenForgers(t: TestContext, forgery: Forgery): Promise<Forgers> {
  const child: ChildProcess = fork(PROGRAM);
  t.after(() => child.kill());
  child.send(forgery);
  await once(child, "message");
  return {
    start: () => void child.send("start"),
    async stop() {
      child.send("stop");
      const [forged] = await once(child, "message");
      return forged as Forged;
    },
  };
}
