import { type HeadersLike, readHeader } from "@tabellary/contracts/schemes";
import type { Verified } from "./platform.ts";

/** A header's one value; undefined when it is missing or came more than once. */
export function readHeaderText(headers: HeadersLike, name: string): string | undefined {
  const value = readHeader(headers, name, "id");
  return typeof value === "string" ? value : undefined;
}

/**
 * The event's id, where it stands in a header. None of what a relay has signed: its signature covers the body alone, so
 * whoever has seen a request could send it again under another id. The body is the key there.
 */
export function readHeaderId({ headers, proof }: Verified, name: string): string | undefined {
  return proof?.isRelayed ? undefined : readHeaderText(headers, name);
}
