import assert from "node:assert/strict";
import { test } from "node:test";
import { standard } from "@tabellary/contracts";
import { findPlatform, normalise, receive, verify } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const now = 1_768_480_200_000;
const signingToken = "whsec_dGVzdHRlc3R0ZXN0dGVzdHRlc3R0ZXN0dGVzdHRlc3Q=";

/** As https://docs.gitlab.com/user/project/integrations/webhook_events/#comment-on-an-issue prints it, shortened. */
const payload = {
  object_kind: "note",
  event_type: "note",
  user: { id: 1, name: "Administrator", username: "root" },
  project_id: 5,
  object_attributes: {
    id: 1241,
    note: "Hello world",
    noteable_type: "Issue",
    author_id: 1,
    created_at: "2015-05-17 17:06:40 UTC",
    updated_at: "2015-05-17 17:06:40 UTC",
    noteable_id: 92,
    system: false,
    action: "create",
    url: "http://example.com/gitlab-org/gitlab-test/issues/17#note_1241",
  },
  issue: { id: 92, iid: 17 },
};
const body = JSON.stringify(payload);

function signed(text: string) {
  const event = { id: "3a427872-00df-429c-9bc9-a9475de2efe4", type: "", createdAt: "", data: "", deliveryId: "" };
  return standard.sign({ event, body: text, secrets: [signingToken], nowMs: now });
}

function eventOf(note: object, more: object = {}) {
  const object_attributes = { ...payload.object_attributes, ...note };
  const result = normalise({
    platform: "gitlab",
    headers: {},
    body: JSON.stringify({ ...payload, object_attributes, ...more }),
  });
  assert.ok(result.ok);
  return result.events[0]!;
}

test("a signed note is a comment, known by what GitLab keeps when it sends again", async () => {
  const headers = { ...signed(body), "X-Gitlab-Event": "Note Hook" };
  const received = await receive({ platform: "gitlab", secret: signingToken, headers, body, now });
  assert.ok(received.kind === "events");
  assert.deepEqual(JSON.parse(JSON.stringify(received.events[0])), {
    event_id: "3a427872-00df-429c-9bc9-a9475de2efe4",
    event_type: "comment.created",
    timestamp: "2015-05-17T17:06:40Z",
    platform: "gitlab",
    data: {
      comment: {
        id: "1241",
        post_id: "92",
        author_id: "1",
        author_username: "root",
        text: "Hello world",
        created_at: "2015-05-17T17:06:40Z",
        updated_at: "2015-05-17T17:06:40Z",
        url: "http://example.com/gitlab-org/gitlab-test/issues/17#note_1241",
      },
    },
  });
});

test("a signature decides where it is there: the secret token does not make up for it", async () => {
  const secret = [signingToken, "secret-token"];
  const both = { ...signed(body), "X-Gitlab-Token": "secret-token" };
  const request = { platform: "gitlab", secret, headers: both, body, now };
  assert.equal((await verify(request)).ok, true);
  const altered = await verify({ ...request, body: body.replace("Hello", "Adieu") });
  assert.equal(altered.ok ? "taken" : altered.reason, "signature_mismatch");
  const late = await verify({ ...request, now: now + 301_000 });
  assert.equal(late.ok ? "taken" : late.reason, "timestamp_outside_tolerance");
  assert.equal((await verify({ ...request, headers: { "X-Gitlab-Token": "secret-token" } })).ok, true);
});

test("a signing token alone asks for a signature, and is no secret token", async () => {
  for (const headers of [{}, { "X-Gitlab-Token": signingToken }]) {
    const verdict = await verify({ platform: "gitlab", secret: signingToken, headers, body, now });
    assert.equal(verdict.ok ? "taken" : verdict.reason, "signature_missing");
  }
});

test("a secret token that is another, empty or there twice is refused", async () => {
  const tokens: [string | string[], string][] = [
    ["other", "signature_mismatch"],
    ["", "signature_mismatch"],
    [["secret-token", "secret-token"], "signature_repeated"],
  ];
  for (const [token, reason] of tokens) {
    const request = {
      platform: "gitlab",
      secret: ["secret-token", ""],
      headers: { "X-Gitlab-Token": token },
      body,
      now,
    };
    const verdict = await verify(request);
    assert.equal(verdict.ok ? "taken" : verdict.reason, reason);
  }
});

test("an edited note is comment.updated, one on a commit has the commit, GitLab's own are none", () => {
  assert.equal(eventOf({ action: "update" }).eventType, "comment.updated");
  const onCommit = eventOf({ noteable_id: null, commit_id: "cfe32cf61b73a0d5e9f13e774abde7ff789b1660" });
  assert.equal(
    (onCommit.data as { comment: { post_id: string } }).comment.post_id,
    "cfe32cf61b73a0d5e9f13e774abde7ff789b1660",
  );
  assert.equal(eventOf({ system: true }).eventType, "gitlab.note");
  assert.equal(eventOf({}, { object_kind: "merge_request" }).eventType, "gitlab.merge_request");
  const hook = normalise({ platform: "gitlab", headers: {}, body: '{"event_name":"project_create"}' });
  assert.ok(hook.ok && hook.events[0]?.eventType === "gitlab.project_create");
});

test("a project's webhook is made with its signing token, listed and deleted", async () => {
  // https://docs.gitlab.com/api/project_webhooks/
  const hook = { id: 1, url: "https://example.com/w", alert_status: "executable" };
  const api = fakeApi(({ method }) => {
    if (method === "DELETE") return new Response(null, { status: 204 });
    return method === "POST" ? json(hook, { status: 201 }) : json([{ ...hook, alert_status: "temporarily_disabled" }]);
  });
  const { register } = findPlatform("gitlab")!;
  assert.ok(register?.kind === "api");
  const credentials = { accessToken: ["glpat-1"], project: ["group/name"], secret: [signingToken] };
  const input = { credentials, fetch: api.fetch, nowMs: now };
  const made = await register.register({ ...input, url: hook.url, options: {} });
  assert.deepEqual(made, { id: "1", url: hook.url, isActive: true, expiresAt: null });
  assert.equal((await register.list(input))[0]?.isActive, false);
  await register.delete({ ...input, id: "1" });
  assert.deepEqual(api.asked.map(lineOf), [
    "POST /api/v4/projects/group%2Fname/hooks",
    "GET /api/v4/projects/group%2Fname/hooks?per_page=100&page=1",
    "DELETE /api/v4/projects/group%2Fname/hooks/1",
  ]);
  assert.equal(api.asked[0]?.url.host, "gitlab.com");
  assert.equal(api.asked[0]?.headers.get("private-token"), "glpat-1");
  assert.deepEqual(JSON.parse(api.asked[0]!.body), { note_events: true, url: hook.url, signing_token: signingToken });
});

test("one's own GitLab is asked where it is, and a secret token is set as one", async () => {
  const api = fakeApi(() => json({ id: 1, url: "https://example.com/w" }, { status: 201 }));
  const { register } = findPlatform("gitlab")!;
  assert.ok(register?.kind === "api");
  const known = { accessToken: ["glpat-1"], project: ["7"], secret: ["plain"] };
  const input = {
    credentials: { ...known, baseUrl: ["https://git.example.org/gitlab/"] },
    fetch: api.fetch,
    nowMs: now,
  };
  await register.register({ ...input, url: "https://example.com/w", options: { push_events: true } });
  assert.equal(api.asked[0]?.url.href, "https://git.example.org/gitlab/api/v4/projects/7/hooks");
  assert.equal(JSON.parse(api.asked[0]!.body).token, "plain");
  const lost = { ...input, credentials: { ...known, baseUrl: ["git.example.org"] } };
  await assert.rejects(register.list(lost), { code: "registration_incomplete", message: /no address/ });
});
