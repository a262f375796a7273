import { DumpError } from "./format.ts";

const NEWLINE = 0x0a;
/** An event of the largest size that can be set, with everything in it escaped; whatever is longer is no line of a dump. */
const LINE_BYTES_MAX = 64 * 1024 * 1024;

/** The lines in a stream of bytes, each with its newline, a chunk's at a time. Throws `DumpError` when the last has none. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Buffer[]> {
  let begun: Buffer[] = [];
  let begunBytes = 0;
  for await (const chunk of chunks) {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, from)) {
      const rest = bytes.subarray(from, at + 1);
      lines.push(begun.length === 0 ? rest : Buffer.concat([...begun, rest]));
      begun = [];
      begunBytes = 0;
      from = at + 1;
    }
    if (from < bytes.length) begun.push(bytes.subarray(from));
    begunBytes += bytes.length - from;
    if (begunBytes > LINE_BYTES_MAX) throw new DumpError("This is no dump: a line in it has no end.");
    if (lines.length > 0) yield lines;
  }
  if (begun.length > 0) throw new DumpError("The dump is cut: its last line has no end.");
}
