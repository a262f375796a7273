import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connect2, createServer as createServer2 } from "node:http2";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import { type NodeRequest, toNode } from "../../src/node.ts";
import { body, conformAdapter, listen, post, raw, recorder, signed } from "./conformance.ts";

conformAdapter("node:http", (handler, platform) => listen(toNode(handler, { platform })));

test("start serves the endpoint and the platforms below it, and stop finishes", async () => {
  const { handler, texts } = recorder({ waits: false, platforms: { x: { secret: "Convoy" } } });
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  const url = `http://127.0.0.1:${port}/webhook/x?crc_token=uzwcfYtzr9`;
  assert.deepEqual(await (await fetch(url)).json(), {
    response_token: "sha256=HXvxTdsfShG6k2zC9NVANwFquJBdOugRYHax2vNiiOo=",
  });
  assert.equal((await post(port)).status, 200);
  await handler.stop();
  assert.deepEqual(texts, ["naïve"]);
  await assert.rejects(post(port));
});

test("a header that came twice is refused, also where Node would keep the first alone", async () => {
  const { port, close } = await listen(toNode(recorder().handler));
  const { "X-Signature": signature, "X-Timestamp": time } = signed();
  const twice = [`X-Signature: ${signature}`, `X-Signature: ${signature}`, `X-Timestamp: ${time}`];
  assert.match(await raw(port, ["POST /webhook HTTP/1.1", "host: a", ...twice], body), /^HTTP\/1.1 401 /);
  await close();
});

test("whoever sends far too much still gets to read that it is too much", async () => {
  const { port, close } = await listen(toNode(recorder({ bodyBytesMax: 1000 }).handler));
  for (let i = 0; i < 5; i++) {
    const stream = new Blob([new Uint8Array(20_000_000)]).stream();
    assert.equal((await post(port, { body: stream, duplex: "half" } as RequestInit)).status, 413);
  }
  await close();
});

/** Reads the whole body, as a parser does, and leaves `kept` behind. */
async function answerAfter(kept: object) {
  const seen = recorder();
  const { port, close } = await listen((request, response) => {
    request.on("data", () => {});
    request.on("end", () => void toNode(seen.handler)(Object.assign(request, kept), response));
  });
  const answer = await post(port);
  await close();
  return { ...answer, ...seen };
}

test("a body that the app has parsed is named so; one that was kept raw is used", async () => {
  const { status, text, refusals } = await answerAfter({ body: JSON.parse(body) });
  assert.deepEqual([status, text], [503, '{"error":"body_already_parsed"}']);
  assert.match(refusals[0]!, /mount the handler before the body parser/);
  for (const kept of [{ body: Buffer.from(body) }, { body }, { rawBody: Buffer.from(body), body: {} }]) {
    assert.equal((await answerAfter(kept)).status, 200);
  }
});

test("a body whose parser found it empty is read as it came", async () => {
  const listener = toNode(recorder().handler);
  const { port, close } = await listen(
    (request, response) => void listener(Object.assign(request, { body: {} }), response),
  );
  assert.equal((await post(port)).status, 200);
  await close();
});

test("a sender who leaves while a guard is still thinking keeps nobody waiting", async () => {
  const asked = Promise.withResolvers<void>();
  const left = Promise.withResolvers<undefined>();
  const guards = [
    () => {
      asked.resolve();
      return left.promise;
    },
  ];
  const { handler, refusals } = recorder({ guards });
  const answered = Promise.withResolvers<void>();
  const { port, close } = await listen((request: NodeRequest, response) => {
    request.once("close", () => left.resolve(undefined));
    void toNode(handler)(request, response).then(answered.resolve);
  });
  const socket = connect(port, "127.0.0.1");
  socket.write("POST /webhook HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{");
  await asked.promise;
  socket.destroy();
  await answered.promise;
  assert.deepEqual(refusals, ["The connection ended before the body did."]);
  await close();
});

test("HTTP/2 is served too, also a body that is too long", async () => {
  const listener = toNode(recorder({ bodyBytesMax: 1000 }).handler);
  const server = createServer2((request, response) => {
    // Node's own compatibility layer: what differs in the types is not used.
    void listener(request as unknown as NodeRequest, response as never);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = connect2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  for (const [text, expected] of [
    ["x".repeat(2_000_000), 413],
    [body, 200],
  ] as const) {
    const stream = client.request({ ":method": "POST", ":path": "/webhook", ...signed() });
    const answer = once(stream, "response");
    stream.resume().end(text);
    assert.equal((await answer)[0][":status"], expected);
  }
  client.close();
  server.close();
  await once(server, "close");
});
