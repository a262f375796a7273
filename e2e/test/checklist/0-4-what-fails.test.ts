import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { PATIENCE_MS } from "../../../packages/server/test/promised.ts";
import { type Certificate, certify } from "../../harness/certificates.ts";
import { closedPort, givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { Site } from "../../harness/site.ts";

const TWICE = { retry_schedule: [0, 0.2] };

suite("What counts as a failure, and what does not", { concurrency: true }, () => {
  let hub: HubProcess;
  let folder: string;
  let sound: Certificate;
  let expired: Certificate;
  let otherName: Certificate;
  let unknown: Certificate;
  let names = 0;

  before(async () => {
    sound = await certify({ names: ["sound.example"] });
    expired = await certify({ names: ["expired.example"], from: new Date("2020-01-01"), to: new Date("2021-02-03") });
    otherName = await certify({ names: ["other.example"], hasLoopback: false });
    unknown = await certify({ names: ["unknown.example"] });
    folder = mkdtempSync(join(tmpdir(), "tabellary-ca-"));
    const caFile = join(folder, "ca.pem");
    writeFileSync(caFile, [sound, expired, otherName].map(({ cert }) => cert).join("\n"));
    hub = await HubProcess.start({ flags: { "egress-ca-file": caFile } });
  });
  after(async () => {
    await hub.stop();
    rmSync(folder, { recursive: true });
  });

  /** Two attempts at one address, both of which fail: the log of the delivery. */
  async function failTwice(url: string, wishes: object = {}) {
    names += 1;
    const site = await Site.open(hub.api, "pixelpatrol", `failing ${names}`);
    await site.subscribe({ url, events: ["media.moderated"], ...TWICE, ...wishes });
    return site.deliver("media.moderated", { media_id: "media_456" }, "failed");
  }

  async function assertFails(url: string, kind: string, sentence: RegExp, wishes: object = {}) {
    const delivery = await failTwice(url, wishes);
    assert.equal(delivery.attempts, 2, "it was retried");
    assert.equal(delivery.log.length, 2);
    for (const attempt of delivery.log) {
      assert.equal(attempt.status, "failed");
      assert.equal(attempt.error.kind, kind, attempt.error.message);
      assert.match(attempt.error.message, sentence);
      assert.match(attempt.error.message, /^[A-Z0-9n].*\.$/, "a sentence");
    }
    assert.equal(delivery.error, delivery.log.at(-1).error.message);
    return delivery;
  }

  test("0.4 an answer of 404 fails as http_status and is retried", async (t) => {
    const receiver = await givenReceiver(t, () => 404);
    const delivery = await assertFails(receiver.url, "http_status", /answered 404/);
    assert.equal(delivery.status_code, 404);
    assert.equal(receiver.received.length, 2);
  });

  test("0.4 an answer of 302 fails, and its target sees no request", async (t) => {
    const target = await givenReceiver(t);
    const receiver = await givenReceiver(t, () => ({ status: 302, headers: { location: target.url } }));
    const delivery = await assertFails(receiver.url, "http_status", /answered 302.*never followed/);
    assert.equal(delivery.status_code, 302);
    assert.equal(receiver.received.length, 2);
    assert.equal(target.received.length, 0);
  });

  test("0.4 an answer after the time limit fails as timeout and is retried; the limit is 30 s unless told otherwise", async (t) => {
    const receiver = await givenReceiver(t, () => ({ status: 200, afterMs: PATIENCE_MS }));
    const wishes = { timeout_ms: 1_000 };
    const delivery = await assertFails(receiver.url, "timeout", /did not answer within 1 s/, wishes);
    assert.equal(delivery.status_code, null);
    for (const { duration_ms } of delivery.log) assert.ok(duration_ms >= 990, `cut after ${duration_ms} ms`);

    const site = await Site.open(hub.api, "pixelpatrol", "with the time limit of the page");
    const webhook = await site.subscribe({ url: receiver.url, events: ["media.moderated"] });
    assert.equal(webhook.effective.timeout_ms, 30_000);
  });

  test("0.4 a closed port fails as connect and is retried", async () => {
    await assertFails(`http://127.0.0.1:${await closedPort()}/hook`, "connect", /refused the connection/);
  });

  test("0.4 a name that does not resolve fails as dns and is retried", async () => {
    await assertFails("https://nosuch.invalid/hook", "dns", /nosuch\.invalid/);
  });

  test("0.4 an expired certificate fails as tls, and nothing of the request is sent", async (t) => {
    const receiver = await givenReceiver(t, () => 200, expired);
    await assertFails(receiver.url, "tls", /expired on 2021-02-03/);
    assert.equal(receiver.received.length, 0);
  });

  test("0.4 a self-signed certificate that nobody here trusts fails as tls, and nothing of the request is sent", async (t) => {
    const receiver = await givenReceiver(t, () => 200, unknown);
    await assertFails(receiver.url, "tls", /self-signed/);
    assert.equal(receiver.received.length, 0);
  });

  test("0.4 a certificate for another name fails as tls, and nothing of the request is sent", async (t) => {
    const receiver = await givenReceiver(t, () => 200, otherName);
    await assertFails(receiver.url, "tls", /for other names \(DNS:other\.example\), not for 127\.0\.0\.1/);
    assert.equal(receiver.received.length, 0);
  });

  for (const [what, status, afterMs] of [
    ["200", 200, 0],
    ["201", 201, 0],
    ["204", 204, 0],
    ["200 after 28 s of the thirty", 200, 28_000],
  ] as const) {
    test(`0.4 an answer of ${what} over trusted TLS is success, with no retry`, async (t) => {
      const receiver = await givenReceiver(t, () => ({ status, afterMs }), sound);
      const site = await Site.open(hub.api, "pixelpatrol", `answered with ${what}`);
      await site.subscribe({ url: receiver.url, events: ["media.moderated"], ...TWICE });
      const delivery = await site.deliverInTime("media.moderated", { media_id: "media_456" });
      assert.deepEqual([delivery.status, delivery.attempts], ["success", 1]);
      assert.equal(delivery.status_code, status);
      assert.equal(delivery.next_attempt_at, undefined);
      assert.deepEqual(delivery.planned_attempts, []);
      assert.ok(delivery.log[0].duration_ms >= afterMs - 10);
      const { length } = receiver.received;
      receiver.answer = () => status;
      // The lane is ordered: had a retry been owed, it would have come before this one.
      await site.deliver("media.moderated", { media_id: "media_457" });
      assert.equal(receiver.received.length, length + 1);
    });
  }
});
