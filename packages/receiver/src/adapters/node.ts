import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "../answer.ts";
import type { WebhookHandler } from "../handler.ts";
import { tooLarge } from "../pipeline/receive.ts";
import type { Refusal } from "../refusal.ts";
import { type AdapterOptions, alreadyParsed } from "./fetch.ts";

/** What frameworks add to Node's request. */
export interface NodeRequest extends IncomingMessage {
  /** Express: the address before a router cut its own part off. */
  originalUrl?: string;
  /** Some hosts (Google Cloud Functions) keep the raw bytes here beside the parsed body. */
  rawBody?: unknown;
  body?: unknown;
}

/** A request listener for `node:http`, and a handler for whatever builds on it. */
export function toNode(
  handler: WebhookHandler,
  { platform }: AdapterOptions = {},
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const url = request.originalUrl ?? request.url ?? "/";
    const mark = url.indexOf("?");
    const answer = await handler.answer({
      method: request.method ?? "GET",
      path: mark === -1 ? url : url.slice(0, mark),
      query: mark === -1 ? "" : url.slice(mark + 1),
      headers: pairsOf(request.rawHeaders),
      remoteAddress: request.socket?.remoteAddress,
      readBody: (bytesMax) => readNodeBody(request, bytesMax),
      platform,
    });
    send(response, answer, request.complete);
  };
}

/** From the raw list: in `request.headers` Node keeps the first of some headers that came twice, and says nothing. */
function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return pairs;
}

function send(response: ServerResponse, { status, headers, body }: Answer, isComplete: boolean): void {
  if (response.destroyed) return;
  // What is left of a body that nobody will read would be taken for the next request.
  response.writeHead(status, isComplete ? { ...headers } : { ...headers, connection: "close" });
  response.end(body);
}

/** The raw bytes of a request that a framework may have had its hands on. */
export async function readNodeBody(request: NodeRequest, bytesMax: number): Promise<Uint8Array | string | Refusal> {
  const kept = request.rawBody ?? request.body;
  if (typeof kept === "string" || kept instanceof Uint8Array) {
    return Buffer.byteLength(kept) > bytesMax ? tooLarge(bytesMax) : kept;
  }
  if (request.readableDidRead || request.readableEnded) {
    return alreadyParsed("A body parser has read this request before the webhook handler.");
  }
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) return tooLarge(bytesMax);
  return readStream(request, bytesMax);
}

function readStream(request: IncomingMessage, bytesMax: number): Promise<Uint8Array | Refusal> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let length = 0;
    request.on("data", (chunk: Uint8Array) => {
      length += chunk.length;
      if (length <= bytesMax) {
        chunks.push(chunk);
        return;
      }
      request.removeAllListeners("data").pause();
      resolve(tooLarge(bytesMax));
    });
    request.on("end", () => resolve(Buffer.concat(chunks)));
    // Half a body verifies as nothing; there is nobody left to answer.
    request.on("close", () => resolve(Buffer.concat(chunks)));
    request.on("error", () => resolve(Buffer.concat(chunks)));
  });
}
