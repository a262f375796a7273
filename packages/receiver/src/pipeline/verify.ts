/** The first step: is the request genuine? Nothing has been parsed before it has been asked. */
import type { Verdict } from "../platforms/platform.ts";
import type { SynchronousName } from "../platforms/registry.ts";
import { type RequestInput, readRequest } from "./incoming.ts";

/**
 * Whether a request is the platform's: `{ ok: true, id?, timestampMs? }` or `{ ok: false, reason, message }`. Never
 * throws, and its promise never rejects. Where a platform's public keys have to be fetched it is a promise; to await
 * the answer is right for all.
 */
export function verify(input: RequestInput<SynchronousName> & { platform: SynchronousName }): Verdict;
export function verify(input: RequestInput): Verdict | Promise<Verdict>;
export function verify(input: RequestInput): Verdict | Promise<Verdict> {
  const request = readRequest(input);
  return "reason" in request ? request : request.platform.verify(request.incoming);
}
