import type { ServerResponse } from "node:http";
import type { WebhookHandler } from "../handler.ts";
import type { AdapterOptions } from "./fetch.ts";
import { type NodeRequest, respond } from "./node.ts";

const WAY_OUT =
  "mount toExpress before express.json() and other body parsers, or let them keep the bytes: express.json({ verify: (request, _, bytes) => { request.rawBody = bytes; } }).";

/** `app.use("/webhook", toExpress(handler))`, for Express 4 and 5 and what takes their middleware. */
export function toExpress(
  handler: WebhookHandler,
  { platform }: AdapterOptions = {},
): (request: NodeRequest, response: ServerResponse) => Promise<void> {
  return (request, response) => respond(handler, request, response, { platform, wayOut: WAY_OUT });
}
