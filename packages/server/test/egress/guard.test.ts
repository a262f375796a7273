import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ResolvedAddress } from "../../src/egress/egress.ts";
import { openEgress, post, receive } from "./receivers.ts";

const LOOPBACK_SPELLINGS = [
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f.1",
  "0177.0.0.1",
  "１２７.0.0.1",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[0:0:0:0:0:0:0:1]",
  "[64:ff9b::127.0.0.1]",
  "[2002:7f00:1::]",
  "0",
];

function v4(address: string): ResolvedAddress {
  return { address, family: 4 };
}

describe("The guard", () => {
  for (const host of LOOPBACK_SPELLINGS) {
    test(`refuses http://${host}/ when it is saved and when it is sent to, without a connection`, async (t) => {
      let requests = 0;
      const port = await receive(t, () => {
        requests += 1;
      });
      const egress = openEgress(t, { allow: [] });
      const verdict = await egress.check(`http://${host}:${port}/`);
      assert.ok(!verdict.allowed && verdict.code === "address_refused");
      const outcome = await egress.send(post(`http://${host}:${port}/`));
      assert.ok(outcome.kind === "failure" && outcome.failure === "blocked");
      assert.match(outcome.message, /TABELLARY_EGRESS_ALLOW/);
      assert.equal(outcome.message, verdict.message);
      assert.equal(requests, 0);
    });
  }

  test("refuses a name that leads to a private address, and names both", async (t) => {
    const egress = openEgress(t, { resolve: async () => [v4("169.254.169.254")] });
    const outcome = await egress.send(post("http://metadata.example/"));
    assert.ok(outcome.kind === "failure" && outcome.failure === "blocked");
    assert.match(outcome.message, /metadata\.example leads to 169\.254\.169\.254, which is a link-local address/);
  });

  test("refuses the real localhost, found by the system's resolver", async (t) => {
    const verdict = await openEgress(t, { allow: [] }).check("http://localhost:8080/");
    assert.ok(!verdict.allowed);
    assert.match(verdict.message, /loopback/);
  });

  test("uses only the permitted ones of a name's addresses", async (t) => {
    const port = await receive(t, (_request, response) => response.end("ok"));
    const egress = openEgress(t, { resolve: async () => [v4("10.0.0.1"), v4("127.0.0.1"), v4("169.254.169.254")] });
    const outcome = await egress.send(post(`http://mixed.example:${port}/`));
    assert.equal(outcome.kind, "response");
    assert.deepEqual(await egress.check("http://mixed.example/"), { allowed: true });
  });

  test("connects to the address it checked, whatever the name says a moment later", async (t) => {
    const answers = [[v4("127.0.0.1")], [v4("169.254.169.254")]];
    let asked = 0;
    const port = await receive(t, (_request, response) => response.end("ok"));
    const egress = openEgress(t, { resolve: async () => answers[Math.min(asked++, 1)]! });
    const outcome = await egress.send(post(`http://rebinding.example:${port}/`));
    assert.equal(outcome.kind, "response");
    assert.equal(asked, 1);
    assert.ok(outcome.timings.dns_ms !== undefined);
  });

  test("allows a name that does not resolve when a webhook is saved, and says so", async (t) => {
    const error = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    const verdict = await openEgress(t, { resolve: () => Promise.reject(error) }).check("https://soon.example/");
    assert.ok(verdict.allowed);
    assert.match(verdict.note ?? "", /soon\.example does not exist/);
  });

  test("does not keep the one who saves a webhook waiting for a resolver that hangs", async (t) => {
    const egress = openEgress(t, { resolve: () => new Promise(() => {}) });
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const verdict = egress.check("https://hanging.example/");
    t.mock.timers.tick(3_000);
    assert.deepEqual(await verdict, {
      allowed: true,
      note: "The name hanging.example could not be looked up within 3 s. Check this machine's DNS resolver.",
    });
  });

  for (const [url, why] of [
    ["ftp://files.example/", /http and https/],
    ["file:///etc/passwd", /http and https/],
    ["not a url", /not a URL/],
    ["https://user:secret@hooks.example/", /user name or password/],
  ] as const) {
    test(`refuses ${url} as a URL`, async (t) => {
      const egress = openEgress(t);
      const verdict = await egress.check(url);
      assert.ok(!verdict.allowed && verdict.code === "url_invalid");
      assert.match(verdict.message, why);
      const outcome = await egress.send(post(url));
      assert.ok(outcome.kind === "failure" && outcome.failure === "blocked");
      assert.doesNotMatch(outcome.message, /secret/);
    });
  }
});
