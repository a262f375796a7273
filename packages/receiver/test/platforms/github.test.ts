import assert from "node:assert/strict";
import { test } from "node:test";
import { github as contract } from "@tabellary/contracts";
import { normalise, verify } from "../../src/index.ts";

const secret = "It's a Secret to Everybody";
const now = 1_768_480_200_000;

const payload = {
  action: "created",
  issue: { id: 9007199254740993n, number: 3 },
  comment: {
    id: 99,
    html_url: "https://github.com/o/r/issues/3#issuecomment-99",
    user: { id: 7, login: "octocat" },
    body: "Me too",
    created_at: "2026-01-15T12:30:00Z",
    updated_at: "2026-01-15T12:31:00Z",
  },
};

function jsonOf(value: unknown): string {
  return JSON.stringify(value, (_, one) => (typeof one === "bigint" ? `big:${one}` : one)).replace(
    /"big:(\d+)"/g,
    "$1",
  );
}

function requestOf(event: string, body: string, headers: Record<string, string> = {}) {
  const input = { event: { id: "", type: event, createdAt: "", data: "", deliveryId: "72d3162e" }, body };
  const signed = contract.sign({ ...input, secrets: [secret], nowMs: now });
  return { platform: "github", secret, body, now, headers: { ...signed, ...headers } } as const;
}

test("a comment on an issue is comment.created, with ids digit for digit", () => {
  const request = requestOf("issue_comment", jsonOf(payload));
  assert.deepEqual(verify(request), { ok: true, id: "72d3162e" });
  const result = normalise(request);
  assert.ok(result.ok);
  const [event] = result.events;
  assert.deepEqual(JSON.parse(JSON.stringify(event)), {
    event_id: "72d3162e",
    event_type: "comment.created",
    timestamp: "2026-01-15T12:30:00Z",
    platform: "github",
    data: {
      comment: {
        id: "99",
        post_id: "9007199254740993",
        author_id: "7",
        author_username: "octocat",
        text: "Me too",
        created_at: "2026-01-15T12:30:00Z",
        updated_at: "2026-01-15T12:31:00Z",
        url: "https://github.com/o/r/issues/3#issuecomment-99",
      },
    },
  });
  assert.equal(event?.data.id, "99");
});

test("an edited comment is comment.updated, a deleted one comment.deleted", () => {
  for (const [action, type] of [
    ["edited", "comment.updated"],
    ["deleted", "comment.deleted"],
  ]) {
    const result = normalise(requestOf("discussion_comment", jsonOf({ ...payload, action, discussion: { id: 5 } })));
    assert.ok(result.ok);
    assert.equal(result.events[0]?.eventType, type);
    assert.equal(result.events[0]?.data.id, "99");
  }
});

test("what is no comment passes under its own name", () => {
  const result = normalise(requestOf("push", '{"ref":"refs/heads/main"}'));
  assert.ok(result.ok);
  assert.equal(result.events[0]?.eventType, "github.push");
  assert.deepEqual(result.events[0]?.data, { ref: "refs/heads/main" });
});

test("a ping is answered and tells of nothing", () => {
  const result = normalise(requestOf("ping", '{"zen":"Design for failure.","hook_id":1}'));
  assert.ok(result.ok);
  assert.deepEqual(result.events, []);
  assert.equal(result.reply?.status, 200);
});

test("a form is verified as it came and read out of its payload", () => {
  const body = `payload=${encodeURIComponent(jsonOf(payload))}`;
  const request = requestOf("issue_comment", body, { "Content-Type": "application/x-www-form-urlencoded" });
  assert.equal(verify(request).ok, true);
  const result = normalise(request);
  assert.ok(result.ok);
  assert.equal(result.events[0]?.eventType, "comment.created");
});

test("a delivery without an id is known by its body", () => {
  const bare = { platform: "github", headers: { "X-GitHub-Event": "push" }, body: "{}" };
  const [first, again] = [normalise(bare), normalise(bare)];
  assert.ok(first.ok && again.ok);
  assert.match(first.events[0]!.eventId, /^[0-9a-f]{32}$/);
  assert.equal(first.events[0]!.eventId, again.events[0]!.eventId);
});

test("a genuine body that is no object is unparsable", () => {
  for (const body of ["null", "[]", '"text"', "{", ""]) {
    const result = normalise(requestOf("push", body));
    assert.equal(result.ok ? "taken" : result.reason, "unparsable", body);
  }
});
