import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { fetchThrough } from "../../src/egress/fetch.ts";
import { openEgress, receive } from "./receivers.ts";

describe("A fetch through the one way out", () => {
  test("sends method, headers and body, and gives back status, headers and body", async (t) => {
    let asked: { request: IncomingMessage; body: string } | undefined;
    const port = await receive(t, async (request, response) => {
      asked = { request, body: await text(request) };
      response.writeHead(201, [
        ["etag", '"1"'],
        ["link", '<https://a.example>; rel="next"'],
        ["link", '<https://b.example>; rel="prev"'],
      ] as never);
      response.end('{"a":"ü"}');
    });
    const fetch = fetchThrough(openEgress(t));
    const init = { method: "PUT", headers: { authorization: "Bearer x" }, body: '{"b":1}', redirect: "error" } as const;
    const answer = await fetch(`http://127.0.0.1:${port}/path?q=1`, init);
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get("etag"), '"1"');
    assert.equal(answer.headers.get("link"), '<https://a.example>; rel="next", <https://b.example>; rel="prev"');
    assert.deepEqual(await answer.json(), { a: "ü" });
    const { request, body } = asked!;
    assert.deepEqual([request.method, request.url, body], ["PUT", "/path?q=1", '{"b":1}']);
    assert.equal(request.headers.authorization, "Bearer x");
    assert.equal(request.headers["accept-encoding"], "identity");
    assert.equal(request.headers["user-agent"], "Tabellary");
  });

  test("names a form's content type, and lets a request name its own agent", async (t) => {
    let headers: IncomingMessage["headers"] = {};
    const port = await receive(t, (request, response) => {
      headers = request.headers;
      response.writeHead(204).end();
    });
    const fetch = fetchThrough(openEgress(t));
    const form = new URLSearchParams({ a: "1 2" });
    const answer = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      headers: { "user-agent": "me" },
      body: form,
    });
    assert.equal(answer.status, 204);
    assert.equal(await answer.text(), "");
    assert.equal(headers["content-type"], "application/x-www-form-urlencoded;charset=UTF-8");
    assert.equal(headers["content-length"], "5");
    assert.equal(headers["user-agent"], "me");
  });

  test("rejects with a sentence when nobody answers, or the address may not be reached", async (t) => {
    const fetch = fetchThrough(openEgress(t), { timeoutMs: 50 });
    await assert.rejects(fetch("http://127.0.0.1:1/"), { name: "TypeError", message: /refused the connection/ });
    await assert.rejects(fetch("http://10.1.2.3/"), { name: "TypeError", message: /TABELLARY_EGRESS_ALLOW/ });
    const port = await receive(t, () => {});
    await assert.rejects(fetch(`http://127.0.0.1:${port}/`), {
      message: `127.0.0.1:${port} did not answer within 0.05 s.`,
    });
  });

  test("takes no redirect, no answer that is too long, none that breaks off, and none in another coding", async (t) => {
    const port = await receive(t, (request, response) => {
      if (request.url === "/moved") return void response.writeHead(302, { location: "http://10.1.2.3/" }).end();
      if (request.url === "/long") return void response.end("x".repeat(101));
      if (request.url === "/zipped") return void response.writeHead(200, { "content-encoding": "gzip" }).end("x");
      response.writeHead(200, { "content-length": "100" }).write("x", () => response.destroy());
    });
    const fetch = fetchThrough(openEgress(t), { bytesMax: 100 });
    const base = `http://127.0.0.1:${port}`;
    await assert.rejects(fetch(`${base}/moved`), { message: /redirect \(302\)/ });
    assert.equal((await fetch(`${base}/moved`, { redirect: "manual" })).status, 302);
    await assert.rejects(fetch(`${base}/long`), { message: /more than 100 bytes/ });
    await assert.rejects(fetch(`${base}/zipped`), { message: /gzip/ });
    await assert.rejects(fetch(`${base}/broken`), { message: /broke off/ });
  });

  test("ends when its signal says so, with the signal's reason", async (t) => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const port = await receive(t, () => resolve());
    const controller = new AbortController();
    const answer = fetchThrough(openEgress(t))(`http://127.0.0.1:${port}/`, { signal: controller.signal });
    await asked;
    controller.abort(new Error("enough"));
    await assert.rejects(answer, { message: "enough" });
  });
});
