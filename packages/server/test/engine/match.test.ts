import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CataloguedWebhook } from "../../src/catalogue/catalogued-webhook.ts";
import { Snapshot } from "../../src/catalogue/snapshot.ts";
import { fateOf, laneKeyOf } from "../../src/engine/match.ts";
import type { Ordering } from "../../src/model/webhook.ts";

function webhook(no: number, events: string[], active = true, ordering: Ordering = "none"): CataloguedWebhook {
  return {
    no,
    id: BigInt(no),
    siteNo: 1,
    config: { events, active },
    terms: { ordering },
  } as unknown as CataloguedWebhook;
}

describe("An event is matched", () => {
  test("by its exact type, by a prefix and by everything", () => {
    const fate = (pattern: string, type: string) => fateOf({ events: [pattern], active: true }, type);
    assert.equal(fate("comment.created", "comment.created"), "matched");
    assert.equal(fate("comment.*", "comment.reply.created"), "matched");
    assert.equal(fate("*", "anything"), "matched");
    assert.equal(fate("comment.*", "comment"), "not_subscribed");
    assert.equal(fate("comment.*", "comments.created"), "not_subscribed");
    assert.equal(fate("comment.created", "comment.createdx"), "not_subscribed");
  });

  test("not with a webhook that is off, which says so only where it would have matched", () => {
    assert.equal(fateOf({ events: ["a.*"], active: false }, "a.b"), "inactive");
    assert.equal(fateOf({ events: ["a.*"], active: false }, "b.b"), "not_subscribed");
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
