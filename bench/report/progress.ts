/** Says on stderr what is being measured: on a terminal in one line that changes, elsewhere in a line each. */
export class Progress {
  readonly #startedAt = performance.now();

  say(what: string): void {
    const seconds = ((performance.now() - this.#startedAt) / 1_000).toFixed(0).padStart(4);
    const line = `${seconds} s  ${what}`;
    process.stderr.write(process.stderr.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  }
}
