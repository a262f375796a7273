import assert from "node:assert/strict";
import { test } from "node:test";
import { readTold } from "../../../src/moderation/incoming/told.ts";

function told(comment: object) {
  const whole = { id: "c1", post_id: "p1", author_id: "a1", author_username: "ann", text: "Hi", created_at: null };
  const payload = {
    platform: "generic",
    source: { id: "src_1", message_id: "msg_1" },
    comment: { ...whole, ...comment },
  };
  const read = readTold("comment.created", JSON.stringify(payload));
  assert.ok(read?.kind === "created");
  return read.submission;
}

test("an id that no index could hold is made one, and two that differ stay different", () => {
  const [one, other] = ["a", "b"].map((end) => told({ id: "x".repeat(300) + end }).origin.nativeId!);
  assert.notEqual(one, other);
  assert.ok(one!.length < 256);
  assert.equal(told({ id: "c".repeat(255) }).origin.nativeId, "c".repeat(255));
});

test("a NUL in an id costs nobody the judging of a comment", () => {
  const { origin, author } = told({ id: "c\0 1", author_id: "\0" });
  assert.deepEqual([origin.nativeId, author.id], ["c\ufffd 1", "\ufffd"]);
});
