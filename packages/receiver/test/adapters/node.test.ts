import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { after, test } from "node:test";
import { moderationAi } from "@tabellary/contracts";
import { WebhookHandler } from "../../src/index.ts";
import { toNode } from "../../src/node.ts";
import { standingClock } from "../clock.ts";

const secret = "your_secret";
const body =
  '{"event_id":"evt_1","event_type":"comment.created","platform":"twitter","data":{"comment":{"id":"c","text":"naïve"}}}';

function signed(text = body): Record<string, string> {
  const event = { id: "", type: "", createdAt: "", data: "", deliveryId: "" };
  return moderationAi.sign({ event, body: text, secrets: [secret], nowMs: standingClock().now() });
}

const closing: (() => Promise<unknown>)[] = [];
after(() => Promise.all(closing.map((close) => close())));

async function listen(listener: RequestListener): Promise<number> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

function handlerOf(options: object = {}): WebhookHandler {
  return new WebhookHandler({ secret, clock: standingClock(), log: null, waits: true, ...options });
}

async function post(port: number, init: RequestInit = {}, path = "/webhook"): Promise<[number, string]> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers: signed(), body, ...init });
  return [response.status, await response.text()];
}

test("a request over a socket reaches its handler, byte for byte", async () => {
  const texts: string[] = [];
  const handler = handlerOf().on("comment.created", ({ data }) => texts.push(data.comment.text));
  const port = await listen(toNode(handler));
  assert.deepEqual(await post(port), [200, '{"status":"ok"}']);
  assert.deepEqual(await post(port, { body: `${body} ` }), [401, '{"error":"Invalid signature"}']);
  assert.deepEqual(texts, ["naïve"]);
});

test("start serves the endpoint and the platforms below it, and stop finishes", async () => {
  const handler = handlerOf({ waits: false, platforms: { x: { secret: "Convoy" } } });
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${port}/webhook/x?crc_token=uzwcfYtzr9`;
  assert.deepEqual(await (await fetch(url)).json(), {
    response_token: "sha256=HXvxTdsfShG6k2zC9NVANwFquJBdOugRYHax2vNiiOo=",
  });
  let isHandled = false;
  handler.on("*", () => {
    isHandled = true;
  });
  assert.equal((await post(port))[0], 200);
  await handler.stop();
  assert.ok(isHandled);
  await assert.rejects(post(port));
});

test("a header that came twice is refused, also where Node would keep the first alone", async () => {
  const port = await listen(toNode(handlerOf()));
  const { "X-Signature": signature = "", "X-Timestamp": time } = signed();
  const answer = await raw(
    port,
    [`X-Signature: ${signature}`, `X-Signature: ${signature}`, `X-Timestamp: ${time}`],
    body,
  );
  assert.match(answer, /^HTTP\/1.1 401 /);
});

test("a body over the limit is 413, whether its length was said or not", async () => {
  const port = await listen(toNode(handlerOf({ bodyBytesMax: 1000 })));
  const long = "x".repeat(100_000);
  assert.deepEqual(await post(port, { body: long }), [413, '{"error":"body_too_large"}']);
  const stream = new Blob([long]).stream();
  assert.equal((await post(port, { body: stream, duplex: "half" } as RequestInit))[0], 413);
  assert.equal((await post(port))[0], 200);
});

test("whoever sends far too much still gets to read that it is too much", async () => {
  const port = await listen(toNode(handlerOf({ bodyBytesMax: 1000 })));
  for (let i = 0; i < 5; i++) {
    const body = new Blob([new Uint8Array(20_000_000)]).stream();
    assert.equal((await post(port, { body, duplex: "half" } as RequestInit))[0], 413);
  }
});

test("a request that ends in the middle harms nobody", async () => {
  const port = await listen(toNode(handlerOf()));
  await new Promise<void>((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write("POST /webhook HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{", () => socket.destroy());
    });
    socket.on("close", () => resolve());
  });
  assert.equal((await post(port))[0], 200);
});

test("a body that the app has parsed is named so; one that was kept raw is used", async () => {
  const parsed = await listen((request, response) => {
    request.on("data", () => {});
    request.on("end", () => void toNode(handlerOf())(Object.assign(request, { body: JSON.parse(body) }), response));
  });
  assert.deepEqual(await post(parsed), [503, '{"error":"body_already_parsed"}']);
  for (const kept of [{ body: Buffer.from(body) }, { body }, { rawBody: Buffer.from(body), body: {} }]) {
    const port = await listen((request, response) => {
      request.on("data", () => {});
      request.on("end", () => void toNode(handlerOf())(Object.assign(request, kept), response));
    });
    assert.equal((await post(port))[0], 200);
  }
});

test("a body whose parser found it empty is read as it came", async () => {
  const port = await listen(
    (request, response) => void toNode(handlerOf())(Object.assign(request, { body: {} }), response),
  );
  assert.equal((await post(port))[0], 200);
});

test("with a platform of its own the path does not matter", async () => {
  const port = await listen(toNode(handlerOf(), { platform: "unified" }));
  assert.equal((await post(port, {}, "/hooks/anything?a=b"))[0], 200);
});

/** As written, header by header. Resolves with the whole answer. */
function raw(port: number, headers: readonly string[], text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(port, "127.0.0.1");
    const length = `content-length: ${Buffer.byteLength(text)}`;
    socket.write(["POST /webhook HTTP/1.1", "host: a", "connection: close", length, ...headers, "", text].join("\r\n"));
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}
