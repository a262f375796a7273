/** The text of a replay file, as values: a JSON array, `{"events": […]}`, one object, or an object a line (NDJSON). */
import { parseExactJson } from "../json/exact-json.ts";
import { isObject } from "../json/fields.ts";

/** A value of the file and the line that it stands on (from 1), or its place in the array; or why there is none. */
export type ParsedRecord = { at: number; value: unknown } | { at: number; unreadable: string };

/** What a replay throws when a file as a whole cannot be read. */
export class ReplayFileError extends Error {
  override readonly name = "ReplayFileError";
  readonly code = "replay_file_unreadable";
}

/** A line, and a file that is no NDJSON, have to be held whole. */
const CHARS_MAX = 256 * 1024 * 1024;

/** Lines are given out as they are read. @throws ReplayFileError for an array that is not JSON, or what is too long */
export async function* parseReplayText(
  chunks: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<ParsedRecord, void> {
  const lines = linesOf(chunks);
  const first = await lines.next();
  if (first.done) return;
  const { at, text } = first.value;
  if (isWhole(text)) {
    yield readLine(at, text);
    for await (const line of lines) yield readLine(line.at, line.text);
    return;
  }
  yield* parseDocument([first.value, ...(await allOf(lines))]);
}

/** Whether the first line is a value by itself, as a line of NDJSON is. */
function isWhole(text: string): boolean {
  return isObject(parseExactJson(text)?.value);
}

function* parseDocument(lines: readonly Line[]): Generator<ParsedRecord, void> {
  const document = parseExactJson(lines.map(({ text }) => text).join("\n"))?.value;
  const list = isObject(document) && Array.isArray(document.events) ? document.events : document;
  if (Array.isArray(list)) {
    for (const [i, value] of list.entries()) yield { at: i + 1, value };
  } else if (isObject(document)) {
    yield { at: lines[0]!.at, value: document };
  } else if (lines[0]!.text.startsWith("[")) {
    throw new ReplayFileError("The file begins as a JSON array and is none: it may have been cut short.");
  } else {
    for (const { at, text } of lines) yield readLine(at, text);
  }
}

function readLine(at: number, text: string): ParsedRecord {
  const parsed = parseExactJson(text);
  return parsed === undefined ? { at, unreadable: "This line is not JSON." } : { at, value: parsed.value };
}

interface Line {
  at: number;
  text: string;
}

/** Lines that hold something, without the space around it. */
async function* linesOf(chunks: AsyncIterable<string> | Iterable<string>): AsyncGenerator<Line, void> {
  let rest = "";
  let at = 0;
  for await (const chunk of chunks) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop()!;
    if (rest.length > CHARS_MAX) throw new ReplayFileError(`A line is longer than ${CHARS_MAX} characters.`);
    for (const part of parts) {
      const text = strip(part);
      at++;
      if (text !== "") yield { at, text };
    }
  }
  const text = strip(rest);
  if (text !== "") yield { at: at + 1, text };
}

function strip(line: string): string {
  return line.replace(/^\uFEFF/, "").trim();
}

async function allOf(lines: AsyncIterable<Line>): Promise<Line[]> {
  const all: Line[] = [];
  let chars = 0;
  for await (const line of lines) {
    all.push(line);
    chars += line.text.length;
    if (chars > CHARS_MAX) {
      throw new ReplayFileError(`The file is longer than ${CHARS_MAX} characters: write an object a line (NDJSON).`);
    }
  }
  return all;
}
