/** A signature scheme: the part of a contract that signs and is verified. What all contracts do with one is beside it. */
import type { Failure } from "../verification.ts";
import type { SignatureForm } from "./form.ts";
import type { Timestamp } from "./timestamp.ts";

/** What is to be signed, and what the headers of the attempt are made of. */
export interface Message {
  id: string;
  deliveryId: string;
  body: string | Uint8Array;
  nowMs: number;
}

/** What the headers of a request say, as far as they could be read. */
export interface Reading {
  /** The well-formed signatures, in the scheme's own spelling. */
  signatures: readonly string[];
  id?: string | undefined;
  timestamp?: Timestamp | undefined;
  /** What is wrong with the headers, in the order met. Empty: all that the signature covers is here. */
  failures: readonly Failure[];
}

/** How far a timestamp may be off by default. `past`: one from the future is let through. */
export interface Tolerance {
  seconds: number;
  sides: "both" | "past";
}

export type KeyResult<Key> = { key: Key; problem?: never } | { key?: never; problem: string };

export interface Scheme<Key> {
  readonly signatureHeaders: readonly string[];
  readonly headerNames: readonly string[];
  readonly tolerance: Tolerance;
  /** Whether the format carries a list of signatures, so that every secret signs. */
  readonly isList: boolean;
  /** A secret as a key, or a sentence that says what is wrong and the way out. */
  readKey(secret: string, use: "sign" | "verify"): KeyResult<Key>;
  /** Adds the scheme's headers. `keys` has at least one. */
  sign(headers: Record<string, string>, message: Message, keys: readonly Key[]): void;
  /** `isAgeChecked` false: a timestamp that is not signed may be missing or garbled. */
  read(headers: unknown, secrets: readonly string[], isAgeChecked: boolean): Reading;
  /** Whether a signature is the key's. Asked only of a reading without failures. */
  matches(reading: Reading, body: string | Uint8Array, key: Key): boolean;
  /** The same secret as it is often mistaken, for `explain` to try. */
  mistakenKeys(secret: string): readonly { key: Key; hint: string }[];
}

/** The scheme of a contract, which tells how it signs as well. */
export interface FormedScheme<Key, Form extends SignatureForm = SignatureForm> extends Scheme<Key> {
  readonly form: Form;
}

/** A header with more signatures, or longer, than this is not from an honest sender, and each costs work. */
export const SIGNATURES_MAX = 32;
export const SIGNATURE_HEADER_CHARS_MAX = 8192;
