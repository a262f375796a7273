import assert from "node:assert/strict";
import { test } from "node:test";
import { openHub } from "./hub.ts";
import { makeSource, openDoor, SECRET, signedGithub } from "./platform-requests.ts";

test("a source is made, read, changed and deleted, and its secrets are shown by their beginnings", async (t) => {
  const hub = await openHub(t);
  const { call } = hub;
  const secrets = { secret: [SECRET, "short"] };
  const made = await call("POST", "/v1/sources", { platform: "github", name: "ours", secrets });
  assert.equal(made.status, 201);
  const { id, token, ingress_url, created_at, ...rest } = made.body;
  assert.match(id, /^src_[0-9a-z]{13}$/);
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(ingress_url, `https://hooks.test/in/${token}`);
  assert.deepEqual(rest, {
    platform: "github",
    name: "ours",
    active: true,
    previous_token_until: null,
    secrets: { secret: ["a-se…", "…"] },
    allowed_ips: null,
    max_age_seconds: null,
    poll: null,
    reconcile: null,
    moderate: [],
  });
  const change = { name: null, max_age_seconds: 60, allowed_ips: ["192.0.2.1"], active: false };
  const changed = (await call("PATCH", `/v1/sources/${id}`, change)).body;
  assert.deepEqual([changed.name, changed.max_age_seconds, changed.allowed_ips], [null, 60, ["192.0.2.1"]]);
  assert.deepEqual([changed.active, changed.secrets, changed.token], [false, rest.secrets, token]);

  const read = (await call("GET", `/v1/sources/${id}`)).body;
  const state = {
    handshake_at: null,
    last_message_at: null,
    last_verdict: null,
    last_reason: null,
    poll: null,
    registrations: 0,
    registration_error: null,
  };
  assert.deepEqual(read.state, state);
  assert.deepEqual((await call("GET", "/v1/sources?with_state=true")).body.sources, [{ ...changed, state }]);
  assert.deepEqual((await call("GET", "/v1/sources")).body.sources, [changed]);
  assert.equal((await call("DELETE", `/v1/sources/${id}`)).status, 204);
  assert.equal((await call("GET", `/v1/sources/${id}`)).status, 404);
  const send = await openDoor(hub);
  assert.equal((await send(new URL(ingress_url).pathname, "{}", signedGithub("{}", "push", "d"))).status, 404);
});

test("a fault names the field, and what there is instead", async (t) => {
  const { call } = await openHub(t);
  const github = { platform: "github", secrets: { secret: SECRET } };
  const refused: [body: object, path: string, says: RegExp][] = [
    [{ platform: "myspace" }, "/platform", /there are: .*github/],
    [{ platform: "github" }, "/secrets/secret", /is required by GitHub/],
    [{ platform: "github", secrets: { secret: SECRET, key: "x" } }, "/secrets/key", /there are: secret/],
    [{ ...github, secrets: { secret: "" } }, "/secrets/secret", /empty|match/],
    [{ ...github, verify_token: "x" }, "/verify_token", /nothing that GitHub sends/],
    [{ ...github, allowed_ips: ["192.0.2.1", "here"] }, "/allowed_ips/1", /no address or range/],
    [{ ...github, poll: {} }, "/poll", /pushes what it has to say/],
    [{ platform: "youtube", poll: { subject: { playlist: "x" } } }, "/poll/subject/playlist", /there are: videoId/],
    [{ ...github, max_age_seconds: -1 }, "/max_age_seconds", /0 or more/],
    [{ ...github, moderate: ["comment.*"] }, "/moderate/0", /comment.created, post.created/],
  ];
  for (const [body, path, says] of refused) {
    const answer = await call("POST", "/v1/sources", body);
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.body.errors[0].path, path);
    assert.match(answer.body.errors[0].message, says);
  }
  assert.deepEqual((await call("GET", "/v1/sources")).body.sources, []);
});

test("a platform is known by its other names, and its verify token by ours", async (t) => {
  const { call } = await openHub(t);
  const x = await call("POST", "/v1/sources", { platform: "x", secrets: { consumerSecret: SECRET } });
  assert.equal(x.body.platform, "twitter");
  const wishes = { platform: "instagram", secrets: { appSecret: SECRET }, verify_token: "a-verify-token-of-ours" };
  const instagram = await call("POST", "/v1/sources", wishes);
  assert.deepEqual(instagram.body.secrets, { appSecret: ["a-se…"], verifyToken: ["a-ve…"] });
});

test("what is polled needs no secret, and says what it asks for", async (t) => {
  const { call } = await openHub(t);
  const poll = { subject: { timeline: "local" }, interval_seconds: 60 };
  const made = await call("POST", "/v1/sources", {
    platform: "mastodon",
    secrets: { instance: "https://mastodon.test" },
    poll,
  });
  assert.equal(made.status, 201, made.text);
  assert.deepEqual([made.body.poll, made.body.secrets], [poll, { instance: ["https://mastodon.test"] }]);
  const none = await call("PATCH", `/v1/sources/${made.body.id}`, { poll: null });
  assert.equal(none.body.errors[0].path, "/secrets/secret");
});

test("secrets that are left out of a change stay, and null takes one away", async (t) => {
  const { call } = await openHub(t);
  const secrets = { consumerSecret: SECRET, clientSecret: "b".repeat(20) };
  const { id } = (await call("POST", "/v1/sources", { platform: "twitter", secrets })).body;
  const kept = (await call("PATCH", `/v1/sources/${id}`, { secrets: { crcSecret: "consumerSecret" } })).body.secrets;
  assert.deepEqual(Object.keys(kept).toSorted(), ["clientSecret", "consumerSecret", "crcSecret"]);
  const less = (await call("PATCH", `/v1/sources/${id}`, { secrets: { clientSecret: null } })).body.secrets;
  assert.deepEqual(Object.keys(less).toSorted(), ["consumerSecret", "crcSecret"]);
});

test("a new token is taken at once, and the old one as long as it overlaps", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github");
  const rotate = async (body?: object) => (await hub.call("POST", `/v1/sources/${source.id}/token/rotate`, body)).body;
  const status = async (token: string) => (await send(`/in/${token}`, "{}", signedGithub("{}", "push", "d"))).status;

  const second = await rotate();
  assert.notEqual(second.token, source.token);
  assert.ok(Date.parse(second.previous_token_until) > Date.now() + 86_000_000);
  assert.deepEqual([await status(source.token), await status(second.token)], [200, 200]);
  const third = await rotate({ overlap_seconds: 0 });
  assert.equal(third.previous_token_until, null);
  assert.deepEqual(await Promise.all([source.token, second.token, third.token].map(status)), [404, 404, 200]);
});

test("a source is its site's alone, and takes scopes of its own", async (t) => {
  const { call, makeSite } = await openHub(t);
  const [shop, blog] = [await makeSite("shop"), await makeSite("blog", ["sources:read"])];
  const wishes = { platform: "github", secrets: { secret: SECRET } };
  const { id } = (await call("POST", "/v1/sources", wishes, { key: shop.token })).body;
  for (const [method, path] of [
    ["GET", ""],
    ["GET", "/messages"],
  ] as const) {
    assert.equal((await call(method, `/v1/sources/${id}${path}`, undefined, { key: shop.token })).status, 200);
    assert.equal((await call(method, `/v1/sources/${id}${path}`, undefined, { key: blog.token })).status, 404);
  }
  assert.equal((await call("POST", "/v1/sources", wishes, { key: blog.token })).status, 403);
  assert.deepEqual((await call("GET", "/v1/sources", undefined, { key: blog.token })).body.sources, []);
  assert.equal((await call("GET", "/v1/sources/src_1", undefined, { key: shop.token })).body.code, "invalid_id");
  await call("DELETE", `/v1/sites/${shop.id}`);
  assert.equal((await call("GET", `/v1/sources/${id}`)).status, 404);
});

test("the platforms are listed with what each takes", async (t) => {
  const { call } = await openHub(t);
  const { platforms } = (await call("GET", "/v1/platforms")).body;
  const of = (name: string) => platforms.find((one: { name: string }) => one.name === name);
  const needed = of("youtube").credentials.map((field: { name: string; needed_for: string }) => [
    field.name,
    field.needed_for,
  ]);
  assert.deepEqual(new Map(needed).get("hubSecret"), "receiving");
  assert.deepEqual(new Map(needed).get("apiKey"), "polling");
  assert.deepEqual(new Map(needed).get("accessToken"), "acting");
  assert.deepEqual([of("github").set_up.kind, of("medium").set_up.kind], ["api", "none"]);
  assert.deepEqual([of("twitter").answers_handshake, of("stripe").answers_handshake], [true, false]);
  assert.deepEqual(of("github").set_up.steps[0].enter, [
    { name: "Payload URL", is: "address", value: null },
    { name: "Content type", is: "text", value: "application/json" },
    { name: "Secret", is: "credential", value: "secret" },
  ]);
  const [channel] = of("youtube").set_up.options;
  assert.deepEqual([channel.name, channel.kind, channel.is_required], ["channel", "text", true]);
  assert.deepEqual(Object.keys(of("reddit").polling.subject_descriptions), of("reddit").polling.subjects);
});
