import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EgressOutcome, FailureKind } from "../../src/egress/egress.ts";
import { openEgress, post, receive, receiveBytes } from "./receivers.ts";

/** An exchange that ends later had no end of its own. */
const GIVEN_UP_MS_MAX = 30_000;

function assertFailure(outcome: EgressOutcome, failure: FailureKind, message: RegExp): void {
  assert.ok(outcome.kind === "failure", `expected a failure, got ${JSON.stringify(outcome)}`);
  assert.equal(outcome.failure, failure, outcome.message);
  assert.match(outcome.message, message);
}

function named(code: string): () => Promise<never> {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

describe("A failure", () => {
  test("is a timeout when the receiver never answers", async (t) => {
    const port = await receive(t, () => {});
    const outcome = await openEgress(t).send(post(`http://127.0.0.1:${port}/`, { timeoutMs: 600 }));
    assertFailure(outcome, "timeout", /took the request but did not answer within 0.6 s/);
    assert.ok(outcome.timings.total_ms >= 590 && outcome.timings.total_ms < GIVEN_UP_MS_MAX);
  });

  test("is a timeout when the headers drip", async (t) => {
    const port = await receiveBytes(t, (socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const drip = setInterval(() => socket.write("x-a: b\r\n"), 20);
      socket.on("close", () => clearInterval(drip));
    });
    const outcome = await openEgress(t).send(post(`http://127.0.0.1:${port}/`, { timeoutMs: 500 }));
    assertFailure(outcome, "timeout", /did not answer/);
  });

  test("is a timeout when the DNS resolver hangs", async (t) => {
    const egress = openEgress(t, { resolve: () => new Promise(() => {}) });
    const outcome = await egress.send(post("http://hanging.example/", { timeoutMs: 100 }));
    assertFailure(outcome, "timeout", /name hanging.example could not be looked up within 0.1 s/);
  });

  test("is a timeout when the TLS handshake hangs", async (t) => {
    const port = await receiveBytes(t, () => {});
    const outcome = await openEgress(t).send(post(`https://127.0.0.1:${port}/`, { timeoutMs: 500 }));
    assertFailure(outcome, "timeout", /did not complete the TLS handshake/);
    assert.ok(outcome.timings.connect_ms !== undefined);
  });

  test("names the host that does not exist", async (t) => {
    const egress = openEgress(t, { resolve: named("ENOTFOUND") });
    const outcome = await egress.send(post("https://gone.example/"));
    assertFailure(outcome, "dns", /gone\.example does not exist/);
  });

  test("tells a resolver that does not answer from a name that does not exist", async (t) => {
    const egress = openEgress(t, { resolve: named("EAI_AGAIN") });
    assertFailure(await egress.send(post("https://slow.example/")), "dns", /could not be looked up \(EAI_AGAIN\)/);
  });

  test("says that nothing listens", async (t) => {
    const outcome = await openEgress(t).send(post("http://127.0.0.1:1/"));
    assertFailure(outcome, "connect", /127\.0\.0\.1 port 1 refused the connection/);
  });

  test("says so of a name with several addresses too", async (t) => {
    const addresses = [
      { address: "::1", family: 6 },
      { address: "127.0.0.1", family: 4 },
    ];
    const outcome = await openEgress(t, { resolve: async () => addresses }).send(post("http://both.example:1/"));
    assertFailure(outcome, "connect", /both\.example port 1/);
  });

  test("says that the connection was closed without an answer", async (t) => {
    const port = await receiveBytes(t, (socket) => socket.once("data", () => socket.destroy()));
    const outcome = await openEgress(t).send(post(`http://127.0.0.1:${port}/`));
    assertFailure(outcome, "connect", /closed the connection without a complete answer/);
    assert.equal(outcome.isRepeated, false);
  });

  test("says that the answer is no HTTP", async (t) => {
    const port = await receiveBytes(t, (socket) => socket.end("220 mail.example ESMTP\r\n"));
    assertFailure(await openEgress(t).send(post(`http://127.0.0.1:${port}/`)), "connect", /not HTTP\/1\.1/);
  });

  test("says that the headers are too many", async (t) => {
    const port = await receiveBytes(t, (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(40_000)}\r\n\r\n`));
    assertFailure(
      await openEgress(t).send(post(`http://127.0.0.1:${port}/`)),
      "connect",
      /more than 16 KiB of headers/,
    );
  });

  test("is `aborted` when the caller's signal says so, before and during the exchange", async (t) => {
    const port = await receive(t, () => giveUp.abort());
    const egress = openEgress(t);
    const giveUp = new AbortController();
    const request = post(`http://127.0.0.1:${port}/`, { signal: giveUp.signal });
    assertFailure(await egress.send(request), "aborted", /given up by this hub/);
    assertFailure(await egress.send(request), "aborted", /before it was sent/);
  });

  test("is `aborted` when the egress closes, and for whatever is sent afterwards", async (t) => {
    const port = await receive(t, () => void egress.close());
    const egress = openEgress(t);
    assertFailure(await egress.send(post(`http://127.0.0.1:${port}/`)), "aborted", /stopping/);
    assertFailure(await egress.send(post(`http://127.0.0.1:${port}/`)), "aborted", /before it was sent/);
  });

  test("says why a request cannot be written", async (t) => {
    const outcome = await openEgress(t).send(post("http://127.0.0.1:1/", { headers: { "bad name": "x" } }));
    assertFailure(outcome, "aborted", /could not be written: "bad name" is no name of a header\.$/);
  });

  test("of one connection leaves the others alone", async (t) => {
    const port = await receive(t, (request, response) => {
      if (request.url === "/hang") return;
      response.end("ok");
    });
    const egress = openEgress(t);
    const hanging = egress.send(post(`http://127.0.0.1:${port}/hang`, { timeoutMs: 500 }));
    const prompt = await Promise.all(Array.from({ length: 50 }, () => egress.send(post(`http://127.0.0.1:${port}/`))));
    assert.ok(prompt.every((outcome) => outcome.kind === "response"));
    assertFailure(await hanging, "timeout", /did not answer/);
  });
});
