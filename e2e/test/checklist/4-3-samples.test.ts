import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { request } from "undici";
import { freePort } from "../../../packages/server/test/store/postgres-server.ts";
import { givenApp, givenReceiver, givenSite } from "../../harness/given.ts";
import { Program, run } from "../../harness/program.ts";
import { type GenericEvent, genericExpressApp, verifyWebhook } from "../../seeds/generic.ts";

const SECRET = "whsec_abc123...";
const DATA = { id: "user_123", name: "José Ångström 🚀", email: "jose@example.com", status: "active" };
const pathTo = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

suite("The samples of the generic page", { concurrency: true }, () => {
  test("4.3 the Node sample takes what is genuine and refuses a flipped byte", async (t) => {
    const handled: GenericEvent[] = [];
    const app = await givenApp(
      t,
      genericExpressApp(SECRET, (event) => handled.push(event)),
    );
    const site = await givenSite(t, "generic");
    const capture = await givenReceiver(t);
    await site.subscribe({ url: `${app.url}/webhook`, events: ["user.created"], secret: SECRET });
    await site.subscribe({ url: capture.url, events: ["user.created"], secret: SECRET });
    const event = await site.send("user.created", DATA);
    const [{ text, headers, body }] = (await capture.until(1)) as [(typeof capture.received)[0]];
    const { deliveries } = await site.event(event.id);
    for (const { id } of deliveries) await site.untilDelivery(id, "success", 1);
    assert.deepEqual(handled, [{ id: event.id, type: "user.created", created_at: event.created_at, data: DATA }]);

    const signature = String(headers["x-webhook-signature"]);
    assert.match(signature, /^[0-9a-f]{64}$/);
    assert.equal(verifyWebhook(text, signature, SECRET), true);
    const flipped = Buffer.from(body);
    flipped[text.indexOf("active")]! ^= 1;
    assert.equal(verifyWebhook(flipped.toString(), signature, SECRET), false);
    assert.equal((await post(`${app.url}/webhook`, flipped, signature)).status, 401);
    assert.equal(handled.length, 1);
  });

  test("4.3 the Python sample takes what is genuine and refuses a flipped byte", {
    skip: without("python3"),
  }, async (t) => {
    const python = Program.start(t, "python3", [pathTo("../../seeds/generic.py")], { env: { WEBHOOK_SECRET: SECRET } });
    const url = await python.until(/listening on (\S+)/);
    const site = await givenSite(t, "generic");
    const capture = await givenReceiver(t);
    await site.subscribe({ url, events: ["user.created"], secret: SECRET });
    await site.subscribe({ url: capture.url, events: ["user.created"], secret: SECRET });
    const event = await site.send("user.created", DATA);
    await python.until(new RegExp(`handled ${event.id}`));
    const { deliveries } = await site.event(event.id);
    for (const { id } of deliveries) await site.untilDelivery(id, "success", 1);

    const { headers, body, text } = capture.received[0]!;
    const signature = String(headers["x-webhook-signature"]);
    const flipped = Buffer.from(body);
    flipped[text.indexOf("active")]! ^= 1;
    assert.deepEqual(await post(url, flipped, signature), { status: 401, text: "Invalid signature" });
    assert.deepEqual(await post(url, body, signature), { status: 200, text: "OK" });
  });

  test("4.3 the page's manual curl gets 401 of the supplied receiver, with test_signature and with none", {
    skip: without("curl"),
  }, async (t) => {
    const receiver = Program.start(t, process.execPath, [pathTo("../../../examples/receiver.ts")], {
      env: { SECRET, PORT: String(await freePort()) },
    });
    const url = await receiver.until(/listening on (\S+)/);
    for (const header of [["-H", "X-Webhook-Signature: test_signature"], []]) {
      const { output } = await run("curl", [
        ...["-s", "-w", "\n%{http_code}", "-X", "POST", url, "-H", "Content-Type: application/json", ...header],
        ...[
          "-d",
          '{\n    "id": "evt_test",\n    "type": "user.created",\n    "data": {\n      "id": "user_test",\n      "name": "Test User"\n    }\n  }',
        ],
      ]);
      assert.equal(output, "Invalid signature\n401");
    }
    assert.match(receiver.output, /refused: signature_malformed: .*\.\nrefused: signature_missing: .*\.\n/);

    const site = await givenSite(t, "generic");
    await site.subscribe({ url, events: ["user.created"], secret: SECRET });
    const { event_id } = await site.deliver("user.created", DATA);
    await receiver.until(new RegExp(`user.created ${event_id} .*Ångström 🚀`));
  });
});

/** Why a test that needs `program` is skipped, or false. In CI, which installs it, it is run and fails. */
function without(program: string): string | false {
  const isHere = process.env.CI === "true" || spawnSync(program, ["--version"]).status === 0;
  return isHere ? false : `NOT RUN: ${program} is not installed here.`;
}

async function post(url: string, body: Buffer, signature: string) {
  const headers = { "content-type": "application/json", "x-webhook-signature": signature };
  const response = await request(url, { method: "POST", headers, body });
  return { status: response.statusCode, text: await response.body.text() };
}
