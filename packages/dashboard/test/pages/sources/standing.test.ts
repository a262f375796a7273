import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { adviceOn } from "../../../src/pages/sources/reasons.ts";
import { standingOf } from "../../../src/pages/sources/standing.ts";

const NOTHING = {
  handshake_at: null,
  last_message_at: null,
  last_verdict: null,
  last_reason: null,
  poll: null,
  registrations: 0,
  registration_error: null,
};
const AT = "2026-01-15T12:30:00.000Z";
const word = (state: object, active = true) => standingOf({ active, state: { ...NOTHING, ...state } }).word;

test("a source that nobody has asked or sent to waits, and one that was greeted says so", () => {
  assert.equal(word({}), "waiting");
  assert.equal(word({ handshake_at: AT }), "greeted");
  assert.equal(word({ handshake_at: AT, last_message_at: AT, last_verdict: "duplicate" }), "receiving");
});

test("what is worst is told first", () => {
  const poll = { polled_at: AT, next_at: AT, failures: 0, error: null };
  const came = { last_message_at: AT, last_verdict: "rejected", last_reason: "signature_mismatch" };
  assert.equal(word({ poll }), "asking");
  assert.equal(word(came), "rejecting");
  assert.equal(word({ ...came, registration_error: "no" }), "failing");
  assert.equal(word({ ...came, poll: { ...poll, failures: 2, error: "503" } }), "failing");
  assert.equal(word(came, false), "paused");
});

test("a failing poll is told with how often, and in the platform's words", () => {
  const of = (failures: number) =>
    standingOf({
      active: true,
      state: { ...NOTHING, poll: { polled_at: AT, next_at: AT, failures, error: "It said no." } },
    });
  assert.equal(of(1).sentence, "Asking the platform failed once: It said no.");
  assert.equal(of(3).sentence, "Asking the platform failed 3 times in a row: It said no.");
});

/** Those that a message is never kept with: they are of handlers in programs, or of our own refusals. */
const NOT_OF_MESSAGES = new Set([
  "body_invalid",
  "unsigned_contract",
  "unknown_platform",
  "rate_limited",
  "body_already_parsed",
  "duplicate",
  "store_unavailable",
  "queue_full",
  "in_progress",
  "handler_failed",
  "receiver_failed",
]);

test("for every reason that a message can have there is advice, and for none that is not there", () => {
  const files = ["../../../../contracts/src/verification.ts", "../../../../receiver/src/refusal.ts"];
  const reasons = files.flatMap((path) => {
    const source = readFileSync(new URL(path, import.meta.url), "utf8");
    const [, union = ""] = /export type Reason =(.*?);\n/s.exec(source) ?? [];
    return [...union.matchAll(/\| "(\w+)"/g)].map(([, reason]) => reason!);
  });
  assert.ok(reasons.length > 20, "the reasons were found");
  for (const reason of reasons) assert.equal(adviceOn(reason) === "", NOT_OF_MESSAGES.has(reason), reason);
  assert.equal(adviceOn("constructor"), "");
});
