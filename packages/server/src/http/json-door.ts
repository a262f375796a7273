import { isUtf8 } from "node:buffer";
import { type Fault, Problem, type ProblemCode } from "../model/errors.ts";
import { DEPTH_MAX } from "../model/event-type.ts";
import { pointerStep } from "../model/json-pointer.ts";
import { isCarried } from "./decimal.ts";

/** More faults than these help nobody, and a hostile body could hold millions. */
const FAULTS_MAX = 10;

/**
 * The JSON document in `bytes`, with nothing lost: `JSON.stringify` of it is a fixpoint, and `__proto__` is a name like
 * any other.
 * @throws Problem `invalid_json`, `too_deep`, `unsafe_number`, `unsafe_string`
 */
export function parseJson(bytes: Uint8Array): unknown {
  if (!isUtf8(bytes)) throw new Problem("invalid_json", "The body is not UTF-8.");
  const found = scan(bytes);
  if (found.isTooDeep) throw new Problem("too_deep", `The body is nested more than ${DEPTH_MAX} levels deep.`);
  const text = withoutMark(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  try {
    return found.isSuspect ? parseWithCare(text) : JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem("invalid_json", `The body is not JSON: ${error.message}.`);
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SHORT_TEXT = 24;
/** Numbers of so many characters, without an exponent, are carried by a double whatever they are. */
const SAFE_NUMBER_LENGTH = 15;

/**
 * One cheap look at the bytes: how deep they go, and whether any number or escape may be one that JavaScript cannot
 * carry. Says too much rather than too little, and makes no sense of what is not JSON: that is the parser's to refuse.
 */
function scan(bytes: Uint8Array): { isTooDeep: boolean; isSuspect: boolean } {
  let depth = 0;
  let isSuspect = false;
  const hasEscapes = bytes.includes(BACKSLASH);
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE && !hasEscapes) {
      i = quoteFrom(bytes, i + 1);
    } else if (byte === QUOTE) {
      for (i++; i < bytes.length && bytes[i] !== QUOTE; i++) {
        if (bytes[i] !== BACKSLASH) continue;
        i++;
        if (isSurrogateEscape(bytes, i)) isSuspect = true;
      }
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++;
      if (depth > DEPTH_MAX) return { isTooDeep: true, isSuspect };
    } else if (byte === 0x7d || byte === 0x5d) {
      depth--;
    } else if (isDigit(byte)) {
      const start = i;
      while (isNumberPart(bytes[i + 1])) {
        i++;
        if ((bytes[i]! | 0x20) === 0x65) isSuspect = true;
      }
      if (i - start >= SAFE_NUMBER_LENGTH) isSuspect = true;
    }
  }
  return { isTooDeep: false, isSuspect };
}

/** Where the text that begins at `start` ends, when nothing in it is escaped. Calling out pays for long texts alone. */
function quoteFrom(bytes: Uint8Array, start: number): number {
  const near = Math.min(start + SHORT_TEXT, bytes.length);
  for (let i = start; i < near; i++) if (bytes[i] === QUOTE) return i;
  const found = bytes.indexOf(QUOTE, near);
  return found < 0 ? bytes.length : found;
}

/** `\ud8…` to `\udf…`, paired or not. `at` is behind the backslash. */
function isSurrogateEscape(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x75 && (bytes[at + 1]! | 0x20) === 0x64;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Digits, `.`, `e`, `E`, `+`, `-`. */
function isNumberPart(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return isDigit(byte) || byte === 0x2e || (byte | 0x20) === 0x65 || byte === 0x2b || byte === 0x2d;
}

interface Flaw {
  code: ProblemCode & ("unsafe_number" | "unsafe_string");
  message: string;
  /** The pointer's steps as far as they are known, and the object that holds the first of them. */
  steps: string[];
  holder: object;
}

/** TypeScript does not know of the third argument yet (https://tc39.es/proposal-json-parse-with-source/). */
type Reviver = (this: object, key: string, value: unknown, context: { source?: string }) => unknown;
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown;

function parseWithCare(text: string): unknown {
  const flaws: Flaw[] = [];
  const value = parseWithSource(text, function (key, value, { source }) {
    // The parser comes back from the leaves: each flaw climbs with it, and so learns its path.
    for (const flaw of flaws) {
      if (flaw.holder !== value) continue;
      flaw.steps.unshift(key);
      flaw.holder = this;
    }
    const flaw = flaws.length < FAULTS_MAX ? findFlaw(key, value, source) : undefined;
    if (flaw !== undefined) flaws.push({ ...flaw, steps: [key], holder: this });
    return value;
  });
  if (flaws.length === 0) return value;
  const { code } = flaws[0]!;
  const faults = flaws.filter((flaw) => flaw.code === code).map(toFault);
  throw new Problem(code, `${faults[0]!.path || "The document"}: ${faults[0]!.message}`, { faults });
}

function findFlaw(key: string, value: unknown, source: string | undefined): Pick<Flaw, "code" | "message"> | undefined {
  if (!key.isWellFormed()) return { code: "unsafe_string", message: "This name holds half of a character." };
  if (typeof value === "string" && !value.isWellFormed()) {
    return { code: "unsafe_string", message: "This text holds half of a character (a lone surrogate)." };
  }
  if (typeof value === "number" && source !== undefined && !isCarried(source, value)) {
    return { code: "unsafe_number", message: `${shorten(source)} would become ${value}.` };
  }
  return undefined;
}

function toFault({ steps, message }: Flaw): Fault {
  // The first step is that of the document itself, which has no name.
  return { path: steps.slice(1).map(pointerStep).join(""), message };
}

function shorten(source: string): string {
  return source.length <= 40 ? source : `${source.slice(0, 40)}…`;
}

/** A byte order mark is no part of the document (RFC 8259 section 8.1). */
function withoutMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
