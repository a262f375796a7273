import type { Answer } from "../answer.ts";
import type { WebhookHandler } from "../handler.ts";
import { tooLarge } from "../pipeline/receive.ts";
import type { Refusal } from "../refusal.ts";
import { alreadyParsed, DISCARDED_BYTES_MAX } from "./body.ts";

export interface AdapterOptions {
  /** The platform that this address is for. Left out: the path names it, `/webhook/{platform}`. */
  platform?: string | undefined;
}

export interface FetchOptions<Context extends readonly unknown[]> extends AdapterOptions {
  /**
   * The sender's address, which no `Request` has, for `allowedIps` and `rateLimit`. `context` is what the runtime hands
   * over beside the request: `(_, info) => info.remoteAddr.hostname` in Deno. What it throws goes to `onError`, and the
   * address is then not known, which no `allowedIps` lets through.
   */
  addressOf?: (request: Request, ...context: Context) => string | undefined;
}

/** For whatever speaks the Fetch standard: workers, Deno, Bun, Next.js, SvelteKit. */
export function toFetch<Context extends readonly unknown[] = []>(
  handler: WebhookHandler,
  { platform, addressOf }: FetchOptions<Context> = {},
): (request: Request, ...context: Context) => Promise<Response> {
  return (request, ...context) => {
    const readBody = (bytesMax: number) => readFetchBody(request, bytesMax);
    return answerFetch(handler, request, { platform, addressOf: () => addressOf?.(request, ...context), readBody });
  };
}

export interface FetchParts extends AdapterOptions {
  addressOf: () => string | undefined;
  readBody: (bytesMax: number) => Promise<Uint8Array | string | Refusal>;
}

/** What every adapter of the Fetch standard does. */
export async function answerFetch(
  handler: WebhookHandler,
  request: Request,
  { addressOf, ...parts }: FetchParts,
): Promise<Response> {
  const { method, headers, url } = request;
  const { pathname, search } = new URL(url);
  const remoteAddress = await findAddress(handler, addressOf);
  const answer = await handler.answer({
    method,
    path: pathname,
    query: search.slice(1),
    headers,
    remoteAddress,
    ...parts,
  });
  return toResponse(answer);
}

/** An answer is owed whatever the program's own function does: also in a promise, which its type forbids. */
async function findAddress(handler: WebhookHandler, addressOf: FetchParts["addressOf"]): Promise<string | undefined> {
  try {
    return await addressOf();
  } catch (error) {
    await handler.reportError(error);
    return undefined;
  }
}

function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body === "" ? null : body, { status, headers });
}

/** The raw bytes of a request that nobody has read. `wayOut` is for one that somebody has. */
export async function readFetchBody(
  request: Request,
  bytesMax: number,
  wayOut = "give the handler the request itself, or request.clone() to whoever reads it before.",
): Promise<Uint8Array | Refusal> {
  if (request.bodyUsed || request.body?.locked) {
    return alreadyParsed("The body of this Request has been read before the webhook handler.", wayOut);
  }
  if (request.body === null) return new Uint8Array();
  const reader = request.body.getReader();
  const isSaidToBeLong = Number(request.headers.get("content-length") ?? 0) > bytesMax;
  const bytes = isSaidToBeLong ? undefined : await readUpTo(reader, bytesMax);
  if (bytes !== undefined) return bytes;
  void discard(reader);
  return tooLarge(bytesMax);
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** Undefined: there are more. Rejects when the connection ends before the body does. */
async function readUpTo(reader: Reader, bytesMax: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > bytesMax) return undefined;
    chunks.push(read.value);
  }
  return concat(chunks, length);
}

/**
 * Throws away what is left of a body that nobody wants, so that whoever is still sending it gets to read the answer:
 * some servers cut a connection whose request is not read. Past a bound that is what happens.
 */
async function discard(reader: Reader): Promise<void> {
  try {
    let discarded = 0;
    while (discarded <= DISCARDED_BYTES_MAX) {
      const { done, value } = await reader.read();
      if (done) return;
      discarded += value.length;
    }
    await reader.cancel();
  } catch {
    // The connection has ended: there is nothing left to throw away.
  }
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}
