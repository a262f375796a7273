import { tmpdir } from "node:os";
import { join } from "node:path";
import { hubBundle } from "./hub-main.ts";

/**
 * For the environment of a program of ours: Node keeps there what it has compiled, and half of a start is compiling. It
 * goes when the hub's bundle goes, and does not pile up as that is made anew.
 */
export function compiled() {
  return { NODE_COMPILE_CACHE: join(hubBundle() ?? tmpdir(), "tabellary-compiled") };
}
