import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { parseId } from "../../src/model/ids.ts";
import type { CatalogueChange } from "../../src/store/catalogue-rows.ts";
import { eventually, openHub, type TestHub } from "./hub.ts";

const RULES = {
  name: "House rules",
  rules: [
    { name: "Spam", condition: { path: "text", contains: "CHEAP" }, action: "reject" },
    {
      name: "Strangers",
      condition: { path: "metadata.followers", lt: 10 },
      action: "hide",
    },
  ],
  default_action: "approve",
};

async function judged({ call }: TestHub, body: object) {
  const { id } = (await call("POST", "/v1/media", body)).body;
  return eventually(
    async () => (await call("GET", `/v1/media/${id}`)).body,
    ({ status }) => status !== "pending",
  );
}

test("a rule group is made, read, written anew and deleted, and decides from the moment it is there", async (t) => {
  const hub = await openHub(t);
  const { call } = hub;
  const made = await call("POST", "/v1/rule-groups", RULES);
  assert.equal(made.status, 201, made.text);
  const { id, version, rules } = made.body;
  assert.match(id, /^group_[0-9a-z]{13}$/);
  assert.deepEqual([version, rules[0].version, rules[0].priority], [1, 1, 100]);
  const rejected = await judged(hub, { body: "CHEAP watches" });
  assert.equal(rejected.status, "rejected");
  assert.deepEqual(rejected.decisions[0].rules[0].rule_id, rules[0].id);
  assert.equal((await judged(hub, { body: "Hi", metadata: { followers: 3 } })).decisions[0].action, "hide");

  const [spam, strangers] = RULES.rules;
  const next = { ...RULES, rules: [{ ...spam, action: "flag" }, strangers] };
  const revised = (await call("PUT", `/v1/rule-groups/${id}`, next)).body;
  assert.deepEqual([revised.version, revised.rules[0].version, revised.rules[1].version], [2, 2, 1]);
  assert.equal(revised.rules[0].id, rules[0].id);
  assert.equal((await judged(hub, { body: "CHEAP watches" })).status, "flagged");
  const listed = (await call("GET", "/v1/rules")).body.rules;
  assert.deepEqual(
    listed.map(({ group_id, rule }: { group_id: string; rule: { name: string } }) => [group_id, rule.name]),
    [
      [id, "Spam"],
      [id, "Strangers"],
    ],
  );
  assert.equal((await call("DELETE", `/v1/rule-groups/${id}`)).status, 204);
  assert.equal((await call("GET", `/v1/rule-groups/${id}`)).status, 404);
  assert.equal((await judged(hub, { body: "CHEAP watches" })).status, "approved");
});

test("who writes or deletes a rule group that was saved since they read it is told so, and changes nothing", async (t) => {
  const { call } = await openHub(t);
  const { id } = (await call("POST", "/v1/rule-groups", RULES)).body;
  const path = `/v1/rule-groups/${id}`;
  const theirs = await call("PUT", `${path}?version=1`, { ...RULES, name: "Theirs" });
  assert.deepEqual([theirs.status, theirs.body.version], [200, 2]);
  const mine = await call("PUT", `${path}?version=1`, { ...RULES, name: "Mine" });
  assert.deepEqual([mine.status, mine.body.code], [409, "conflict"]);
  assert.match(mine.body.detail, /is at version 2 now, and not at 1/);
  assert.equal((await call("DELETE", `${path}?version=1`)).status, 409);
  assert.equal((await call("GET", path)).body.name, "Theirs");
  assert.equal((await call("PUT", `${path}?version=0`, RULES)).status, 400);
  const [one, other] = await Promise.all([
    call("PUT", `${path}?version=2`, { ...RULES, name: "One" }),
    call("PUT", `${path}?version=2`, { ...RULES, name: "Other" }),
  ]);
  assert.deepEqual([one.status, other.status].sort(), [200, 409], "of two at the same moment one is told");
  assert.equal((await call("DELETE", `${path}?version=3`)).status, 204);
});

test("a node that has not heard of a group's change looks again before it judges by the version that was read", async (t) => {
  const { call, store, catalogue } = await openHub(t);
  const { id } = (await call("POST", "/v1/rule-groups", RULES)).body;
  const path = `/v1/rule-groups/${id}`;
  const group = catalogue.now.ruleGroup(parseId("group", id)!)!;
  const elsewhere = async (change: CatalogueChange) => assert.equal((await store.change(change)).kind, "changed");

  await elsewhere({ kind: "revise_rule_group", group: { ...group, name: "Theirs", version: 2 } });
  const saved = await call("PUT", `${path}?version=2`, { ...RULES, name: "Mine" });
  assert.deepEqual([saved.status, saved.body.version], [200, 3], "the caller has read it where it was changed");

  await elsewhere({ kind: "revise_rule_group", group: { ...group, name: "Theirs again", version: 4 } });
  assert.equal((await call("PUT", `${path}?version=3`, RULES)).status, 409);
  assert.equal((await call("GET", path)).body.version, 4, "who is told to read it again reads what it is now");

  await elsewhere({ kind: "delete_rule_group", id: group.id, version: 4 });
  assert.equal((await call("PUT", `${path}?version=5`, RULES)).status, 404);
  await elsewhere({ kind: "create_rule_group", group: { ...group, version: 1 } });
  assert.equal((await call("DELETE", `${path}?version=1`)).status, 204);
});

test("who chooses evaluators over settings that were saved since they read them is told so, and changes nothing", async (t) => {
  const { call, store, catalogue } = await openHub(t);
  const terms = (name: string) => ({ evaluators: [{ name, kind: "terms" }] });
  const put = (version: number, name: string) => call("PUT", `/v1/moderation?version=${version}`, terms(name));
  const read = async () => (await call("GET", "/v1/moderation")).body;
  assert.equal((await read()).version, 0, "nothing was chosen yet");
  assert.deepEqual((await put(0, "theirs")).body.version, 1);
  const mine = await put(0, "mine");
  assert.deepEqual([mine.status, mine.body.code], [409, "conflict"]);
  assert.match(mine.body.detail, /is at version 1 now, and not at 0/);
  assert.equal((await read()).evaluators[0].name, "theirs");
  const both = await Promise.all([put(1, "one"), put(1, "other")]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 409], "of two at the same moment one is told");
  assert.equal(
    (await call("PUT", "/v1/moderation", terms("whoever"))).body.version,
    3,
    "who names none writes over it",
  );

  // At another node, which this one has not heard of yet.
  const [site] = catalogue.now.sites();
  const moderation = catalogue.now.moderation(site!.no)!;
  assert.equal((await store.change({ kind: "put_site_moderation", moderation })).kind, "changed");
  assert.equal((await put(4, "mine")).body.version, 5);
  assert.equal((await call("PUT", "/v1/moderation?version=-1", terms("mine"))).status, 400);
});

test("a rule group with a fault is refused with its place", async (t) => {
  const { call } = await openHub(t);
  const wrong = { ...RULES, rules: [{ name: "a", condition: { path: "text", like: "x" }, action: "delete" }] };
  const answer = await call("POST", "/v1/rule-groups", wrong);
  assert.equal(answer.status, 400);
  const paths = answer.body.errors.map(({ path }: { path: string }) => path);
  assert.ok(paths.includes("/rules/0/action"), answer.text);
  assert.ok(
    paths.some((path: string) => path.startsWith("/rules/0/condition")),
    answer.text,
  );
  assert.deepEqual((await call("GET", "/v1/rule-groups")).body.rule_groups, []);
});

test("rules are asked about past items before they are switched on, and change nothing", async (t) => {
  const hub = await openHub(t);
  const spam = await judged(hub, { body: "CHEAP watches" });
  await judged(hub, { body: "Hello" });
  const answer = await hub.call("POST", "/v1/rules/simulate", { rule_groups: [RULES] });
  assert.equal(answer.status, 200, answer.text);
  const { items, verdicts, changed, changes, next_cursor } = answer.body;
  assert.deepEqual([items, changed, next_cursor], [2, 1, null]);
  assert.deepEqual(verdicts, { approved: 1, rejected: 1, flagged: 0 });
  assert.deepEqual(
    [changes[0].media_id, changes[0].from, changes[0].to, changes[0].rules],
    [spam.id, "approved", "rejected", ["Spam"]],
  );
  assert.equal((await hub.call("GET", `/v1/media/${spam.id}`)).body.status, "approved");
  const wrong = await hub.call("POST", "/v1/rules/simulate", { rule_groups: [{ name: "x", rules: 1 }] });
  assert.equal(wrong.body.errors[0].path, "/rule_groups/0/rules");
});

test("a site chooses its evaluators, and no credential is ever shown", async (t) => {
  const hub = await openHub(t);
  const { call } = hub;
  const first = (await call("GET", "/v1/moderation")).body;
  assert.deepEqual(
    first.evaluators.map(({ name, kind }: { name: string; kind: string }) => [name, kind]),
    [["terms", "terms"]],
  );
  const list = { label: "rivals", severity: "high", words: ["acme"], patterns: ["ac+me\\.example"], except: [] };
  const evaluators = [
    { name: "lists", kind: "terms", english: false, lists: [list] },
    { name: "openai", kind: "openai", api_key: "sk-very-secret", active: false },
  ];
  const put = await call("PUT", "/v1/moderation", { evaluators, thresholds: { hate: 0.8 } });
  assert.equal(put.status, 200, put.text);
  assert.ok(!put.text.includes("sk-very-secret"));
  assert.deepEqual(put.body.evaluators[1].credentials, ["api_key"]);
  assert.deepEqual(put.body.thresholds, { hate: 0.8 });
  assert.equal((await judged(hub, { body: "buy at a.c.m.e" })).status, "rejected");
  // Left out, the key stays.
  const kept = await call("PUT", "/v1/moderation", { evaluators: [{ name: "openai", kind: "openai", active: false }] });
  assert.deepEqual(kept.body.evaluators[0].credentials, ["api_key"]);

  const faulty: [evaluator: object, path: string][] = [
    [{ name: "a", kind: "magic" }, "/evaluators/0/kind"],
    [{ name: "A b", kind: "terms" }, "/evaluators/0/name"],
    [{ name: "a", kind: "terms", lists: [{ ...list, patterns: ["(a"] }] }, "/evaluators/0/lists/0/patterns/0"],
    [{ name: "a", kind: "terms", lists: [{ ...list, severity: "grave" }] }, "/evaluators/0/lists/0/severity"],
    [{ name: "a", kind: "http", url: "https://a.test", judges: ["text"] }, "/evaluators/0/secret"],
    [{ name: "a", kind: "http", url: "ftp://a", judges: ["smell"], secret: "whsec_x" }, "/evaluators/0/url"],
    [
      { name: "a", kind: "image-hash", images: [{ hash: "zz", label: "a", severity: "low" }] },
      "/evaluators/0/images/0/hash",
    ],
    [{ name: "a", kind: "openai", base_url: "https://me:secret@gateway.test/v1" }, "/evaluators/0/base_url"],
    [{ name: "a", kind: "terms", timeout_ms: 1 }, "/evaluators/0/timeout_ms"],
  ];
  for (const [evaluator, path] of faulty) {
    const answer = await call("PUT", "/v1/moderation", { evaluators: [evaluator] });
    assert.equal(answer.status, 400, answer.text);
    assert.ok(
      answer.body.errors.some((fault: { path: string }) => fault.path === path),
      `${path}: ${answer.text}`,
    );
  }
});

test("a classifier of the site's own answers later, to a URL that is good for its request alone", async (t) => {
  let told: { request_id: string; callback_url: string } | undefined;
  const classifier = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      told = JSON.parse(Buffer.concat(chunks).toString()).data;
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((resolve) => classifier.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    classifier.closeAllConnections();
    classifier.close();
  });
  const hub = await openHub(t);
  const { port } = classifier.address() as AddressInfo;
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const own = { name: "own", kind: "http", url: `http://127.0.0.1:${port}/`, judges: ["text"], secret };
  assert.equal((await hub.call("PUT", "/v1/moderation", { evaluators: [own] })).status, 200);
  const { id } = (await hub.call("POST", "/v1/media", { body: "hello idiot" })).body;
  const { request_id, callback_url } = await eventually(
    async () => told!,
    (one) => one !== undefined,
  );
  const { pathname } = new URL(callback_url);
  const { job_id } = (await hub.call("GET", `/v1/media/${id}`)).body;
  const job = () => hub.call("GET", `/v1/job/${job_id}`);
  await eventually(job, ({ body }) => body.status === "processing");
  const post = (path: string, body: object) => hub.call("POST", path, body, { key: null });
  const findings = [{ label: "insult", confidence: 0.9, matches: [{ start: 6, end: 11 }] }];
  assert.equal((await post("/moderation/callbacks/another-token", { request_id, findings })).status, 404);
  assert.equal((await post(pathname, { request_id: "req_of_another", findings })).status, 409);
  assert.equal((await post(pathname, { request_id, findings: 1 })).body.code, "invalid_findings");
  assert.equal((await post(pathname, { request_id, findings })).body.status, "accepted");
  assert.equal((await post(pathname, { request_id, findings })).body.status, "repeated");
  const media = await eventually(
    async () => (await hub.call("GET", `/v1/media/${id}`)).body,
    ({ status }) => status !== "pending",
  );
  assert.equal(media.status, "flagged");
  assert.deepEqual([media.findings[0].evaluator, media.findings[0].label], ["own", "insult"]);
});
