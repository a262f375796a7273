/** `#files` on Node: text files, piece by piece. */
import { createReadStream } from "node:fs";

/** @throws what the file system does, when the first piece is asked for */
export function readTextFile(path: string): AsyncIterable<string> {
  return createReadStream(path, { encoding: "utf8" }) as AsyncIterable<string>;
}
