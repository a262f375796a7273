import assert from "node:assert/strict";
import { test } from "node:test";
import { readOptions } from "../../../src/pages/sources/setting-up/options.ts";
import { isReachable } from "../../../src/pages/sources/setting-up/reachable.ts";

test("an address that only this machine or its network knows is none that a platform reaches", () => {
  const near = [
    "http://127.0.0.1:8484",
    "http://localhost:8484",
    "http://hub",
    "http://10.1.2.3",
    "http://172.16.0.1",
    "http://192.168.1.7",
    "http://[::1]:8484",
    "http://[fd00::1]",
    "http://hub.local",
    "nonsense",
  ];
  for (const url of near) assert.equal(isReachable(url), false, url);
  for (const url of [
    "https://hooks.example.com",
    "https://203.0.113.7",
    "https://172.32.0.1",
    "https://[2001:db8::1]",
  ]) {
    assert.equal(isReachable(url), true, url);
  }
});

const option = (name: string, kind: "text" | "list" | "json") => ({
  name,
  kind,
  description: "",
  is_required: false,
  example: "",
});
const OPTIONS = [option("type", "text"), option("events", "list"), option("condition", "json")];

test("options are read by their kinds, and empty ones are left out", () => {
  const typed = { type: " channel.chat.message ", events: "push, issue_comment,", condition: '{"user_id":"1"}' };
  assert.deepEqual(readOptions(OPTIONS, typed), {
    type: "channel.chat.message",
    events: ["push", "issue_comment"],
    condition: { user_id: "1" },
  });
  assert.deepEqual(readOptions(OPTIONS, { type: " ", strange: "1" }), {});
});

test("an option that is no JSON is called by its name", () => {
  assert.throws(() => readOptions(OPTIONS, { condition: "{" }), /“condition” is no JSON/);
});
