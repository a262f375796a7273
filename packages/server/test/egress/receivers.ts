import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { createEgress, type Egress, type EgressOptions, type EgressRequest } from "../../src/egress/egress.ts";
import { PATIENCE_MS } from "../promised.ts";

export const LOOPBACK = ["127.0.0.0/8", "::1/128"];

/** An egress that is closed when the test ends. */
export function openEgress(t: TestContext, options: Partial<EgressOptions> = {}): Egress {
  const egress = createEgress({ allow: LOOPBACK, ...options });
  t.after(() => egress.close());
  return egress;
}

/** An HTTP receiver; answers its port. */
export async function receive(t: TestContext, listener: RequestListener): Promise<number> {
  return listen(t, createServer(listener));
}

export async function receiveTls(t: TestContext, tls: { key: string; cert: string }, listener: RequestListener) {
  return listen(t, createTlsServer(tls, listener));
}

/** A receiver that speaks bytes: each connection is handed over as it comes. */
export async function receiveBytes(t: TestContext, onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}); // the egress hangs up as it pleases
    onConnection(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

export function post(url: string, over: Partial<EgressRequest> = {}): EgressRequest {
  return {
    url,
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"a":1}',
    timeoutMs: PATIENCE_MS,
    ...over,
  };
}

async function listen(t: TestContext, server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
