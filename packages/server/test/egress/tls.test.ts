import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { generate } from "selfsigned";
import type { EgressOutcome } from "../../src/egress/egress.ts";
import { openEgress, post, receiveBytes, receiveTls } from "./receivers.ts";

const LOOPBACK_ADDRESS = [{ address: "127.0.0.1", family: 4 }];

interface Certificate {
  key: string;
  cert: string;
}

async function certify(name: string, from: Date, to: Date): Promise<Certificate> {
  const made = await generate([{ name: "commonName", value: name }], {
    notBeforeDate: from,
    notAfterDate: to,
    algorithm: "sha256",
    keyType: "ec",
    extensions: [
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: name },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

const DAY_MS = 86_400_000;
const yesterday = new Date(Date.now() - DAY_MS);
const tomorrow = new Date(Date.now() + DAY_MS);
const sound = await certify("hooks.example", yesterday, tomorrow);

function assertTls(outcome: EgressOutcome, message: RegExp): void {
  assert.ok(outcome.kind === "failure", JSON.stringify(outcome));
  assert.equal(outcome.failure, "tls", outcome.message);
  assert.match(outcome.message, message);
}

describe("TLS", () => {
  test("to a receiver whose certificate is trusted works by name and by address, with its time told", async (t) => {
    const port = await receiveTls(t, sound, (_request, response) => response.end("secret"));
    const egress = openEgress(t, { ca: sound.cert, resolve: async () => LOOPBACK_ADDRESS });
    for (const host of ["hooks.example", "127.0.0.1"]) {
      const outcome = await egress.send(post(`https://${host}:${port}/`));
      assert.ok(outcome.kind === "response", JSON.stringify(outcome));
      assert.ok(outcome.timings.tls_ms !== undefined);
    }
  });

  test("reaches a receiver that is not trusted with nothing of the request", async (t) => {
    let requests = 0;
    const port = await receiveTls(t, sound, () => {
      requests += 1;
    });
    const egress = openEgress(t, { resolve: async () => LOOPBACK_ADDRESS });
    assertTls(await egress.send(post(`https://hooks.example:${port}/`)), /self-signed.*TABELLARY_EGRESS_CA_FILE/);
    assert.equal(requests, 0);
  });

  test("names the day on which a certificate expired", async (t) => {
    const expired = await certify("hooks.example", new Date("2020-01-01"), new Date("2021-02-03"));
    const port = await receiveTls(t, expired, (_request, response) => response.end());
    const egress = openEgress(t, { ca: expired.cert, resolve: async () => LOOPBACK_ADDRESS });
    assertTls(await egress.send(post(`https://hooks.example:${port}/`)), /expired on 2021-02-03/);
  });

  test("names the day from which a certificate is valid", async (t) => {
    const early = await certify("hooks.example", new Date("2090-05-06"), new Date("2091-01-01"));
    const port = await receiveTls(t, early, (_request, response) => response.end());
    const egress = openEgress(t, { ca: early.cert, resolve: async () => LOOPBACK_ADDRESS });
    assertTls(await egress.send(post(`https://hooks.example:${port}/`)), /valid only from 2090-05-06/);
  });

  test("names the names that a certificate is for", async (t) => {
    const port = await receiveTls(t, sound, (_request, response) => response.end());
    const egress = openEgress(t, { ca: sound.cert, resolve: async () => LOOPBACK_ADDRESS });
    assertTls(
      await egress.send(post(`https://other.example:${port}/`)),
      /other names \(DNS:hooks\.example.*not for other\.example/,
    );
  });

  test("to a port that speaks plain HTTP says so", async (t) => {
    const port = await receiveBytes(t, (socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    assertTls(await openEgress(t).send(post(`https://127.0.0.1:${port}/`)), /does not speak TLS on port/);
  });

  test("to a receiver that hangs up in the handshake says so", async (t) => {
    const port = await receiveBytes(t, (socket) => socket.once("data", () => socket.end()));
    assertTls(await openEgress(t).send(post(`https://127.0.0.1:${port}/`)), /closed the connection during the TLS/);
  });
});
