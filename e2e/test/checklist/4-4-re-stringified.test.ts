import assert from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { type Contract, contracts, defineCustom } from "@tabellary/contracts";
import { givenApp, givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { Site } from "../../harness/site.ts";
import { type GenericEvent, genericExpressApp } from "../../seeds/generic.ts";

/** As somebody might write it: spaces, escapes, numbers with a tail, keys that JavaScript puts first. */
const DATA = String.raw`{
  "name": "José Åström",
  "plain": "naïve — 漢字",
  "emoji": "🚀👩‍👩‍👧 😀",
  "half": 0.5, "one": 1.0, "exponent": 1e2, "minus": -0, "tiny": 1E-7,
  "10": "ten", "2": "two", "nested": { "b": 1, "10": [ 1.50, null, true ], "a": {} },
  "url": "https:\/\/example.com\/a\/b?c=d&e=%20",
  "id": "1050118621198921728",
  "quotes": "\"\\\n\t\u0000\u007f\u2028</script>",
  "__proto__": "kept"
}`;
const CUSTOM = {
  envelope: { kind: "{{type}}", ref: "{{id}}", payload: "{{data}}" },
  signature: { header: "X-Sig", algorithm: "sha512", encoding: "base64", signed: "{{timestamp}}.{{body}}" },
  timestamp: { header: "X-Time", unit: "s" },
} as const;

suite("Receivers that parse and write out again", { concurrency: true }, () => {
  let hub: HubProcess;
  before(async () => {
    hub = await HubProcess.start();
  });
  after(() => hub.stop());

  const sendRaw = (site: Site, data: string) => site.api.post("/v1/events", `{"type":"user.created","data":${data}}`);

  test("4.4 the page's Express sample, which signs JSON.stringify(req.body), verifies every delivery", async (t) => {
    const handled: GenericEvent[] = [];
    const app = await givenApp(
      t,
      genericExpressApp("whsec_abc123...", (event) => handled.push(event)),
    );
    const site = await Site.open(hub.api, "generic", "express");
    await site.subscribe({ url: `${app.url}/webhook`, events: ["*"], secret: "whsec_abc123..." });
    const { id } = await site.api.expect(202, sendRaw(site, DATA));
    await site.untilDelivery(await site.deliveryIdOf(id), "success", 1);
    assert.equal(handled[0]!.data.id, "1050118621198921728", "digit for digit");
    assert.deepEqual(handled[0]!.data, { ...JSON.parse(DATA), minus: 0 });
  });

  for (const named of contracts) {
    test(`4.4 a receiver of ${named.name} verifies what it has parsed and written out again`, async (t) => {
      const isCustom = named.name === "custom";
      const contract: Contract = isCustom ? defineCustom(CUSTOM) : named;
      const site = await Site.open(hub.api, isCustom ? "generic" : named.name, named.name);
      const receiver = await givenReceiver(t);
      const wishes = isCustom ? { contract: "custom", custom_contract: CUSTOM } : {};
      const { secret } = await site.subscribe({ url: receiver.url, events: ["*"], ...wishes });
      const { id } = await site.api.expect(202, sendRaw(site, DATA));
      await site.untilDelivery(await site.deliveryIdOf(id), "success", 1);

      const { headers, text, body } = receiver.received[0]!;
      const again = JSON.stringify(JSON.parse(text));
      assert.equal(again, text);
      assert.ok(Buffer.from(again).equals(body));
      assert.ok(text.includes('"id":"1050118621198921728"'));
      const verification = contract.verify({ headers, body: again, secrets: secret, nowMs: Date.now() });
      const isSigned = contract.signatureHeaders.length > 0 && named.name !== "omnifence";
      assert.ok(isSigned ? verification.ok : !verification.ok && verification.reason === "unsigned_contract");
      if (!isSigned) return;
      const flipped = again.replace("1050118621198921728", "1050118621198921729");
      assert.equal(contract.verify({ headers, body: flipped, secrets: secret, nowMs: Date.now() }).ok, false);
    });
  }

  test("4.4 a number that JavaScript cannot carry is refused with its path, and nothing is written", async (t) => {
    const site = await Site.open(hub.api, "generic", "unsafe");
    const receiver = await givenReceiver(t);
    await site.subscribe({ url: receiver.url, events: ["*"] });
    for (const [data, path] of [
      ['{"id": 1050118621198921729}', "/data/id"],
      ['{"a": [{"b/c": 9007199254740993}]}', "/data/a/0/b~1c"],
      ['{"huge": 1e400}', "/data/huge"],
    ]) {
      const { status, body, headers } = await sendRaw(site, data!);
      assert.equal(status, 422, data);
      assert.match(String(headers["content-type"]), /^application\/problem\+json/);
      assert.equal(body.code, "unsafe_number");
      assert.equal(body.errors[0].path, path);
      assert.match(body.detail, /[Ss]end .*string/);
    }
    const { events } = await site.api.expect(200, site.api.get("/v1/events"));
    assert.deepEqual(events, []);
    await site.deliver("user.created", { id: "1050118621198921729" });
    assert.equal(receiver.received.length, 1);
    assert.equal(receiver.received[0]!.json.data.id, "1050118621198921729");
  });
});
