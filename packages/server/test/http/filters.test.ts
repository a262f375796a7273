import assert from "node:assert/strict";
import { test } from "node:test";
import { formatId } from "../../src/model/ids.ts";
import type { SourceConfig } from "../../src/model/source.ts";
import { openHub, type TestHub } from "./hub.ts";

const WEBHOOK = { url: "http://127.0.0.1:9/x", events: ["comment.*"], retry_schedule: [3600] };
const SPAM = { path: "data.labels", any: { path: "name", equals: "spam" } };

const SOURCE: SourceConfig = {
  name: null,
  platform: "github",
  active: true,
  allowedIps: null,
  maxAgeSeconds: null,
  poll: null,
  reconcile: null,
};

async function givenSource({ catalogue }: TestHub, siteNo = catalogue.now.siteNamed("default")!.no): Promise<string> {
  const { id } = await catalogue.createSource(siteNo, SOURCE, { secret: ["s"] });
  return formatId("src", id);
}

/** What an event was to each webhook. */
async function outcomesOf({ call }: TestHub, eventId: string): Promise<Record<string, string>> {
  const { body } = await call("GET", `/v1/events/${eventId}`);
  return Object.fromEntries(body.webhooks.map((fate: Record<string, string>) => [fate.webhook_id, fate.outcome]));
}

test("a webhook shows its filter and its sources as they were given, and null takes them away", async (t) => {
  const hub = await openHub(t);
  const { call } = hub;
  const sources = [await givenSource(hub)];
  const { status, body } = await call("POST", "/v1/webhooks", { ...WEBHOOK, filter: SPAM, sources });
  assert.equal(status, 201);
  assert.deepEqual([body.filter, body.sources], [SPAM, sources]);
  const path = `/v1/webhooks/${body.id}`;
  const patched = async (change: object) => {
    const { body } = await call("PATCH", path, change);
    return [body.filter, body.sources];
  };
  assert.deepEqual(await patched({ timeout_ms: 5_000 }), [SPAM, sources]);
  assert.deepEqual(await patched({ filter: null }), [null, sources]);
  assert.deepEqual(await patched({ sources: null, filter: SPAM }), [SPAM, null]);
  const shown = (await call("GET", path)).body;
  assert.deepEqual([shown.filter, shown.sources], [SPAM, null]);
});

test("a filter that cannot be read, and a source that is not there, are refused with their path", async (t) => {
  const hub = await openHub(t);
  const { call, makeSite } = hub;
  const here = await givenSource(hub);
  const elsewhere = await givenSource(hub, (await makeSite("other")).no);
  const wrong: [object, string][] = [
    [{ filter: [] }, "/filter"],
    [{ filter: {} }, "/filter"],
    [{ filter: { all: [SPAM, { path: "a", matches: "x" }] } }, "/filter/all/1/matches"],
    [{ filter: { path: "a/b", equals: { "x/y": "z".repeat(2_000) } } }, "/filter/equals/x~1y"],
    [{ sources: [] }, "/sources"],
    [{ sources: "all" }, "/sources"],
    [{ sources: [here, "src_"] }, "/sources/1"],
    [{ sources: [elsewhere] }, "/sources/0"],
    [{ sources: [formatId("src", 5n)] }, "/sources/0"],
  ];
  const { body: webhook } = await call("POST", "/v1/webhooks", WEBHOOK);
  for (const [options, path] of wrong) {
    const made = await call("POST", "/v1/webhooks", { ...WEBHOOK, ...options });
    const changed = await call("PATCH", `/v1/webhooks/${webhook.id}`, options);
    for (const { status, body } of [made, changed]) {
      assert.deepEqual([status, body.errors[0].path], [400, path], JSON.stringify(options));
    }
  }
  assert.equal((await call("GET", "/v1/webhooks")).body.webhooks.length, 1);
});

test("a webhook whose source was deleted can still be changed, and gets nothing from it", async (t) => {
  const hub = await openHub(t);
  const { call, catalogue } = hub;
  const source = await givenSource(hub);
  const { body } = await call("POST", "/v1/webhooks", { ...WEBHOOK, sources: [source] });
  await catalogue.deleteSource([...catalogue.now.sources()].find(({ id }) => formatId("src", id) === source)!);
  const changed = await call("PATCH", `/v1/webhooks/${body.id}`, { description: "on" });
  assert.deepEqual([changed.status, changed.body.sources], [200, [source]]);
});

test("an event is owed to those whose filter holds, and says of the others why not, as of then", async (t) => {
  const hub = await openHub(t);
  const { call } = hub;
  const make = async (options: object) => (await call("POST", "/v1/webhooks", { ...WEBHOOK, ...options })).body.id;
  const all = await make({});
  const spam = await make({ filter: SPAM });
  const ham = await make({ filter: { not: SPAM } });
  const off = await make({ filter: SPAM, active: false });
  const sourced = await make({ sources: [await givenSource(hub)] });
  const other = await make({ filter: SPAM, events: ["post.*"] });
  const send = async (data: object) => (await call("POST", "/v1/events", { type: "comment.created", data })).body;
  const bad = await send({ labels: [{ name: "spam" }] });
  const batch = { events: [{ type: "comment.created", data: { labels: [] } }] };
  const good = (await call("POST", "/v1/events/batch", batch)).body.events[0];
  assert.deepEqual([bad.deliveries, good.deliveries], [2, 2]);
  for (const id of [spam, ham]) await call("PATCH", `/v1/webhooks/${id}`, { filter: null });
  const rest = { [sourced]: "other_source", [other]: "not_subscribed" };
  assert.deepEqual(await outcomesOf(hub, bad.id), {
    ...{ [all]: "matched", [spam]: "matched", [ham]: "filtered", [off]: "inactive" },
    ...rest,
  });
  assert.deepEqual(await outcomesOf(hub, good.id), {
    ...{ [all]: "matched", [spam]: "filtered", [ham]: "matched", [off]: "filtered" },
    ...rest,
  });
});

test("a test is sent whatever the filter", async (t) => {
  const { call } = await openHub(t);
  const { body } = await call("POST", "/v1/webhooks", { ...WEBHOOK, filter: SPAM });
  assert.equal((await call("POST", `/v1/webhooks/${body.id}/test`)).status, 202);
});

test("an event of the API has no source, and may not have the id of one that has", async (t) => {
  const { call } = await openHub(t);
  const event = { type: "comment.created", data: {} };
  const refused = await call("POST", "/v1/events", { ...event, external_id: `${formatId("src", 7n)}:c1` });
  assert.deepEqual([refused.status, refused.body.code], [400, "invalid_request"]);
  assert.equal(refused.body.errors[0].path, "/external_id");
  const events = [event, { ...event, external_id: `${formatId("src", 7n)}:c1` }];
  const batch = await call("POST", "/v1/events/batch", { events });
  assert.equal(batch.body.errors[0].path, "/events/1/external_id");
  const { body } = await call("POST", "/v1/events", { ...event, external_id: "src_7:c1" });
  const { source_id, message_id, external_id } = (await call("GET", `/v1/events/${body.id}`)).body;
  assert.deepEqual([source_id, message_id, external_id], [null, null, "src_7:c1"]);
});
