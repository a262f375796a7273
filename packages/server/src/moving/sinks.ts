import { fstatSync, fsyncSync } from "node:fs";
import { open, rm } from "node:fs/promises";
import type { Writable } from "node:stream";
import type { Sink } from "./move.ts";

/** A new file, readable by the owner alone: secrets are sealed in a dump, but payloads are not. */
export interface FileSink extends Sink {
  /** Removes what was written so far. */
  discard(): Promise<void>;
}

/** Throws the file system's error, `EEXIST` among them: a dump is never written over. */
export async function openFileSink(path: string): Promise<FileSink> {
  const file = await open(path, "wx", 0o600);
  return {
    write: (text) => file.writeFile(text),
    finish: async () => {
      await file.sync();
      await file.close();
    },
    discard: async () => {
      await file.close();
      await rm(path);
    },
  };
}

/** Whoever was to read the dump has gone. */
export class ReaderGoneError extends Error {
  readonly code = "reader_gone";
}

/** A stream that is a pipe or, by `fd`, a file. */
export function streamSink(stream: Writable, fd: number): Sink {
  // Told to whoever writes, below.
  stream.on("error", () => undefined);
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (cause) => {
          if (!cause) return resolve();
          reject(new ReaderGoneError(`The dump cannot be written on: ${cause.message}.`, { cause }));
        });
      }),
    finish: async () => {
      if (fstatSync(fd).isFile()) fsyncSync(fd);
    },
  };
}
