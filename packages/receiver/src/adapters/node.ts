import type { IncomingMessage, ServerResponse } from "node:http";
import type { Answer } from "../answer.ts";
import type { WebhookHandler } from "../handler.ts";
import { tooLarge } from "../pipeline/receive.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { alreadyParsed, DISCARDED_BYTES_MAX } from "./body.ts";
import type { AdapterOptions } from "./fetch.ts";

/** What frameworks add to Node's request. */
export interface NodeRequest extends IncomingMessage {
  /** Express: the address before a router cut its own part off. */
  originalUrl?: string;
  /** Some hosts (Google Cloud Functions) keep the raw bytes here beside the parsed body. */
  rawBody?: unknown;
  body?: unknown;
}

/** A request listener for `node:http`, `node:https` and `node:http2`, and a handler for whatever builds on them. */
export function toNode(
  handler: WebhookHandler,
  { platform }: AdapterOptions = {},
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  return (request, response) => respond(handler, request, response, { platform });
}

export interface RespondOptions extends AdapterOptions {
  /** The bytes, where a framework keeps them beside the request. */
  rawBody?: unknown;
  /** What to do in this framework when the body has been parsed, as the end of a sentence. */
  wayOut?: string;
}

/** What every adapter on Node does. Never rejects. */
export async function respond(
  handler: WebhookHandler,
  request: NodeRequest,
  response: ServerResponse,
  { platform, rawBody = request.rawBody ?? request.body, wayOut = WAY_OUT }: RespondOptions,
): Promise<void> {
  const url = request.originalUrl ?? request.url ?? "/";
  const mark = url.indexOf("?");
  const answer = await handler.answer({
    method: request.method ?? "GET",
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? "" : url.slice(mark + 1),
    headers: pairsOf(request.rawHeaders),
    remoteAddress: request.socket?.remoteAddress,
    readBody: (bytesMax) => readNodeBody(request, rawBody, bytesMax, wayOut),
    platform,
  });
  send(request, response, answer);
}

const WAY_OUT = "mount the handler before the body parser, or keep the bytes in request.rawBody.";

/** From the raw list: in `request.headers` Node keeps the first of some headers that came twice, and says nothing. */
function pairsOf(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return pairs;
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  if (response.destroyed) return;
  const length = { "content-length": Buffer.byteLength(body) };
  if (request.complete) {
    response.writeHead(status, { ...headers, ...length }).end(body);
    return;
  }
  // Whoever is still sending would lose the answer if the connection were closed now: it is written, and the rest of
  // the body thrown away.
  const connection = request.httpVersionMajor < 2 ? { connection: "close" } : {};
  response.writeHead(status, { ...headers, ...length, ...connection });
  response.write(body);
  let discarded = 0;
  request.on("data", (chunk: Uint8Array) => {
    discarded += chunk.length;
    if (discarded > DISCARDED_BYTES_MAX) request.destroy();
  });
  // In HTTP/2 a request closes with its answer, not before.
  for (const event of ["end", "close"]) request.once(event, () => response.end());
  request.resume();
}

async function readNodeBody(
  request: NodeRequest,
  kept: unknown,
  bytesMax: number,
  wayOut: string,
): Promise<Uint8Array | string | Refusal> {
  if (typeof kept === "string" || kept instanceof Uint8Array) {
    return Buffer.byteLength(kept) > bytesMax ? tooLarge(bytesMax) : kept;
  }
  if (request.readableDidRead || request.readableEnded) {
    return alreadyParsed("A body parser has read this request before the webhook handler.", wayOut);
  }
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) return tooLarge(bytesMax);
  // What has ended already says so to nobody who begins to listen now.
  return request.destroyed ? ENDED : readStream(request, bytesMax);
}

/** There is nobody left to answer. */
const ENDED = refuse("unparsable", "The connection ended before the body did.");

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
    request.on("close", () => resolve(ENDED));
    request.on("error", () => resolve(ENDED));
  });
}
