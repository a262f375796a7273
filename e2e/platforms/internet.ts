/**
 * The world outside a hub: platforms under their own names, behind the proxy that a hub is told to use and with a
 * certificate that it is told to trust; and the public address at which they reach the hub. So the hub runs as it does
 * anywhere, and nothing in it knows of a test.
 */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { TestContext } from "node:test";
import { request as send } from "undici";
import { certify } from "../harness/certificates.ts";
import { type Asked, type Platform, readAsked, type Told, tell } from "./platform.ts";

/** Where platforms reach the hub: behind a proxy of the operator's that ends TLS, as in life. */
const PUBLIC_HOST = "hooks.example";
export const PUBLIC_URL = `https://${PUBLIC_HOST}`;
/** Whom that proxy names as the sender, unless a test says otherwise. */
const SENDER = "203.0.113.7";

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|localhost)$/;

export interface Sending {
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** The address that it comes from. */
  from?: string;
}

export interface Answered {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export class Internet {
  /** The address of the hub behind the public one. Set when it is started, and again when it is started anew. */
  hubUrl = "";
  readonly #platforms: ReadonlyMap<string, Platform>;
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket | Duplex>();
  readonly #folder = mkdtempSync(join(tmpdir(), "tabellary-internet-"));
  #tlsPort = 0;
  #proxyPort = 0;

  private constructor(platforms: readonly Platform[]) {
    this.#platforms = new Map(platforms.flatMap((platform) => platform.hosts.map((host) => [host, platform])));
  }

  static async open(...platforms: readonly Platform[]): Promise<Internet> {
    const internet = new Internet(platforms);
    const names = [PUBLIC_HOST, ...internet.#platforms.keys()];
    const certificate = await certify({ names, hasLoopback: false });
    writeFileSync(internet.#caFile, certificate.cert);
    const world = createTlsServer(certificate, (asked, response) => void internet.#answer(asked, response));
    internet.#tlsPort = await internet.#listen(world);
    const proxy = createServer((asked, response) => forward(asked, response));
    proxy.on("connect", (asked, socket) => internet.#tunnel(asked, socket));
    internet.#proxyPort = await internet.#listen(proxy);
    for (const platform of platforms) platform.join?.(internet);
    return internet;
  }

  /** What a hub is started with. */
  get env(): Record<string, string> {
    return {
      TABELLARY_EGRESS_PROXY: `http://127.0.0.1:${this.#proxyPort}`,
      TABELLARY_EGRESS_CA_FILE: this.#caFile,
      TABELLARY_PUBLIC_URL: PUBLIC_URL,
      TABELLARY_TRUSTED_PROXIES: "127.0.0.1/32",
    };
  }

  /** The same as flags of `tabellary serve`, without the dashes. */
  get flags(): Record<string, string> {
    const named = Object.entries(this.env).map(([name, value]) => {
      return [name.slice("TABELLARY_".length).toLowerCase().replaceAll("_", "-"), value] as const;
    });
    return Object.fromEntries(named);
  }

  /** What somebody out there sends to a public address of the hub's. */
  async send(url: string, { method = "POST", headers = {}, body, from = SENDER }: Sending = {}): Promise<Answered> {
    const { origin, pathname, search } = new URL(url);
    if (origin !== PUBLIC_URL) throw new Error(`${url} is not where this hub is reached: ${PUBLIC_URL}`);
    const answer = await send(`${this.hubUrl}${pathname}${search}`, {
      method,
      headers: { ...headers, "x-forwarded-for": from },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((resolve) => server.close(resolve))));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #caFile(): string {
    return join(this.#folder, "ca.pem");
  }

  async #listen(server: Server): Promise<number> {
    server.on("connection", (socket: Socket) => this.#keep(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  #keep(socket: Socket | Duplex): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  }

  /** `CONNECT host:port`: to the platforms, or to a receiver on this machine. There is nothing else in this world. */
  #tunnel(asked: IncomingMessage, socket: Duplex): void {
    this.#keep(socket);
    const [host = "", port] = (asked.url ?? "").split(":");
    const isKnown = host === PUBLIC_HOST || this.#platforms.has(host);
    if (!isKnown && !LOOPBACK.test(host)) {
      socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      return;
    }
    const onward = connect(isKnown ? this.#tlsPort : Number(port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    this.#keep(onward);
    onward.on("close", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = await readAsked(request);
    const told = await this.#ask(asked).catch((error: Error): Told => ({ status: 500, text: String(error.stack) }));
    tell(response, told);
  }

  async #ask(asked: Asked): Promise<Told> {
    if (asked.host !== PUBLIC_HOST) return this.#platforms.get(asked.host)!.answer(asked);
    const { status, headers, text } = await this.send(`${PUBLIC_URL}${asked.line}`, {
      method: asked.method as "POST",
      headers: passedOn(asked),
      body: asked.body,
    });
    return { status, headers: { "content-type": String(headers["content-type"] ?? "text/plain") }, text };
  }
}

function passedOn({ headers }: Asked): Record<string, string> {
  const { host: _, connection: __, "transfer-encoding": ___, "content-length": ____, ...rest } = headers;
  return Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value)]));
}

/** `POST http://127.0.0.1:1234/hook`: how an http address is asked for by way of a proxy. */
function forward(asked: IncomingMessage, response: ServerResponse): void {
  const url = URL.parse(asked.url ?? "");
  if (url === null || !LOOPBACK.test(url.hostname)) {
    response.writeHead(502).end();
    return;
  }
  const onward = request(url, { method: asked.method, headers: asked.headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
    answer.pipe(response);
  });
  onward.on("error", () => response.destroy());
  asked.pipe(onward);
}

/** Closed with the test. */
export async function givenInternet(t: TestContext, ...platforms: readonly Platform[]): Promise<Internet> {
  const internet = await Internet.open(...platforms);
  t.after(() => internet.close());
  return internet;
}
