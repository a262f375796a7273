/**
 * Ids: a Snowflake number inside, `prefix_` and 13 characters of Crockford base32 outside.
 *
 * Bits, high to low: 41 of milliseconds since 2024, 12 of counter, 10 of node. The node sits lowest so that a
 * contiguous run of ids (an event and its deliveries) may carry from counter into milliseconds.
 */
import type { Clock } from "./ports.ts";

export type Prefix =
  | "site"
  | "key"
  | "hook"
  | "evt"
  | "del"
  | "src"
  | "msg"
  | "media"
  | "job"
  | "group"
  | "rule"
  | "dec";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const VALUE_OF = new Map([...ALPHABET].map((character, value) => [character, value]));
const EPOCH_MS = Date.UTC(2024, 0, 1);
const NODE_BITS = 10n;
const MS_BITS = 22n;
const COUNTERS_PER_MS = 4096;

/** Nodes are numbered 0 to 1023: the ten lowest bits of an id. */
export const NODE_COUNT = 1024;

/** The distance between neighbouring ids of one node: delivery k of an event is `event + k * ID_STEP`. */
export const ID_STEP = 1n << NODE_BITS;

/** `formatId("evt", seq)` is `evt_` and 13 characters; they sort as the numbers do. */
export function formatId(prefix: Prefix, seq: bigint): string {
  const low = Number(seq & 0x3fff_ffffn);
  const middle = Number((seq >> 30n) & 0x3fff_ffffn);
  const high = Number(seq >> 60n);
  return `${prefix}_${ALPHABET[high]}${sixCharacters(middle)}${sixCharacters(low)}`;
}

/** The number in a public id, or undefined when it is not a well-formed id of that prefix. */
export function parseId(prefix: Prefix, id: string): bigint | undefined {
  if (id.length !== prefix.length + 14 || !id.startsWith(`${prefix}_`)) return undefined;
  let seq = 0n;
  for (const character of id.slice(prefix.length + 1)) {
    const value = VALUE_OF.get(character);
    if (value === undefined) return undefined;
    seq = (seq << 5n) | BigInt(value);
  }
  return seq < 1n << 63n ? seq : undefined;
}

/** When an id was made, in milliseconds since 1970. */
export function timeOfId(seq: bigint): number {
  return Number(seq >> MS_BITS) + EPOCH_MS;
}

let isoMs = 0;
let iso = new Date(isoMs).toISOString();

/** The same as ISO 8601 in UTC, with `Z`. Many ids share a millisecond, and writing a date takes a microsecond. */
export function isoTimeOfId(seq: bigint): string {
  const ms = timeOfId(seq);
  if (ms !== isoMs) {
    iso = new Date(ms).toISOString();
    isoMs = ms;
  }
  return iso;
}

/** The lowest id that can have been made at `timeMs`: a bound for scans by time. */
export function firstIdAt(timeMs: number): bigint {
  return BigInt(Math.max(0, Math.floor(timeMs) - EPOCH_MS)) << MS_BITS;
}

/** Hands out ids of one node, always rising, also when the wall clock steps back or the node gets another number. */
export class IdMaker {
  readonly #clock: Clock;
  #node: number;
  #ms = 0;
  #counter = 0;

  /** `above` is the highest id stored so far: what comes out is higher. */
  constructor(clock: Clock, node: number, above = 0n) {
    this.#clock = clock;
    this.#node = checked(node);
    this.#ms = Number(above >> MS_BITS) + (above > 0n ? 1 : 0);
  }

  /** The process has another number from now on. */
  moveTo(node: number): void {
    this.#node = checked(node);
  }

  /** Takes `count` ids that follow each other by `ID_STEP`; returns the first. */
  take(count = 1): bigint {
    const ms = this.#clock.now() - EPOCH_MS;
    if (ms > this.#ms) {
      this.#ms = ms;
      this.#counter = 0;
    }
    const first = (BigInt(this.#ms) << MS_BITS) | BigInt((this.#counter << 10) | this.#node);
    this.#counter += count;
    if (this.#counter >= COUNTERS_PER_MS) {
      this.#ms += Math.floor(this.#counter / COUNTERS_PER_MS);
      this.#counter %= COUNTERS_PER_MS;
    }
    return first;
  }
}

function checked(node: number): number {
  if (node < 0 || node >= NODE_COUNT) throw new RangeError(`node ${node} is not within 0..${NODE_COUNT - 1}`);
  return node;
}

function sixCharacters(value: number): string {
  return (
    ALPHABET.charAt(value >>> 25) +
    ALPHABET.charAt((value >>> 20) & 31) +
    ALPHABET.charAt((value >>> 15) & 31) +
    ALPHABET.charAt((value >>> 10) & 31) +
    ALPHABET.charAt((value >>> 5) & 31) +
    ALPHABET.charAt(value & 31)
  );
}
