import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { describe, type TestContext, test } from "node:test";
import { generate } from "selfsigned";
import { openEgress, post, receive, receiveTls } from "./receivers.ts";

/** A proxy that reaches every target at 127.0.0.1 and notes what it was asked for. */
async function openProxy(t: TestContext, port: number) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end("by proxy");
  });
  server.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    const onward = connect(port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    t.after(() => onward.destroy());
    socket.on("error", () => onward.destroy());
    onward.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const PUBLIC = [{ address: "93.184.216.34", family: 4 }];

describe("Through a proxy", () => {
  test("an http URL is asked for whole", async (t) => {
    const proxy = await openProxy(t, 0);
    const egress = openEgress(t, { allow: [], proxy: proxy.url, resolve: async () => PUBLIC });
    const outcome = await egress.send(post("http://hooks.example/a?b=1"));
    assert.ok(outcome.kind === "response", JSON.stringify(outcome));
    assert.equal(Buffer.from(outcome.body).toString(), "by proxy");
    assert.deepEqual(proxy.asked, ["POST http://hooks.example/a?b=1"]);
  });

  test("an https URL goes by CONNECT, and its certificate is still checked here", async (t) => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "hooks.example" }], {
      keyType: "ec",
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "hooks.example" }] }],
    });
    const port = await receiveTls(t, { key, cert }, (_request, response) => response.end("in the tunnel"));
    const proxy = await openProxy(t, port);
    const trusting = openEgress(t, { proxy: proxy.url, ca: cert, resolve: async () => PUBLIC });
    const outcome = await trusting.send(post("https://hooks.example/"));
    assert.ok(outcome.kind === "response", JSON.stringify(outcome));
    assert.equal(Buffer.from(outcome.body).toString(), "in the tunnel");
    assert.deepEqual(proxy.asked, ["CONNECT hooks.example:443"]);

    const doubting = openEgress(t, { proxy: proxy.url, resolve: async () => PUBLIC });
    const refused = await doubting.send(post("https://hooks.example/"));
    assert.ok(refused.kind === "failure" && refused.failure === "tls", JSON.stringify(refused));
  });

  test("a private target is refused before the proxy hears of it", async (t) => {
    const proxy = await openProxy(t, 0);
    const egress = openEgress(t, { proxy: proxy.url, allow: [], resolve: async () => PUBLIC });
    const outcome = await egress.send(post("http://127.0.0.1/"));
    assert.ok(outcome.kind === "failure" && outcome.failure === "blocked");
    assert.deepEqual(proxy.asked, []);
  });

  test("a name that means nothing here is left to the proxy", async (t) => {
    const proxy = await openProxy(t, 0);
    const error = Object.assign(new Error("x"), { code: "ENOTFOUND" });
    const egress = openEgress(t, { proxy: proxy.url, resolve: () => Promise.reject(error) });
    assert.equal((await egress.send(post("http://inside.example/"))).kind, "response");
  });

  test("the time limit holds", async (t) => {
    const port = await receive(t, () => {});
    const egress = openEgress(t, { proxy: `http://127.0.0.1:${port}`, resolve: async () => PUBLIC });
    const outcome = await egress.send(post("http://hooks.example/", { timeoutMs: 100 }));
    assert.ok(outcome.kind === "failure" && outcome.failure === "timeout");
  });
});
