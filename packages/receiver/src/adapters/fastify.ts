import type { ServerResponse } from "node:http";
import type { WebhookHandler } from "../handler.ts";
import type { AdapterOptions } from "./fetch.ts";
import { type NodeRequest, respond } from "./node.ts";

/** What of a `FastifyInstance` is used. Fastify 5. */
export interface FastifyScope {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(
    contentType: "*",
    parser: (request: unknown, payload: unknown, done: (error: null, body: undefined) => void) => void,
  ): unknown;
  all(path: string, handler: (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<void>): unknown;
}

export interface FastifyRequestLike {
  raw: NodeRequest;
  /** What the plugin fastify-raw-body keeps. */
  rawBody?: unknown;
}

export interface FastifyReplyLike {
  raw: ServerResponse;
  hijack(): unknown;
}

const WAY_OUT =
  "register toFastify(handler) where no preParsing hook reads the body, or let that keep the bytes in request.rawBody.";

/**
 * A plugin: `app.register(toFastify(handler), { prefix: "/webhook" })`. Everything below its prefix is the handler's.
 * The app's body parsers go on parsing for the app's own routes and never see these requests.
 */
export function toFastify(
  handler: WebhookHandler,
  { platform }: AdapterOptions = {},
): (scope: FastifyScope, options: unknown, done: () => void) => void {
  async function answer({ raw, rawBody }: FastifyRequestLike, reply: FastifyReplyLike): Promise<void> {
    reply.hijack();
    await respond(handler, raw, reply.raw, { platform, rawBody, wayOut: WAY_OUT });
  }
  return (scope, _, done) => {
    scope.removeAllContentTypeParsers();
    // Leaves the stream as it is.
    scope.addContentTypeParser("*", (_request, _payload, parsed) => parsed(null, undefined));
    scope.all("/", answer);
    scope.all("/*", answer);
    done();
  };
}
