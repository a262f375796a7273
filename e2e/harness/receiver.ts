/** A customer's endpoint: a real server that keeps every request as it came and answers as it is told. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { PATIENCE_MS } from "../../packages/server/test/promised.ts";

export interface Received {
  headers: IncomingHttpHeaders;
  /** Exactly what arrived. */
  body: Buffer;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: payloads are JSON of many shapes
  json: any;
  path: string;
  /** Milliseconds since 1970. */
  at: number;
  /** 1, 2, … in order of arrival. */
  number: number;
}

/** A status, or a status after a while, or whatever the function does with the response. */
export type Reply = number | { status: number; afterMs?: number; headers?: Record<string, string>; body?: string };
export type Answerer = (received: Received, response: ServerResponse) => Reply | Promise<Reply> | undefined;

export class Receiver {
  readonly received: Received[] = [];
  readonly url: string;
  answer: Answerer;
  readonly #close: () => Promise<void>;
  readonly #waiting = new Set<() => void>();

  private constructor(url: string, answer: Answerer, close: () => Promise<void>) {
    this.url = url;
    this.answer = answer;
    this.#close = close;
  }

  static async start(answer: Answerer = () => 200, tls?: { key: string; cert: string }): Promise<Receiver> {
    const sockets = new Set<Socket>();
    let receiver: Receiver | undefined;
    const onRequest = (request: IncomingMessage, response: ServerResponse) => void receiver!.#take(request, response);
    const server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest);
    server.on("connection", (socket: Socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
    receiver = new Receiver(`${tls ? "https" : "http"}://127.0.0.1:${port}/hook`, answer, close);
    return receiver;
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** Resolves when `count` requests have arrived (those that fit, if a test is given). */
  until(count: number, fits: (received: Received) => boolean = () => true): Promise<Received[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`waited ${PATIENCE_MS} ms for ${count} requests; ${this.received.length} arrived`));
      }, PATIENCE_MS);
      const check = () => {
        const fitting = this.received.filter(fits);
        if (fitting.length < count) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(fitting);
      };
      this.#waiting.add(check);
      check();
    });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const received: Received = {
      headers: request.headers,
      body,
      text: body.toString("utf8"),
      json: tryParse(body),
      path: request.url ?? "/",
      at: Date.now(),
      number: this.received.length + 1,
    };
    this.received.push(received);
    for (const check of [...this.#waiting]) check();
    const reply = await this.answer(received, response);
    if (reply === undefined || response.destroyed) return;
    const {
      status,
      afterMs = 0,
      headers = {},
      body: text = "",
    } = typeof reply === "number" ? { status: reply } : reply;
    if (afterMs > 0) await passed(afterMs, response);
    if (!response.destroyed) response.writeHead(status, headers).end(text);
  }
}

/** Whoever asked may give up before. */
function passed(afterMs: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, afterMs);
    response.once("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function tryParse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
