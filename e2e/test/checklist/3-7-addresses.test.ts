import assert from "node:assert/strict";
import { test } from "node:test";
import { hexHmac } from "../../harness/hmac.ts";
import { givenInbound } from "../../harness/inbound.ts";
import { Source } from "../../harness/source.ts";

test("3.7 who calls from outside the two ranges is refused and kept with the reason; 0.0.0.0/0 lets all in", async (t) => {
  const { internet, site, app } = await givenInbound(t);
  await site.subscribe({ url: app.url, events: ["generic.*"] });
  const allowed_ips = ["192.0.2.0/24", "198.51.100.0/24"];
  const source = await Source.open(site, { platform: "generic", secrets: { secret: "s" }, allowed_ips });
  const send = async (id: string, from: string) => {
    const body = JSON.stringify({ id, type: "a.b", data: {} });
    const headers = { "x-webhook-signature": hexHmac("s", body) };
    return (await internet.send(source.url, { headers, body, from })).status;
  };
  assert.equal(await send("evt_1", "203.0.113.9"), 403);
  const [rejected] = await source.untilMessages(1, "verdict=rejected");
  assert.deepEqual([rejected.reason, rejected.remote_address], ["ip_not_allowed", "203.0.113.9"]);
  assert.equal(await send("evt_2", "198.51.100.7"), 200);
  await source.change({ allowed_ips: ["0.0.0.0/0"] });
  assert.equal(await send("evt_3", "203.0.113.9"), 200);
  const received = await app.until(2);
  assert.deepEqual(received.map(({ json }) => json.data.source.event_id).sort(), ["evt_2", "evt_3"]);
});
