import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Ruling } from "../../../src/model/decision.ts";
import type { Item } from "../../../src/model/item.ts";
import {
  changeItem,
  decideItem,
  deleteItem,
  isInReview,
  type Proposal,
} from "../../../src/moderation/decisions/item-state.ts";
import { personsRuling, timedOutRuling } from "../../../src/moderation/decisions/rulings.ts";
import { AT, content, hit, item, ruling } from "../items.ts";

function proposal(of: Ruling, run = 1): Proposal {
  return { id: 7n, jobId: 8n, run, ruling: of, actor: of.cause === "person" ? "ann" : null, apiKey: null, at: AT };
}

function decided(before: Item, of: Ruling, run = before.run): Item {
  const after = decideItem(before, proposal(of, run));
  assert.ok(
    after.ok,
    JSON.stringify(after, (_, value) => (typeof value === "bigint" ? `${value}` : value)),
  );
  return after.item;
}

function refusal(before: Item, of: Ruling, run = before.run): string | undefined {
  const after = decideItem(before, proposal(of, run));
  return after.ok ? undefined : after.why;
}

const approval = personsRuling("approve", null, null);
const rejection = personsRuling("reject", "Clearly spam.", ruling("flag"));

describe("An item", () => {
  test("leaves pending by its first decision, which says what it was", () => {
    const before = item();
    const after = decideItem(before, proposal(ruling("hide")));
    assert.ok(after.ok);
    assert.equal(after.item.status, "flagged");
    assert.deepEqual(after.item.decided, { run: 1, action: "hide", isByPerson: false });
    assert.deepEqual(after.decision.previous, { status: "pending", action: null });
    assert.equal(after.decision.itemId, before.id);
    assert.equal(after.decision.at, AT);
    assert.ok(isInReview(after.item));
  });

  test("is decided by rules once for each run", () => {
    const approved = decided(item(), ruling("approve"));
    assert.equal(refusal(approved, ruling("reject")), "already_decided");
    assert.equal(refusal(decided(item(), ruling("flag")), ruling("approve")), "already_decided");
  });

  test("is decided by a person over rules, and over another person, and then by no rule", () => {
    const flagged = decided(item(), ruling("flag"));
    const after = decideItem(flagged, proposal(rejection));
    assert.ok(after.ok);
    assert.equal(after.item.status, "rejected");
    assert.deepEqual(after.decision.previous, { status: "flagged", action: "flag" });
    assert.equal(after.decision.actor, "ann");
    assert.equal(after.decision.reason, "Clearly spam.");
    assert.deepEqual(after.decision.hits, [hit({ action: "flag" })]);
    assert.equal(decided(after.item, approval).status, "approved");
    assert.equal(refusal(after.item, rejection), "unchanged");
    assert.equal(refusal(after.item, ruling("approve")), "already_decided");
    assert.equal(decided(decided(item(), ruling("approve")), rejection).status, "rejected");
  });

  test("may be decided by a person before any rule, or as rules have decided it", () => {
    assert.equal(decided(item(), approval).status, "approved");
    const confirmed = decided(decided(item(), ruling("approve")), approval);
    assert.equal(confirmed.decided!.isByPerson, true);
  });

  test("that was changed is what it was until its next run is decided, also over a person", () => {
    const changed = changeItem(decided(item(), rejection), content({ text: "Sorry" }));
    assert.equal(changed.status, "rejected");
    assert.equal(changed.run, 2);
    assert.equal(refusal(changed, ruling("approve"), 1), "outdated");
    assert.equal(refusal(changed, approval, 1), "outdated");
    assert.equal(decided(changed, ruling("approve")).status, "approved");
  });

  test("that was deleted leaves the queue and is not decided", () => {
    const deleted = deleteItem(decided(item(), ruling("flag")));
    assert.ok(!isInReview(deleted));
    assert.equal(refusal(deleted, approval), "deleted");
    assert.equal(refusal(deleteItem(item()), ruling("approve")), "deleted");
  });

  test("that nobody judged in time is put up for a person", () => {
    const flagged = decided(item(), timedOutRuling(content()));
    assert.ok(isInReview(flagged));
  });

  test("never becomes pending again, and what a person said of a run is undone by persons alone", () => {
    const step = fc.oneof(
      fc.constantFrom("approve" as const, "flag" as const, "hide" as const, "reject" as const).map((action) => ({
        kind: "rules" as const,
        action,
      })),
      fc.constantFrom("approve" as const, "reject" as const).map((action) => ({ kind: "person" as const, action })),
      fc.constant({ kind: "change" as const }),
      fc.constant({ kind: "delete" as const }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        let now = item();
        for (const one of steps) {
          const before = now;
          if (one.kind === "change") now = changeItem(now, content());
          else if (one.kind === "delete") now = deleteItem(now);
          else {
            const of = one.kind === "person" ? personsRuling(one.action, null, null) : ruling(one.action);
            const after = decideItem(now, proposal(of, now.run));
            if (after.ok) now = after.item;
          }
          if (before.status !== "pending") assert.notEqual(now.status, "pending");
          const wasSaid = before.decided?.isByPerson === true && before.decided.run === now.run;
          if (wasSaid && now.status !== before.status) assert.equal(one.kind, "person");
          if (before.isDeleted) assert.equal(now.status, before.status);
        }
      }),
      { numRuns: 300 },
    );
  });
});
