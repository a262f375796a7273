import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, type TestContext, test } from "node:test";
import type { Egress } from "../../src/egress/egress.ts";
import { openEgress, post } from "./receivers.ts";

const HOSTILE: readonly Record<string, unknown>[] = [
  { "Proxy-Authorization": "Basic eDp5" },
  { "proxy-authorization": "" },
  { "": "no name" },
  { "with space": "x" },
  { "line\r\nbreak": "x" },
  { "x-é": "x" },
  { "x-line": "a\r\nx-smuggled: 1" },
  { "x-nul": "a\0b" },
  { "x-snowman": "☃" },
  { "content-length": "1" },
  { "content-length": "NaN" },
  { "transfer-encoding": "chunked" },
  { connection: "upgrade" },
  { connection: "a b" },
  { "keep-alive": "1" },
  { upgrade: "h2c" },
  { expect: "100-continue" },
  { host: "a\r\nb" },
  { host: ["a", "b"] },
  { "x-object": {} },
  { "x-symbol": Symbol("x") },
  { "x-many": ["a", Symbol("x")] },
];

/** Answers both as a receiver and as a proxy for http targets. */
async function answerAll(t: TestContext): Promise<number> {
  const server = createServer((_request, response) => response.end());
  server.on("connect", (_request, socket) => socket.destroy());
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function refuseAll(egress: Egress, url: string): Promise<void> {
  for (const extra of HOSTILE) {
    const headers = { "content-type": "application/json", ...extra } as Record<string, string>;
    const outcome = await egress.send(post(url, { headers }));
    if (outcome.kind === "response") continue; // not every one is refused by every way
    assert.equal(outcome.failure, "aborted", `${Object.keys(extra)}: ${outcome.message}`);
    assert.match(outcome.message, /^The request to \S+ could not be written: .+\.$/);
  }
  assert.equal((await egress.send(post(url))).kind, "response", "and the next one goes its way");
}

describe("Headers that cannot be written", () => {
  test("end as a failure that says so", async (t) => {
    const port = await answerAll(t);
    await refuseAll(openEgress(t), `http://127.0.0.1:${port}/`);
  });

  test("end so through a proxy too, and the process lives on", async (t) => {
    const port = await answerAll(t);
    const proxy = `http://127.0.0.1:${port}`;
    const egress = openEgress(t, { proxy, resolve: async () => [{ address: "93.184.216.34", family: 4 }] });
    await refuseAll(egress, "http://hooks.example/");
    for (const url of ["http://hooks.example/", "https://hooks.example/"]) {
      const outcome = await egress.send(post(url, { headers: { "Proxy-Authorization": "x" } }));
      assert.ok(outcome.kind === "failure" && outcome.failure === "aborted", JSON.stringify(outcome));
    }
  });
});
