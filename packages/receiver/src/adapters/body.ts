/** What the adapters say and hold to when a body is not theirs to read, or nobody wants it. */
import { type Refusal, refuse } from "../refusal.ts";

/** How much of a body that nobody wants is thrown away before the connection is cut. */
export const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;

/** `what` happened to the body, as a sentence, and the way out as the end of one that has begun. */
export function alreadyParsed(what: string, wayOut: string): Refusal {
  return refuse("body_already_parsed", `${what} A signature covers the raw bytes, and they are gone: ${wayOut}`);
}
