import { type HeadersLike, readHeader } from "@tabellary/contracts/schemes";

/** A header's one value; undefined when it is missing or came more than once. */
export function readHeaderText(headers: HeadersLike, name: string): string | undefined {
  const value = readHeader(headers, name, "id");
  return typeof value === "string" ? value : undefined;
}
