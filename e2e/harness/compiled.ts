import { tmpdir } from "node:os";
import { join } from "node:path";

/** For the environment of a program of ours: Node keeps there what it has compiled, and half of a start is compiling. */
export const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), "tabellary-compiled") };
