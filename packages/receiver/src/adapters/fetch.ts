import type { Answer } from "../answer.ts";
import type { WebhookHandler } from "../handler.ts";
import { tooLarge } from "../pipeline/receive.ts";
import { type Refusal, refuse } from "../refusal.ts";

export interface AdapterOptions {
  /** The platform that this address is for. Left out: the path names it, `/webhook/{platform}`. */
  platform?: string;
}

/** For whatever speaks the Fetch standard: workers, Deno, Bun, Next.js, Hono, SvelteKit. */
export function toFetch(
  handler: WebhookHandler,
  { platform }: AdapterOptions = {},
): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const answer = await handler.answer({
      method: request.method,
      path: pathname,
      query: search.slice(1),
      headers: request.headers,
      readBody: (bytesMax) => readBody(request, bytesMax),
      platform,
    });
    return toResponse(answer);
  };
}

export function toResponse({ status, headers, body }: Answer): Response {
  return new Response(body === "" ? null : body, { status, headers });
}

async function readBody(request: Request, bytesMax: number): Promise<Uint8Array | Refusal> {
  if (request.bodyUsed) return alreadyParsed("The request's body has been used before.");
  if (Number(request.headers.get("content-length") ?? 0) > bytesMax) return tooLarge(bytesMax);
  if (request.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    length += read.value.length;
    if (length > bytesMax) {
      await reader.cancel();
      return tooLarge(bytesMax);
    }
    chunks.push(read.value);
  }
  return concat(chunks, length);
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

/** `what` happened to the body, as a sentence. */
export function alreadyParsed(what: string): Refusal {
  return refuse(
    "body_already_parsed",
    `${what} A signature covers the raw bytes: mount the handler before the body parser, or keep the raw body.`,
  );
}
