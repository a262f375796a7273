/** A request as the adapters of web frameworks hand it over. */
import type { HeadersLike } from "@tabellary/contracts";
import type { Refusal } from "./refusal.ts";

export interface HttpRequest {
  method: string;
  /** Without the query. */
  path: string;
  /** As it came, without the `?`. */
  query: string;
  headers: HeadersLike;
  /** The address of the other end of the connection. Undefined where the runtime does not tell. */
  remoteAddress?: string | undefined;
  /** The raw bytes, read when they are asked for, or why they cannot be had: too many of them, or parsed already. */
  readBody: (bytesMax: number) => Promise<Uint8Array | string | Refusal>;
  /** The platform, where the adapter was told; otherwise the path names it. */
  platform?: string | undefined;
  /** Whose it is, once that is known: what keeps the events of one sender apart from another's. */
  source?: string | undefined;
}

/** Looks at a request before its body is read: an address, a rate. Undefined lets it through. */
export type Guard = (request: HttpRequest, nowMs: number) => Refusal | undefined | Promise<Refusal | undefined>;
