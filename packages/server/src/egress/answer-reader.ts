import type { AnswerHead, Framing, HeadParser } from "./answer-head.ts";
import type { Hearer } from "./carrier.ts";
import { HeadTooLongError, NotHttpError } from "./errors.ts";

/** Of an answer's head, its announcements (1xx) counted with it; and of the lines between chunks. */
const HEAD_BYTES_MAX = 16 * 1024;
const BEGINNING = "HTTP/1.";
const SWITCHING_PROTOCOLS = 101;
const CHUNK_SIZE = /^([0-9a-f]{1,12})[ \t]*(?:;|$)/i;

/** What is read next. `length`: bytes of the body, or of a chunk, that are still to come. */
type Expecting = "head" | "length" | "until_close" | "chunk_size" | "chunk" | "chunk_end" | "trailer" | "nothing";

/** Reads one answer as it comes, in pieces of any size, and tells its hearer. */
export class AnswerReader {
  readonly #method: string;
  readonly #parser: HeadParser;
  readonly #hearer: Pick<Hearer, "onAnswering" | "onHead" | "onBody">;
  #expecting: Expecting = "head";
  /** Of a line or a head that has not come in whole. */
  #kept: Buffer | null = null;
  #headBytes = 0;
  #bytesToCome = 0;
  #hasBegun = false;
  /** Of the answer itself, once it is there. */
  head: AnswerHead | undefined;

  constructor(method: string, parser: HeadParser, hearer: Pick<Hearer, "onAnswering" | "onHead" | "onBody">) {
    this.#method = method;
    this.#parser = parser;
    this.#hearer = hearer;
  }

  get isComplete(): boolean {
    return this.#expecting === "nothing";
  }

  /** Whether the answer is whole when the receiver closes now. */
  get mayClose(): boolean {
    return this.#expecting === "until_close";
  }

  /**
   * Takes what came. Returns how many bytes of it are no part of the answer: 0, unless it is complete.
   * @throws NotHttpError, HeadTooLongError
   */
  read(piece: Buffer): number {
    if (!this.#hasBegun) this.#hearer.onAnswering();
    this.#hasBegun = true;
    let rest = this.#kept === null ? piece : Buffer.concat([this.#kept, piece]);
    this.#kept = null;
    while (rest.length > 0 && this.#expecting !== "nothing") {
      const used = this.#take(rest);
      if (used === 0) {
        // A copy: the next piece may be read into the same buffer.
        this.#kept = Buffer.from(rest);
        return 0;
      }
      rest = rest.subarray(used);
    }
    return rest.length;
  }

  /** Returns how many bytes it has used; 0 when it needs more of them. */
  #take(bytes: Buffer): number {
    switch (this.#expecting) {
      case "head":
        return this.#takeHead(bytes);
      case "length":
        return this.#takeBody(bytes, "nothing");
      case "until_close":
        this.#hearer.onBody(bytes);
        return bytes.length;
      case "chunk_size":
        return this.#takeLine(bytes, (line) => this.#beginChunk(line));
      case "chunk":
        return this.#takeBody(bytes, "chunk_end");
      case "chunk_end":
        return this.#takeLine(bytes, (line) => {
          if (line !== "") throw new NotHttpError("a chunk of it is longer than it says");
          this.#expecting = "chunk_size";
        });
      case "trailer":
        return this.#takeLine(bytes, (line) => {
          if (line === "") this.#expecting = "nothing";
        });
      case "nothing":
        return 0;
    }
  }

  #takeHead(bytes: Buffer): number {
    const beginning = bytes.toString("latin1", 0, BEGINNING.length);
    if (!BEGINNING.startsWith(beginning)) throw new NotHttpError("it does not begin as HTTP/1.1 does");
    const end = bytes.indexOf("\r\n\r\n");
    this.#checkLength(end === -1 ? bytes.length : end);
    if (end === -1) return 0;
    this.#headBytes += end;
    const head = this.#parser.parse(bytes.toString("latin1", 0, end), this.#method);
    if (head.status === SWITCHING_PROTOCOLS) throw new NotHttpError("it switches to another protocol, unasked");
    if (head.status >= 200) {
      this.head = head;
      this.#expectBody(head.framing);
      this.#hearer.onHead(head.status, head.headers);
    }
    return end + 4;
  }

  #expectBody(framing: Framing): void {
    if (framing.kind === "chunked") this.#expecting = "chunk_size";
    else if (framing.kind === "until_close") this.#expecting = "until_close";
    else {
      this.#bytesToCome = framing.bytes;
      this.#expecting = framing.bytes === 0 ? "nothing" : "length";
    }
  }

  #takeBody(bytes: Buffer, next: Expecting): number {
    const used = Math.min(bytes.length, this.#bytesToCome);
    this.#bytesToCome -= used;
    if (this.#bytesToCome === 0) this.#expecting = next;
    this.#hearer.onBody(bytes.subarray(0, used));
    return used;
  }

  #beginChunk(line: string): void {
    const size = CHUNK_SIZE.exec(line)?.[1];
    if (size === undefined) throw new NotHttpError("a chunk of it does not say how long it is");
    this.#bytesToCome = Number.parseInt(size, 16);
    this.#expecting = this.#bytesToCome === 0 ? "trailer" : "chunk";
  }

  #takeLine(bytes: Buffer, hear: (line: string) => void): number {
    const end = bytes.indexOf("\r\n");
    this.#checkLength(end === -1 ? bytes.length : end);
    if (end === -1) return 0;
    // The trailer's lines count together, as the head's do; a chunk's size is a line of its own.
    if (this.#expecting === "trailer") this.#headBytes += end + 2;
    hear(bytes.toString("latin1", 0, end));
    return end + 2;
  }

  #checkLength(bytes: number): void {
    if (this.#headBytes + bytes > HEAD_BYTES_MAX) throw new HeadTooLongError();
  }
}
