import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { conclude, expire } from "../../../src/moderation/decisions/conclude.ts";
import { changeItem, deleteItem } from "../../../src/moderation/decisions/item-state.ts";
import { personsRuling } from "../../../src/moderation/decisions/rulings.ts";
import { AT, content, item, job, ruling } from "../items.ts";

const late = { id: 9n, at: job().deadline };
const proposal = { id: 7n, jobId: job().id, run: 1, actor: null, apiKey: null, at: AT };

function flagged() {
  const after = conclude(item(), job(), { ...proposal, ruling: ruling("flag") });
  assert.ok(after.ok);
  return after;
}

describe("A decision", () => {
  test("takes the item and its job along", () => {
    const { item: held, job: going } = flagged();
    assert.deepEqual([held.status, going.status], ["flagged", "processing"]);
    const after = conclude(held, going, { ...proposal, ruling: personsRuling("reject", null, null) });
    assert.ok(after.ok);
    assert.deepEqual([after.item.status, after.job.status, after.job.verdict], ["rejected", "completed", "rejected"]);
  });

  test("that is refused changes neither", () => {
    assert.deepEqual(conclude(flagged().item, job(), { ...proposal, ruling: ruling("approve") }), {
      ok: false,
      why: "already_decided",
    });
  });

  test("of a person over an ended job changes the item, and not what the job has said", () => {
    const passed = conclude(item(), job(), { ...proposal, ruling: ruling("approve") });
    assert.ok(passed.ok);
    const after = conclude(passed.item, passed.job, { ...proposal, ruling: personsRuling("reject", null, null) });
    assert.ok(after.ok);
    assert.equal(after.item.status, "rejected");
    assert.equal(after.job, passed.job);
  });
});

describe("When its time is over, a job", () => {
  test("that nobody judged fails, its item is flagged, and a judgement that comes then is refused", () => {
    assert.equal(expire(item(), job(), null, { ...late, at: late.at - 1 }), undefined);
    const over = expire(item(), job(), null, late)!;
    assert.deepEqual([over.job.status, over.job.errorCode], ["failed", "PROVIDER_TIMEOUT"]);
    assert.deepEqual([over.item.status, over.decision!.cause], ["flagged", "timed_out"]);
    const after = conclude(over.item, over.job, { ...proposal, ruling: ruling("approve") });
    assert.ok(!after.ok);
    assert.equal(expire(over.item, over.job, null, late), undefined);
  });

  test("that waits for a person fails, and a person may still decide the item", () => {
    const { item: held, job: going, decision } = flagged();
    const over = expire(held, going, decision, late)!;
    assert.equal(over.job.errorCode, "REVIEW_TIMEOUT");
    assert.equal(over.decision, null);
    assert.equal(over.item, held);
    const after = conclude(held, over.job, { ...proposal, ruling: personsRuling("approve", null, null) });
    assert.ok(after.ok);
    assert.deepEqual([after.item.status, after.job.status], ["approved", "failed"]);
  });

  test("whose item has changed or is gone fails without a decision", () => {
    for (const now of [changeItem(item(), content()), deleteItem(item())]) {
      const over = expire(now, job(), null, late)!;
      assert.deepEqual([over.job.status, over.decision, over.item], ["failed", null, now]);
    }
  });
});
