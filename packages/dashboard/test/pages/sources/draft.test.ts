import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOf, groupsOf, isChosen, toWishes } from "../../../src/pages/sources/form/draft.ts";
import type { Platform, Source } from "../../../src/pages/sources/queries.ts";

const credential = (name: string, needed_for: Platform["credentials"][number]["needed_for"], is_secret = true) => ({
  name,
  description: "",
  needed_for,
  is_required: true,
  is_secret,
});

const GITHUB = {
  name: "github",
  credentials: [
    credential("accessToken", "registering"),
    credential("secret", "receiving"),
    credential("repository", "registering", false),
  ],
  polling: null,
  set_up: {
    kind: "api",
    portal: null,
    options: [],
    steps: [{ text: "", enter: [{ name: "Secret", is: "credential", value: "secret" }] }],
  },
} as unknown as Platform;

const SOURCE = {
  name: "ours",
  poll: { subject: { subreddit: "typescript" }, interval_seconds: null },
  moderate: ["comment.created"],
  allowed_ips: ["192.0.2.0/24"],
  max_age_seconds: 60,
  reconcile: { hook_id: "12" },
} as unknown as Source;

test("what was read and not touched is sent back as it was, and no secret with it", () => {
  assert.deepEqual(toWishes(draftOf(SOURCE, GITHUB)), {
    name: "ours",
    poll: { subject: { subreddit: "typescript" }, interval_seconds: null },
    moderate: ["comment.created"],
    allowed_ips: ["192.0.2.0/24"],
    max_age_seconds: 60,
    reconcile: { hook_id: "12" },
  });
});

test("what is left empty is not set", () => {
  const nothing = { name: null, poll: null, moderate: [], allowed_ips: null, max_age_seconds: null, reconcile: null };
  const empty = { ...draftOf(null, GITHUB), name: "  ", secrets: { secret: ["", " "], accessToken: [] } };
  assert.deepEqual(toWishes(empty), nothing);
});

test("one secret is sent as it is, several as a list, without the space around them", () => {
  const draft = { ...draftOf(null, GITHUB), secrets: { secret: ["new ", " old"], accessToken: ["token"] } };
  assert.deepEqual(toWishes(draft).secrets, { secret: ["new", "old"], accessToken: "token" });
});

test("a platform that only answers when it is asked begins with being asked", () => {
  const medium = { ...GITHUB, set_up: { ...GITHUB.set_up, kind: "none" } } as Platform;
  assert.deepEqual(toWishes(draftOf(null, medium)).poll, { subject: {}, interval_seconds: null });
  assert.equal(toWishes(draftOf(null, GITHUB)).poll, null);
});

test("what is to be asked for again has to be JSON", () => {
  assert.throws(() => toWishes({ ...draftOf(null, GITHUB), reconcile: "{hook" }), SyntaxError);
});

test("credentials are grouped by what they are for, those to receive first", () => {
  const groups = groupsOf(GITHUB).map(({ use, credentials }) => [use, credentials.map(({ name }) => name)]);
  assert.deepEqual(groups, [
    ["receiving", ["secret"]],
    ["registering", ["accessToken", "repository"]],
  ]);
});

test("only a secret that the platform has to be told can be made up", () => {
  const chosen = GITHUB.credentials.filter((one) => isChosen(GITHUB, one)).map(({ name }) => name);
  assert.deepEqual(chosen, ["secret"]);
});
