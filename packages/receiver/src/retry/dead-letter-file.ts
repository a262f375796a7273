/** Dead letters in a file, one JSON object a line. For Node. */
import { open } from "node:fs/promises";
import { type DeadLetter, deadLetterRecord } from "./dead-letter.ts";

/**
 * For `onGivenUp`: appends each dead letter to the file at `path`, which is made where there is none. It resolves when
 * the line is on disk. `WebhookReplay` reads such a file.
 * @throws what the file system does
 */
export function deadLetterFile(path: string): (letter: DeadLetter) => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return (letter) => {
    const line = `${JSON.stringify(deadLetterRecord(letter))}\n`;
    // One at a time, so that lines stay whole; a line that failed says so to its own caller, and stops no other.
    last = last.catch(() => undefined).then(() => append(path, line));
    return last;
  };
}

async function append(path: string, line: string): Promise<void> {
  const file = await open(path, "a");
  try {
    await file.writeFile(line);
    await file.sync();
  } finally {
    await file.close();
  }
}
