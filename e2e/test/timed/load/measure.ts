import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Load, Measured } from "./generator.ts";

const GENERATOR = fileURLToPath(new URL("./generator.ts", import.meta.url));

/** Runs the load generator in a process of its own. */
export async function measure(load: Load): Promise<Measured> {
  const child = fork(GENERATOR);
  child.send(load);
  const [answer] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(([code]) => {
      throw new Error(`The load generator ended with ${code} before it had measured.`);
    }),
  ]);
  return answer as Measured;
}
