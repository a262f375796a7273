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
    send(request, response, answer);
  };
}

/** From the raw list: in `request.headers` Node keeps the first of some headers that came twice, and says nothing. */
function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return pairs;
}

/** How much of a body that nobody wants is thrown away before the connection is cut. */
const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  const length = { "content-length": Buffer.byteLength(body) };
  if (request.complete) {
    response.writeHead(status, { ...headers, ...length }).end(body);
    return;
  }
  // Whoever is still sending would lose the answer if the connection were closed now: it is written, and the rest of
  // the body thrown away.
  response.writeHead(status, { ...headers, ...length, connection: "close" });
  response.write(body);
  let discarded = 0;
  request.on("data", (chunk: Uint8Array) => {
    discarded += chunk.length;
    if (discarded > DISCARDED_BYTES_MAX) request.destroy();
  });
  request.once("close", () => response.end());
  request.resume();
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
