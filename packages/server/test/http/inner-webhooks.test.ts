import assert from "node:assert/strict";
import { test } from "node:test";
import { innerConfig } from "../../src/catalogue/inner-webhook.ts";
import { formatId, ID_STEP } from "../../src/model/ids.ts";
import { openHub } from "./hub.ts";

test("What the hub does by itself is not shown: no webhook, no delivery, no fate; a callback's delivery is", async (t) => {
  const { call, catalogue, engine, makeSite } = await openHub(t);
  const { no: siteNo, token: key } = await makeSite("ours");
  engine.attend({
    judge: async () => ({ failure: null, events: [], moderation: null }),
    enforce: () => Promise.reject(new Error("not asked")),
    giveUp: () => Promise.reject(new Error("not asked")),
  });
  const judge = await catalogue.ensureInner(siteNo, "judge", "text");
  const config = { ...innerConfig("callbacks", "omnifence"), url: "https://127.0.0.1:1/done" };
  const keptBefore = { ...config, inner: { kind: "callback", key: "kept before" } } as const;
  const callback = await catalogue.createWebhook(siteNo, keptBefore, "s");
  let seq = 0n;
  const rest = { data: '{"a":1}', externalId: null, occurredAt: null, orderingKey: null };
  await engine.accept({
    siteNo,
    events: [{ type: "job.completed", ...rest, also: [judge.no, callback.no] }],
    idempotency: null,
    toAnswer: ([event]) => {
      seq = event!.seq;
      return "";
    },
  });
  const get = async (url: string) => (await call("GET", url, undefined, { key })).body;
  const [hidden, shown] = [formatId("del", seq + ID_STEP), formatId("del", seq + 2n * ID_STEP)];

  assert.deepEqual((await get("/v1/webhooks")).webhooks, []);
  assert.equal((await call("GET", `/v1/webhooks/${formatId("hook", judge.id)}`, undefined, { key })).status, 404);
  const { deliveries } = await get("/v1/deliveries");
  assert.deepEqual(
    deliveries.map(({ id }: { id: string }) => id),
    [shown],
  );
  assert.equal((await call("GET", `/v1/deliveries/${hidden}`, undefined, { key })).status, 404);
  assert.equal((await call("POST", `/v1/deliveries/${hidden}/retry`, undefined, { key })).status, 404);
  assert.equal((await call("GET", `/v1/deliveries/${shown}`, undefined, { key })).status, 200);
  assert.equal((await get("/v1/events")).events[0].deliveries, 1);
  const event = await get(`/v1/events/${formatId("evt", seq)}`);
  assert.deepEqual(
    event.deliveries.map(({ id }: { id: string }) => id),
    [shown],
  );
  assert.deepEqual(
    event.webhooks.map(({ url }: { url: string }) => url),
    ["https://127.0.0.1:1/done"],
  );
});
