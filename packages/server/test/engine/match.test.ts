import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CataloguedWebhook } from "../../src/catalogue/catalogued-webhook.ts";
import { Snapshot } from "../../src/catalogue/snapshot.ts";
import { fateOf, laneKeyOf, takersOf, toCandidate } from "../../src/engine/match.ts";
import type { EventRequest } from "../../src/engine/requests.ts";
import { parseCondition } from "../../src/model/condition/parse.ts";
import type { JsonObject } from "../../src/model/event-type.ts";
import { formatId } from "../../src/model/ids.ts";
import { toInboundExternalId } from "../../src/model/inbound-id.ts";
import type { Ordering, WebhookConfig } from "../../src/model/webhook.ts";

function webhook(no: number, events: string[], active = true, ordering: Ordering = "none"): CataloguedWebhook {
  return {
    no,
    id: BigInt(no),
    siteNo: 1,
    config: { events, active },
    filter: null,
    terms: { ordering },
  } as unknown as CataloguedWebhook;
}

/** An event of the API, or, with an `externalId` made of one, of a source. */
function request(type: string, data: JsonObject = {}, externalId: string | null = null): EventRequest {
  return { type, data: JSON.stringify(data), externalId, occurredAt: null, orderingKey: null };
}

function fate(config: Pick<WebhookConfig, "active" | "events" | "filter" | "sources">, event: EventRequest) {
  return fateOf(config, toCandidate(event, event.externalId?.startsWith("src_") ?? false));
}

/** A webhook that takes some of what it is subscribed to. */
function choosy(no: number, narrow: Pick<WebhookConfig, "filter" | "sources">): CataloguedWebhook {
  const plain = webhook(no, ["*"]);
  const parsed = narrow.filter && parseCondition(narrow.filter);
  return { ...plain, config: { ...plain.config, ...narrow }, filter: parsed?.ok ? parsed.condition : null };
}

describe("An event is matched", () => {
  test("by its exact type, by a prefix and by everything", () => {
    const fateBy = (pattern: string, type: string) => fate({ events: [pattern], active: true }, request(type));
    assert.equal(fateBy("comment.created", "comment.created"), "matched");
    assert.equal(fateBy("comment.*", "comment.reply.created"), "matched");
    assert.equal(fateBy("*", "anything"), "matched");
    assert.equal(fateBy("comment.*", "comment"), "not_subscribed");
    assert.equal(fateBy("comment.*", "comments.created"), "not_subscribed");
    assert.equal(fateBy("comment.created", "comment.createdx"), "not_subscribed");
  });

  test("not with a webhook that is off, which says so only where it would have matched", () => {
    const off = { events: ["a.*"], active: false };
    assert.equal(fate(off, request("a.b")), "inactive");
    assert.equal(fate(off, request("b.b")), "not_subscribed");
    assert.equal(fate({ ...off, sources: [] }, request("a.b")), "other_source");
    assert.equal(fate({ ...off, filter: { path: "data.x", exists: true } }, request("a.b")), "filtered");
  });

  test("by its source, where the webhook names some: never then when it is the API's", () => {
    const here = formatId("src", 7n);
    const config = { events: ["*"], active: true, sources: [formatId("src", 6n), here] };
    assert.equal(fate(config, request("a", {}, toInboundExternalId(7n, "e1"))), "matched");
    assert.equal(fate(config, request("a", {}, toInboundExternalId(8n, "e1"))), "other_source");
    assert.equal(fate(config, request("a")), "other_source");
    const apis = toCandidate(request("a", {}, `${here}:e1`), false);
    assert.equal(fateOf(config, apis), "other_source");
  });

  test("by its webhook's filter, which sees type, data, source, external id, time and ordering key", () => {
    const config = { events: ["*"], active: true };
    const externalId = toInboundExternalId(7n, "e1");
    const event = { ...request("a.b", { n: 1 }, externalId), occurredAt: 0, orderingKey: "k" };
    const whole = {
      type: "a.b",
      data: { n: 1 },
      source_id: formatId("src", 7n),
      external_id: externalId,
      occurred_at: "1970-01-01T00:00:00.000Z",
      ordering_key: "k",
    };
    assert.equal(fate({ ...config, filter: { path: "", equals: whole } }, event), "matched");
    assert.equal(fate({ ...config, filter: { path: "data.n", equals: 2 } }, event), "filtered");
    const bare = { ...whole, source_id: null, external_id: null, occurred_at: null, ordering_key: null };
    assert.equal(fate({ ...config, filter: { path: "", equals: bare } }, request("a.b", { n: 1 })), "matched");
  });

  test("and its data parsed once, whoever asks, and not at all when nobody does", () => {
    const candidate = toCandidate({ ...request("a"), data: "{not json" }, false);
    assert.equal(fateOf({ events: ["a"], active: true }, candidate), "matched");
    const known = toCandidate({ ...request("a"), data: "{not json", value: { n: 1 } }, false);
    assert.equal(known.document(), known.document());
    assert.equal(fateOf({ events: ["a"], active: true, filter: { path: "data.n", equals: 1 } }, known), "matched");
  });

  test("so that exactly those get it whose fate that is", () => {
    const snapshot = new Snapshot();
    const webhooks = [
      webhook(1, ["*"]),
      choosy(2, { filter: { path: "data.n", gt: 1 } }),
      choosy(3, { sources: [formatId("src", 7n)] }),
      choosy(4, { sources: [formatId("src", 7n)], filter: { path: "data.n", lt: 2 } }),
      webhook(5, ["b"]),
    ];
    for (const one of webhooks) snapshot.putWebhook(one);
    const events = [
      ...[request("a"), request("a", { n: 1 }), request("a", { n: 2 }), request("b")],
      ...[request("a", { n: 1 }, toInboundExternalId(7n, "1")), request("b", { n: 2 }, toInboundExternalId(7n, "2"))],
    ];
    const taken = events.map((event) => takersOf(snapshot, 1, event, event.externalId !== null).map(({ no }) => no));
    assert.deepEqual(taken, [[1], [1], [1, 2], [1, 5], [1, 3, 4], [1, 2, 3, 5]]);
    const fates = events.map((event) => webhooks.filter(({ config }) => fate(config, event) === "matched"));
    assert.deepEqual(
      fates.map((those) => those.map(({ no }) => no)),
      taken,
    );
  });

  test("with the webhooks of its own site alone", () => {
    const snapshot = new Snapshot();
    for (const one of [webhook(1, ["*"]), webhook(2, ["b.*"]), webhook(3, ["a.*"], false)]) snapshot.putWebhook(one);
    snapshot.putWebhook({ ...webhook(4, ["*"]), siteNo: 2 });
    assert.deepEqual(
      snapshot.webhooksFor(1, "a.b").map(({ no }) => no),
      [1],
    );
  });

  test("with what its webhooks are now, however often it was matched before", () => {
    const snapshot = new Snapshot();
    const matched = () => snapshot.webhooksFor(1, "a.b").map(({ no }) => no);
    snapshot.putWebhook(webhook(1, ["a.*"]));
    assert.deepEqual(matched(), [1]);
    snapshot.putWebhook(webhook(2, ["*"]));
    assert.deepEqual(matched(), [1, 2]);
    snapshot.putWebhook(webhook(1, ["b.*"]));
    assert.deepEqual(matched(), [2]);
    snapshot.putWebhook(webhook(2, ["*"], false));
    assert.deepEqual(matched(), []);
    snapshot.putWebhook(webhook(1, ["a.b"]));
    snapshot.dropWebhook(1);
    assert.deepEqual(matched(), []);
  });

  test("and joins the lane of its ordering key, where order is promised", () => {
    assert.equal(laneKeyOf(webhook(1, [], true, "none"), "k"), null);
    assert.equal(laneKeyOf(webhook(1, [], true, "webhook"), "k"), 0n);
    assert.equal(laneKeyOf(webhook(1, [], true, "key"), null), null);
    const [one, same, other] = ["k", "k", "l"].map((key) => laneKeyOf(webhook(1, [], true, "key"), key)!);
    assert.equal(one, same);
    assert.notEqual(one, other);
    assert.ok(one! > 0n && one! < 1n << 62n);
  });
});
