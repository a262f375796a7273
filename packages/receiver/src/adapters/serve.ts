/** `#serve` on Node: the handler's own server. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { WebhookHandler } from "../handler.ts";
import { toNode } from "./node.ts";

export interface ServeOptions {
  /** Default: 8080. 0: any that is free. */
  port?: number;
  /** Default: all addresses. */
  host?: string;
}

export interface Server {
  readonly port: number;
  /** Takes no more requests; resolves when those under way have been answered. */
  close(): Promise<void>;
}

/** No sender of a webhook needs longer to send one. */
const REQUEST_TIMEOUT_MS = 30_000;

export async function serve(handler: WebhookHandler, { port = 8080, host }: ServeOptions = {}): Promise<Server> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, toNode(handler));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeIdleConnections();
      }),
  };
}
