import { NotHttpError } from "./errors.ts";

/** The head of an answer, and what it says of what follows. */
export interface AnswerHead {
  status: number;
  /** As they came, in their order; names in lower case. */
  headers: readonly (readonly [string, string])[];
  framing: Framing;
  /** For how long the receiver keeps the connection for another request, as it says; null where it does not say. */
  keepMs: number | null;
  isKept: boolean;
}

/** Where the body ends (RFC 9112, section 6.3). */
export type Framing = { kind: "length"; bytes: number } | { kind: "chunked" } | { kind: "until_close" };

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** A line that ends without CR LF, or a NUL: two readers could see two different heads in it. */
const AMBIGUOUS = /\0|\r(?!\n)|(?<!\r)\n/;
const DIGITS = /^\d{1,15}$/;
const NOTHING: Framing = { kind: "length", bytes: 0 };

/** Reads the heads that come on one connection: nearly always in the same words, which are then read once. */
export class HeadParser {
  #text = "";
  #method = "";
  #head: AnswerHead | undefined;

  /** As `parseHead`. */
  parse(text: string, method: string): AnswerHead {
    if (this.#head === undefined || text !== this.#text || method !== this.#method) {
      this.#head = parseHead(text, method);
      this.#text = text;
      this.#method = method;
    }
    return this.#head;
  }
}

/**
 * Reads a head, strictly (RFC 9112). `text` is its Latin-1, without the empty line.
 * @throws NotHttpError
 */
function parseHead(text: string, method: string): AnswerHead {
  if (AMBIGUOUS.test(text)) throw new NotHttpError("a line of it ends in the wrong way");
  const lines = text.split("\r\n");
  const [, minor, code] = STATUS_LINE.exec(lines[0]!) ?? [];
  if (code === undefined) throw new NotHttpError("it does not begin with a status line");
  const headers: [string, string][] = [];
  let lengths: string | undefined;
  let codings: string | undefined;
  let connection = "";
  let keepMs: number | null = null;
  for (let i = 1; i < lines.length; i++) {
    const [name, value] = parseLine(lines[i]!);
    headers.push([name, value]);
    if (name === "content-length") lengths = lengths === undefined ? value : `${lengths},${value}`;
    else if (name === "transfer-encoding") codings = codings === undefined ? value : `${codings},${value}`;
    else if (name === "connection") connection += `,${value.toLowerCase()}`;
    else if (name === "keep-alive") keepMs = readKeepMs(value);
  }
  const status = Number(code);
  const hasBody = method !== "HEAD" && status >= 200 && status !== 204 && status !== 304;
  const options = connection.split(",").map((option) => option.trim());
  const isKept = options.includes("close") ? false : minor === "1" || options.includes("keep-alive");
  const framing = framingOf(lengths, codings);
  return {
    status,
    headers,
    framing: hasBody ? framing : NOTHING,
    keepMs,
    // With both, somebody on the way may have gone by the other one: what follows is not trusted.
    isKept: isKept && (lengths === undefined || codings === undefined),
  };
}

function parseLine(line: string): [string, string] {
  const colon = line.indexOf(":");
  const name = line.slice(0, Math.max(0, colon));
  if (!TOKEN.test(name)) throw new NotHttpError("a line of its head is no header");
  return [name.toLowerCase(), trimmed(line, colon + 1)];
}

/** Without the spaces and tabs around it; all else, such as a no-break space, is part of the value. */
function trimmed(line: string, from: number): string {
  let start = from;
  let end = line.length;
  while (start < end && isBlank(line, start)) start += 1;
  while (end > start && isBlank(line, end - 1)) end -= 1;
  return line.slice(start, end);
}

function isBlank(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return code === 0x20 || code === 0x09;
}

function framingOf(lengths: string | undefined, codings: string | undefined): Framing {
  if (codings !== undefined) {
    const last = codings.split(",").at(-1)!.trim().toLowerCase();
    return last === "chunked" ? { kind: "chunked" } : { kind: "until_close" };
  }
  if (lengths === undefined) return { kind: "until_close" };
  if (!DIGITS.test(lengths)) throw new NotHttpError("its Content-Length is not one number");
  return { kind: "length", bytes: Number(lengths) };
}

/** Such as `timeout=5, max=100`. */
function readKeepMs(value: string): number | null {
  const seconds = /(?:^|[\s,;])timeout=(\d{1,9})/i.exec(value)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}
