import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openEgress, post, receive, receiveBytes } from "./receivers.ts";

describe("An answer", () => {
  test("is given with its status, headers, body and timings", async (t) => {
    let seen = "";
    const port = await receive(t, async (request, response) => {
      for await (const chunk of request) seen += chunk;
      response.writeHead(201, { "X-Two": ["a", "b"] }).end("made");
    });
    const outcome = await openEgress(t, { userAgent: "Hub/1" }).send(post(`http://127.0.0.1:${port}/hook?x=1`));

    assert.ok(outcome.kind === "response");
    assert.equal(seen, '{"a":1}');
    assert.equal(outcome.status, 201);
    assert.equal(Buffer.from(outcome.body).toString(), "made");
    assert.equal(outcome.isCut, false);
    assert.deepEqual(
      outcome.headers.filter(([name]) => name === "x-two"),
      [
        ["x-two", "a"],
        ["x-two", "b"],
      ],
    );
    const { total_ms, first_byte_ms, connect_ms, dns_ms } = outcome.timings;
    assert.ok(first_byte_ms !== undefined && connect_ms !== undefined && total_ms >= first_byte_ms);
    assert.equal(dns_ms, undefined, "there is no name to look up");
  });

  test("comes for bytes as for a string, under the request's own user agent, with its path and query", async (t) => {
    const bytes = Uint8Array.of(0, 255, 10);
    const seen: unknown[] = [];
    const port = await receive(t, async (request, response) => {
      const body = await request.toArray();
      seen.push(request.url, request.headers["user-agent"], Buffer.concat(body));
      response.end();
    });
    const egress = openEgress(t, { userAgent: "Hub/1" });
    await egress.send(post(`http://127.0.0.1:${port}/a%20b?x=1#part`, { body: bytes }));
    await egress.send(post(`http://127.0.0.1:${port}/`, { body: bytes, headers: { "User-Agent": "Own/2" } }));
    assert.deepEqual(seen, ["/a%20b?x=1", "Hub/1", Buffer.from(bytes), "/", "Own/2", Buffer.from(bytes)]);
  });

  test("comes for text of any alphabet as for its UTF-8, and for none at all", async (t) => {
    const seen: unknown[] = [];
    const port = await receive(t, async (request, response) => {
      seen.push([Buffer.concat(await request.toArray()).toString("utf8"), request.headers["content-length"]]);
      response.end();
    });
    const egress = openEgress(t);
    await egress.send(post(`http://127.0.0.1:${port}/`, { body: '{"é":"日本"}', headers: { "x-name": "é" } }));
    const { body: _, ...bare } = post(`http://127.0.0.1:${port}/`);
    await egress.send(bare);
    await egress.send({ ...bare, method: "GET" });
    assert.deepEqual(seen, [
      ['{"é":"日本"}', "15"],
      ["", "0"],
      ["", undefined],
    ]);
  });

  test("that redirects is an answer, and is not followed", async (t) => {
    let requests = 0;
    const port = await receive(t, (_request, response) => {
      requests += 1;
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    const outcome = await openEgress(t).send(post(`http://127.0.0.1:${port}/`));
    assert.ok(outcome.kind === "response");
    assert.equal(outcome.status, 302);
    assert.equal(requests, 1);
  });

  test("of 100 KB is cut at 16 KiB, or at what the request asks for", async (t) => {
    const port = await receive(t, (_request, response) => response.end("x".repeat(100_000)));
    const egress = openEgress(t);
    const usual = await egress.send(post(`http://127.0.0.1:${port}/`));
    assert.ok(usual.kind === "response");
    assert.deepEqual([usual.status, usual.body.length, usual.isCut], [200, 16_384, true]);
    assert.equal(usual.body.buffer.byteLength, 16_384, "it holds no larger buffer alive");

    const whole = await egress.send(post(`http://127.0.0.1:${port}/`, { bodyBytesMax: 200_000 }));
    assert.ok(whole.kind === "response");
    assert.deepEqual([whole.body.length, whole.isCut], [100_000, false]);
  });

  test("of exactly 16 KiB is whole", async (t) => {
    const port = await receive(t, (_request, response) => response.end("x".repeat(16_384)));
    const outcome = await openEgress(t).send(post(`http://127.0.0.1:${port}/`));
    assert.ok(outcome.kind === "response");
    assert.deepEqual([outcome.body.length, outcome.isCut], [16_384, false]);
  });

  test("whose body drips for ever is cut at the time limit, and its status stands", async (t) => {
    const port = await receive(t, (_request, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write("."), 20);
      response.on("close", () => clearInterval(drip));
    });
    const outcome = await openEgress(t).send(post(`http://127.0.0.1:${port}/`, { timeoutMs: 500 }));
    assert.ok(outcome.kind === "response");
    assert.deepEqual([outcome.status, outcome.isCut], [200, true]);
    assert.ok(outcome.body.length > 0);
    assert.ok(outcome.timings.total_ms < 30_000, "it was not waited for");
  });

  test("whose body breaks off is cut, and its status stands", async (t) => {
    const port = await receiveBytes(t, (socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf"));
    });
    const outcome = await openEgress(t).send(post(`http://127.0.0.1:${port}/`));
    assert.ok(outcome.kind === "response");
    assert.deepEqual([outcome.status, outcome.isCut, Buffer.from(outcome.body).toString()], [200, true, "half"]);
  });

  test("may be announced by 103 Early Hints", async (t) => {
    const port = await receive(t, (_request, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.writeHead(202).end("later");
    });
    const outcome = await openEgress(t).send(post(`http://127.0.0.1:${port}/`));
    assert.ok(outcome.kind === "response");
    assert.deepEqual([outcome.status, Buffer.from(outcome.body).toString()], [202, "later"]);
  });
});
