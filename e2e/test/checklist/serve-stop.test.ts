import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, type TestContext, test } from "node:test";
import { Agent } from "undici";
import { givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import type { Receiver } from "../../harness/receiver.ts";
import { Site } from "../../harness/site.ts";

/** Ten seconds are promised; what is asked for would take a minute, and a busy machine may take long for the rest. */
const STOP_MS_MAX = 45_000;
/** A connection on which nothing is asked for half a second is closed: a busy machine may keep a client from asking. */
const SILENCE_MS_MAX = 400;
const TRIES_MAX = 5;

suite("Stopping", { concurrency: true }, () => {
  test("Ctrl-C waits for the answer of an attempt under way, records it and exits 0", async (t) => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const receiver = await givenReceiver(t, () => released.then(() => 200));
    const { hub, site, deliveryId } = await givenUnderWay(t, receiver);
    const exited = hub.end("SIGINT");
    await said(hub, "Stopping");
    release();
    assert.equal(await exited, 0);

    const { delivery } = await restarted(t, hub, site, deliveryId);
    assert.equal(delivery.status, "success");
    assert.equal(delivery.attempts, 1);
    assert.equal(receiver.received.length, 1);
  });

  test("a receiver that hangs holds up Ctrl-C for ten seconds at most, and is asked again after the next start", async (t) => {
    const receiver = await givenReceiver(t, () => undefined);
    const { hub, site, deliveryId } = await givenUnderWay(t, receiver);
    await assertSoon(() => hub.end("SIGTERM"));

    receiver.answer = () => 200;
    const { after } = await restarted(t, hub, site, deliveryId);
    await after.untilDelivery(deliveryId, "success");
    const [first, second] = receiver.received;
    assert.ok(second!.body.equals(first!.body));
  });

  test("a client that is in the middle of its request does not hold up Ctrl-C longer than that", async (t) => {
    const hub = await HubProcess.start();
    t.after(() => hub.end("SIGKILL"));
    const { hostname, port } = new URL(hub.url);
    const socket = connect(Number(port), hostname);
    t.after(() => socket.destroy());
    socket.on("error", () => {});
    socket.write("POST /v1/events HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\n");
    socket.write(`Authorization: Bearer ${hub.adminKey}\r\nContent-Length: 100\r\n\r\n{`);
    // An answered request on another connection: by then the hub has read what came before it.
    await hub.api.expect(200, hub.api.get("/healthz"));
    await assertSoon(() => hub.stop());
  });

  test("a client that keeps its connection hears with an answer that it ends, and no request of its is cut off", async (t) => {
    for (let tries = 1; !(await isToldOfTheEnd(t)); tries += 1) {
      assert.ok(tries < TRIES_MAX, "this machine is too busy to ask twice a second");
    }
  });

  test("a second Ctrl-C does not wait", async (t) => {
    const receiver = await givenReceiver(t, () => undefined);
    const { hub } = await givenUnderWay(t, receiver);
    const exited = hub.end("SIGINT");
    await said(hub, "Stopping");
    hub.child.kill("SIGINT");
    assert.equal(await exited, 130);
  });
});

/** Asks without a pause, on one connection, while the hub stops. False: this machine made a pause of its own. */
async function isToldOfTheEnd(t: TestContext): Promise<boolean> {
  const hub = await HubProcess.start();
  t.after(() => hub.end("SIGKILL"));
  const agent = new Agent({ connections: 1 });
  t.after(() => agent.close());
  let answeredAt = Number.POSITIVE_INFINITY;
  const ask = async () => {
    const { headers, body } = await agent.request({ origin: hub.url, path: "/healthz", method: "GET" });
    await body.dump();
    answeredAt = performance.now();
    return headers.connection;
  };
  assert.equal(await ask(), "keep-alive");
  const ended = hub.end("SIGTERM");
  try {
    let said = await ask();
    while (said === "keep-alive") said = await ask();
    assert.equal(said, "close");
  } catch (error) {
    if (performance.now() - answeredAt < SILENCE_MS_MAX) throw error;
    return false;
  }
  assert.equal(await ended, 0);
  return true;
}

async function assertSoon(stop: () => Promise<number | null>): Promise<void> {
  const startedAt = performance.now();
  assert.equal(await stop(), 0);
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < STOP_MS_MAX, `took ${tookMs} ms`);
}

async function said(hub: HubProcess, word: string): Promise<void> {
  while (!hub.output().includes(word)) await new Promise((resolve) => hub.child.stdout!.once("data", resolve));
}

/** A hub in the middle of an attempt, with a folder that outlives it. */
async function givenUnderWay(t: TestContext, receiver: Receiver) {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-"));
  t.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const hub = await HubProcess.start({ dataDir });
  t.after(() => hub.end("SIGKILL"));
  const site = await Site.open(hub.api, "generic");
  await site.subscribe({ url: receiver.url, events: ["*"], timeout_ms: 60_000 });
  const { id } = await site.send("user.created", { id: "user_123" });
  await receiver.until(1);
  return { hub, site, deliveryId: await site.deliveryIdOf(id) };
}

async function restarted(t: TestContext, { dataDir }: HubProcess, { id }: Site, deliveryId: string) {
  const hub = await HubProcess.start({ dataDir });
  t.after(() => hub.end("SIGKILL"));
  const after = await Site.of(hub.api, id);
  return { after, delivery: await after.delivery(deliveryId) };
}
