/** What every adapter has to do, over a real socket. An adapter's own test mounts it and calls this. */
import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import { moderationAi } from "@tabellary/contracts";
import { WebhookHandler, type WebhookHandlerOptions } from "../../src/index.ts";
import { standingClock } from "../clock.ts";

export const secret = "your_secret";
export const body =
  '{"event_id":"evt_1","event_type":"comment.created","platform":"twitter","data":{"comment":{"id":"c","text":"naïve"}}}';

export function signed(text: string | Uint8Array = body): Record<string, string> {
  const event = { id: "", type: "", createdAt: "", data: "", deliveryId: "" };
  const headers = moderationAi.sign({ event, body: text, secrets: [secret], nowMs: standingClock().now() });
  return { ...headers, "content-type": "application/json" };
}

/** A handler that keeps what it was told in `texts`, and in `refusals` why it took nothing. */
export function recorder(options: WebhookHandlerOptions = {}) {
  const texts: string[] = [];
  const refusals: string[] = [];
  const handler = new WebhookHandler({ secret, clock: standingClock(), log: null, waits: true, ...options })
    .on("comment.created", ({ data }) => texts.push(data.comment.text))
    .onRefused(({ message }) => refusals.push(message))
    .onError(() => {});
  return { handler, texts, refusals };
}

export interface Mounted {
  port: number;
  close(): Promise<unknown>;
}

export async function listen(listener: RequestListener): Promise<Mounted> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  return { port: (server.address() as AddressInfo).port, close };
}

export interface Answered {
  status: number;
  text: string;
  headers: Headers;
}

export async function post(port: number, init: RequestInit = {}, path = "/webhook"): Promise<Answered> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers: signed(), body, ...init });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Serves `/webhook` and all below it by the adapter; `platform` is handed to it. */
export type Mount = (handler: WebhookHandler, platform?: string) => Promise<Mounted>;

export function conformAdapter(name: string, mount: Mount): void {
  const check = (
    what: string,
    run: (port: number, seen: ReturnType<typeof recorder>) => Promise<void>,
    { platform, ...options }: WebhookHandlerOptions & { platform?: string } = {},
  ) =>
    test(`${name}: ${what}`, async () => {
      const seen = recorder(options);
      const { port, close } = await mount(seen.handler, platform);
      try {
        await run(port, seen);
      } finally {
        await close();
      }
    });

  check("a request reaches its handler, byte for byte, and one that was changed is 401", async (port, { texts }) => {
    const { status, text, headers } = await post(port);
    assert.deepEqual([status, text, headers.get("content-type")], [200, '{"status":"ok"}', "application/json"]);
    const forged = await post(port, { body: `${body} ` });
    assert.deepEqual([forged.status, forged.text], [401, '{"error":"Invalid signature"}']);
    assert.deepEqual(texts, ["naïve"]);
  });

  check("bytes that are no JSON, no text, or nothing are 401 without a signature and 400 with one", async (port) => {
    for (const bytes of ["", "{", "\u0000", new Uint8Array([0xef, 0xbb, 0xbf, 0xff, 0xfe, 0x80])]) {
      assert.equal((await post(port, { body: bytes, headers: { "content-type": "application/json" } })).status, 401);
      assert.equal((await post(port, { body: bytes, headers: signed(bytes) })).status, 400);
    }
  });

  check("the type that a body says to be of does not matter", async (port) => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "image/png"]) {
      assert.equal((await post(port, { headers: { ...signed(), "content-type": type } })).status, 200, type);
    }
    const { "content-type": _, ...headers } = signed();
    assert.equal((await post(port, { headers, body: new TextEncoder().encode(body) })).status, 200);
  });

  check(
    "a body over the limit is 413, whether its length was said or not, and the next one is taken",
    async (port) => {
      const long = "x".repeat(300_000);
      const said = await post(port, { body: long });
      assert.deepEqual([said.status, said.text], [413, '{"error":"body_too_large"}']);
      const stream = new Blob([long]).stream();
      assert.equal((await post(port, { body: stream, duplex: "half" } as RequestInit)).status, 413);
      assert.equal((await post(port)).status, 200);
    },
    { bodyBytesMax: 1000 },
  );

  check(
    "while the store is away the answer is 503 with Retry-After",
    async (port) => {
      const { status, text, headers } = await post(port);
      assert.deepEqual([status, text], [503, '{"error":"store_unavailable"}']);
      assert.equal(headers.get("retry-after"), "5");
    },
    {
      store: {
        claim: () => Promise.reject(new Error("connection refused")),
        complete: () => {},
        release: () => {},
        purge: () => 0,
      },
    },
  );

  check(
    "the path says who sends, and a challenge is answered",
    async (port) => {
      const url = `http://127.0.0.1:${port}/webhook`;
      const crc = await fetch(`${url}/x?crc_token=uzwcfYtzr9`);
      const response_token = "sha256=HXvxTdsfShG6k2zC9NVANwFquJBdOugRYHax2vNiiOo=";
      assert.deepEqual(await crc.json(), { response_token });
      const hub = await fetch(`${url}/instagram?hub.mode=subscribe&hub.verify_token=v&hub.challenge=1158201444`);
      assert.deepEqual([hub.status, await hub.text()], [200, "1158201444"]);
      assert.equal((await fetch(`${url}/nobody`)).status, 404);
      assert.equal((await fetch(url)).status, 405);
      assert.equal((await fetch(url, { method: "DELETE" })).status, 405);
    },
    { platforms: { x: { secret: "Convoy" }, instagram: { secret: { appSecret: "a", verifyToken: "v" } } } },
  );

  check(
    "with a platform of its own the path does not matter",
    async (port) => assert.equal((await post(port, {}, "/webhook/anything/at/all?a=b")).status, 200),
    { platform: "unified" },
  );

  check(
    "the address at the other end is judged",
    async (port) => {
      assert.equal((await post(port)).status, 403);
      assert.equal((await post(port, { headers: { ...signed(), "x-forwarded-for": "192.0.2.1" } })).status, 403);
    },
    { allowedIps: ["192.0.2.0/24"] },
  );

  check("an address that is allowed is let through", async (port) => assert.equal((await post(port)).status, 200), {
    allowedIps: ["127.0.0.0/8"],
  });

  check(
    "requests as nobody means them are answered, none of them with 500, and the next one is taken",
    async (port) => {
      const heads = [
        "POST /webhook/%ff%00%zz?%=%E0%A4%A HTTP/1.1",
        "POST //webhook//..//x HTTP/1.1",
        `POST /webhook/${"a".repeat(4000)} HTTP/1.1`,
        "POST /webhook/__proto__ HTTP/1.1",
        "POST /webhook/constructor?hub.mode=subscribe&hub.mode=x HTTP/1.1",
        "PUT /webhook HTTP/1.1",
        "OPTIONS /webhook HTTP/1.1",
      ];
      const lines = [
        "content-type: application/json; charset=nonsense",
        "content-type: ;;;",
        "content-encoding: gzip",
        "x-signature: ÿ\u00a0\x09",
        `x-signature: ${"a".repeat(5000)}`,
        "x-timestamp: 99999999999999999999999999",
        "x-forwarded-for: ,,,;%00",
      ];
      for (const head of ["POST /webhook HTTP/1.1", ...heads]) {
        for (const line of lines) {
          const answer = await raw(port, [head, "host: a", line], '{"a":');
          assert.match(answer, /^HTTP\/1\.1 4\d\d /, `${head} ${line}`);
        }
      }
      assert.equal((await post(port)).status, 200);
    },
  );

  check("a connection that ends in the middle harms nobody", async (port) => {
    await new Promise<void>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => {
        socket.write("POST /webhook HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{", () => socket.destroy());
      });
      socket.on("close", () => resolve());
    });
    assert.equal((await post(port)).status, 200);
  });
}

/** As written, header by header, in Latin-1. Resolves with the whole answer. */
export function raw(port: number, head: readonly string[], text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1");
    const length = `content-length: ${Buffer.byteLength(text, "latin1")}`;
    socket.write([...head, "connection: close", length, "", text].join("\r\n"), "latin1");
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}
