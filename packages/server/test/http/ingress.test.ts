import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { request } from "node:http";
import { text as read } from "node:stream/consumers";
import { test } from "node:test";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { BYTES_MAX, eventually, openHub } from "./hub.ts";
import {
  comment,
  makeSource,
  messagesOf,
  openDoor,
  SECRET,
  signedGithub,
  signedInstagram,
  signedSlack,
  signedUnified,
  unified,
} from "./platform-requests.ts";

test("a genuine message is kept as it came, and becomes an event of its site", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github");
  const payload = { action: "opened", number: 12345678901, nested: { id: "x" } };
  // GitHub sends more digits than JavaScript holds, and white space.
  const body = JSON.stringify(payload, null, 1).replace("12345678901", "12345678901234567890");
  const answer = await send(`${source.path}?a=b`, body, signedGithub(body, "issues", "d-1"));
  assert.deepEqual([answer.status, answer.text], [200, '{"status":"ok"}']);

  const [message] = await messagesOf(hub, source);
  assert.equal(message.verdict, "accepted");
  assert.deepEqual([message.origin, message.method, message.query], ["request", "POST", "a=b"]);
  assert.deepEqual([message.remote_address, message.body_bytes], ["127.0.0.1", body.length]);
  const whole = (await hub.call("GET", `/v1/sources/${source.id}/messages/${message.id}`)).body;
  assert.deepEqual([whole.body, whole.body_encoding], [body, "utf-8"]);
  const sent = new Map(whole.headers.map(([name, value]: [string, string]) => [name.toLowerCase(), value]));
  assert.equal(sent.get("x-github-delivery"), "d-1");

  const [event] = (await hub.call("GET", "/v1/events")).body.events;
  assert.deepEqual(message.events, [event.id]);
  assert.deepEqual([event.type, event.external_id], ["github.issues", `${source.id}:d-1`]);
  const { data } = (await hub.call("GET", `/v1/events/${event.id}`)).body;
  const origin = { id: source.id, message_id: message.id, event_id: "d-1" };
  assert.deepEqual(data, { platform: "github", source: origin, ...payload, number: "12345678901234567890" });
});

test("what a platform sends again is kept as a duplicate, and no second event", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github");
  const headers = signedGithub("{}", "push", "d-1");
  const answers = await Promise.all([1, 2, 3].map(() => send(source.path, "{}", headers)));
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  const { events } = (await hub.call("GET", "/v1/events")).body;
  assert.equal(events.length, 1);
  const messages = await messagesOf(hub, source);
  const verdicts = messages.map(({ verdict }: { verdict: string }) => verdict).toSorted();
  assert.deepEqual(verdicts, ["accepted", "duplicate", "duplicate"]);
  for (const { verdict, events: made, repeated } of messages) {
    assert.deepEqual(verdict === "accepted" ? made : repeated, [events[0].id]);
  }
  assert.equal((await messagesOf(hub, source, "?verdict=duplicate")).length, 2);
});

test("a batch is one message and several events, and a repeat within it none", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "instagram", { secrets: { appSecret: SECRET }, verify_token: "v" });
  const change = (id: string) => ({ field: "comments", value: { id, text: "Hi", media: { id: "m" } } });
  const batch = (...ids: string[]) =>
    JSON.stringify({ object: "instagram", entry: [{ id: "17", time: 1767864600, changes: ids.map(change) }] });
  const first = batch("c1", "c2", "c1");
  assert.equal((await send(source.path, first, signedInstagram(first))).status, 200);
  const second = batch("c2", "c3");
  assert.equal((await send(source.path, second, signedInstagram(second))).status, 200);
  const [later, earlier] = await messagesOf(hub, source);
  assert.deepEqual([earlier.verdict, earlier.events.length, earlier.repeated], ["accepted", 2, []]);
  assert.deepEqual([later.verdict, later.events.length, later.repeated], ["accepted", 1, [earlier.events[1]]]);
  const { events } = (await hub.call("GET", "/v1/events?type=comment.created")).body;
  assert.deepEqual(
    events.map((event: { ordering_key: string }) => event.ordering_key),
    ["instagram:c3", "instagram:c2", "instagram:c1"],
  );
});

test("a handshake is answered wherever it comes from, and while the source is paused", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const wishes = { secrets: { consumerSecret: SECRET }, allowed_ips: ["192.0.2.0/24"], active: false };
  const source = await makeSource(hub, "twitter", wishes);
  const answer = await send(`${source.path}?crc_token=abc`, null);
  const digest = createHmac("sha256", SECRET).update("abc").digest("base64");
  assert.deepEqual([answer.status, JSON.parse(answer.text)], [200, { response_token: `sha256=${digest}` }]);
  assert.deepEqual(await messagesOf(hub, source), []);
  const get = () => hub.call("GET", `/v1/sources/${source.id}`);
  const noted = await eventually(get, ({ body }) => body.state.handshake_at !== null);
  assert.match(noted.body.state.handshake_at, /Z$/);
  assert.equal((await send(source.path, "{}")).status, 403);
});

test("a subscription that a platform confirms is noted before it is answered", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "youtube", { secrets: { channels: "UCx", hubSecret: SECRET } });
  const topic = encodeURIComponent("https://www.youtube.com/feeds/videos.xml?channel_id=UCx");
  const question = `?hub.mode=subscribe&hub.topic=${topic}&hub.challenge=42&hub.lease_seconds=432000`;
  const answer = await send(source.path + question, null);
  assert.deepEqual([answer.status, answer.text], [200, "42"]);
  const { no } = [...hub.catalogue.now.sources()][0]!;
  const notes = await hub.store.notes(no, "", null, 10);
  assert.equal(notes.length, 2);
  assert.match(notes.map(({ key }) => key).join(" "), /^handshake subscription:https:/);
  const refused = await send(source.path + question.replace("UCx", "UCy"), null);
  assert.equal(refused.status, 404);
  const [kept] = await eventually(
    () => messagesOf(hub, source, "?verdict=rejected"),
    ({ length }) => length > 0,
  );
  assert.equal(kept.reason, "unknown_topic");
});

test("each refusal has its status, and its reason in what is kept", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "moderation-ai");
  const body = unified("e1", "comment.created", comment("c1"));
  const headers = signedUnified(body);
  const { "X-Signature": _, ...unsigned } = headers;
  const old = signedUnified(body, SECRET, Date.now() - 600_000);
  const broken = '{"event_type":';
  const large = "x".repeat(BYTES_MAX + 1);
  const refusals: [body: string, headers: Record<string, string>, status: number, reason: string][] = [
    [body, unsigned, 401, "signature_missing"],
    [body, signedUnified(body, "another-secret"), 401, "signature_mismatch"],
    [body, old, 401, "timestamp_outside_tolerance"],
    [broken, signedUnified(broken), 400, "unparsable"],
    [large, signedUnified(large), 413, "body_too_large"],
  ];
  for (const [text, given, status, reason] of refusals) {
    assert.equal((await send(source.path, text, given)).status, status, reason);
    const [last] = await eventually(
      () => messagesOf(hub, source),
      (messages) => messages[0]?.reason === reason,
    );
    assert.deepEqual([last.verdict, last.events], ["rejected", []]);
    assert.ok(last.detail.length > 10);
  }
  assert.deepEqual((await hub.call("GET", "/v1/events")).body.events, []);
});

test("a genuine message that no event can hold is refused as unreadable, and kept", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github");
  const body = `{"a":${"[".repeat(100)}${"]".repeat(100)}}`;
  assert.equal((await send(source.path, body, signedGithub(body, "push", "d-1"))).status, 400);
  const [kept] = await eventually(
    () => messagesOf(hub, source),
    ({ length }) => length > 0,
  );
  assert.deepEqual([kept.verdict, kept.reason], ["rejected", "unparsable"]);
  assert.match(kept.detail, /more than 64 levels deep/);
});

test("a token that is none is unknown, and nothing is kept of it", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  for (const path of ["/in/nonsense", `/in/${"A".repeat(43)}`]) {
    const answer = await send(path, "{}");
    assert.deepEqual([answer.status, answer.text], [404, '{"error":"unknown_source"}']);
  }
  assert.equal((await hub.call("PUT", "/in/nonsense", {}, { key: null })).status, 405);
});

test("a message that asks for an answer by itself gets it, and is not kept", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github");
  assert.equal((await send(source.path, "{}", signedGithub("{}", "ping", "d-1"))).status, 200);
  assert.deepEqual(await messagesOf(hub, source), []);
  const metrics = (await hub.call("GET", "/metrics")).text;
  assert.match(metrics, /tabellary_inbound_messages_total\{platform="github",verdict="answered",reason=""\} 1/);
});

test("a challenge that comes as a signed message is answered wherever it comes from, and while the source is paused", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const wishes = { secrets: { signingSecret: SECRET }, allowed_ips: ["192.0.2.0/24"], active: false };
  const source = await makeSource(hub, "slack", wishes);
  const challenge = '{"type":"url_verification","challenge":"3eZbrw1a"}';
  const answer = await send(source.path, challenge, signedSlack(challenge));
  assert.deepEqual([answer.status, answer.text], [200, "3eZbrw1a"]);
  assert.deepEqual(await messagesOf(hub, source), []);
  const forged = { ...signedSlack(challenge), "x-slack-signature": `v0=${"0".repeat(64)}` };
  assert.equal((await send(source.path, challenge, forged)).status, 403);
  const message = '{"type":"event_callback"}';
  assert.equal((await send(source.path, message, signedSlack(message))).status, 403);
});

test("a source that is switched off answers, and makes no event of what comes", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github", { active: false });
  assert.equal((await send(source.path, "{}", signedGithub("{}", "push", "d-1"))).status, 200);
  const [kept] = await eventually(
    () => messagesOf(hub, source),
    ({ length }) => length > 0,
  );
  assert.deepEqual([kept.verdict, kept.reason], ["rejected", "source_paused"]);
  assert.deepEqual((await hub.call("GET", "/v1/events")).body.events, []);
});

test("of a flood of forged requests some are kept, each cut, and all are counted", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github");
  const body = "x".repeat(10_000);
  const headers = { ...signedGithub(body, "push", "d"), "x-hub-signature-256": `sha256=${"0".repeat(64)}` };
  const answers = await Promise.all(Array.from({ length: 60 }, () => send(source.path, body, headers)));
  assert.ok(answers.every(({ status }) => status === 401));
  const counted =
    /tabellary_inbound_messages_total\{platform="github",verdict="rejected",reason="signature_mismatch"\} 60/;
  await eventually(
    async () => (await hub.call("GET", "/metrics")).text,
    (text) => counted.test(text),
  );
  const messages = await messagesOf(hub, source);
  assert.ok(messages.length >= 20 && messages.length <= 30, `${messages.length}`);
  for (const message of messages) assert.deepEqual([message.body_bytes, message.body_is_cut], [4_096, true]);
});

test("a body that has no declared length is cut off where it is too long", async (t) => {
  const hub = await openHub(t);
  await openDoor(hub);
  const source = await makeSource(hub, "github");
  const { port } = hub.app.server.address() as { port: number };
  const sending = request({ port, path: source.path, method: "POST" });
  const answered = new Promise<number>((resolve) =>
    sending.on("response", (response) => read(response).then(() => resolve(response.statusCode!))),
  );
  sending.on("error", () => undefined);
  sending.write("x".repeat(BYTES_MAX));
  sending.end("x".repeat(BYTES_MAX));
  assert.equal(await answered, 413);
  const [kept] = await eventually(
    () => messagesOf(hub, source),
    ({ length }) => length > 0,
  );
  assert.deepEqual([kept.reason, kept.body_bytes, kept.body_is_cut], ["body_too_large", 0, true]);
});

test("the sender's address is what a trusted proxy says, and nobody else's word", async (t) => {
  const body = unified("e1", "comment.created", comment("c1"));
  const forwarded = { ...signedUnified(body), "x-forwarded-for": "203.0.113.9, 198.51.100.7" };
  const wishes = { allowed_ips: ["198.51.100.0/24"] };

  const trusting = await openHub(t, {}, { trustedProxies: ["127.0.0.0/8"] });
  const source = await makeSource(trusting, "moderation-ai", wishes);
  assert.equal((await (await openDoor(trusting))(source.path, body, forwarded)).status, 200);
  assert.equal((await messagesOf(trusting, source))[0].remote_address, "198.51.100.7");

  const distrusting = await openHub(t);
  const other = await makeSource(distrusting, "moderation-ai", wishes);
  assert.equal((await (await openDoor(distrusting))(other.path, body, forwarded)).status, 403);
  const [kept] = await eventually(
    () => messagesOf(distrusting, other),
    ({ length }) => length > 0,
  );
  assert.deepEqual([kept.reason, kept.remote_address], ["ip_not_allowed", "127.0.0.1"]);
});

test("while the store is away a platform is asked to come again, and what it then sends is taken", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github");
  const commit = hub.store.commit.bind(hub.store);
  hub.store.commit = () => Promise.reject(new StoreUnavailableError("gone", "none"));
  const headers = signedGithub("{}", "push", "d-1");
  const away = await send(source.path, "{}", headers);
  assert.deepEqual([away.status, away.text], [503, '{"error":"store_unavailable"}']);
  assert.equal(away.headers.get("retry-after"), "1");
  hub.store.commit = commit;
  await eventually(
    () => send(source.path, "{}", headers),
    ({ status }) => status === 200,
  );
  assert.equal((await hub.call("GET", "/v1/events")).body.events.length, 1);
});

test("credentials in headers are not kept", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "gitlab");
  const headers = {
    "content-type": "application/json",
    "x-gitlab-event": "Push Hook",
    "x-gitlab-token": SECRET,
    authorization: "Bearer something",
    "x-odd": SECRET,
  };
  assert.equal((await send(source.path, '{"object_kind":"push"}', headers)).status, 200);
  const [{ id }] = await messagesOf(hub, source);
  const { text, body } = await hub.call("GET", `/v1/sources/${source.id}/messages/${id}`);
  assert.ok(!text.includes(SECRET) && !text.includes("Bearer something"));
  const kept = new Map(body.headers.map(([name, value]: [string, string]) => [name.toLowerCase(), value]));
  for (const name of ["x-gitlab-token", "authorization", "x-odd"]) assert.equal(kept.get(name), "(secret)", name);
  assert.equal(kept.get("x-gitlab-event"), "Push Hook");
});

test("credentials in a query are not kept, and the rest of it as it came", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const token = "a verify+token";
  const source = await makeSource(hub, "instagram", { secrets: { appSecret: SECRET }, verify_token: token });
  const shown = encodeURIComponent(token);
  const query = (value: string) => `hub.mode=unknown&hub.verify_token=${value}&hub.challenge=%3C1%3E&odd&${value}`;
  // Both ways of writing a space.
  assert.equal((await send(`${source.path}?${query(shown)}`, null)).status, 403);
  assert.equal((await send(`${source.path}?${query(shown.replace("%20", "+"))}`, null)).status, 403);
  const messages = await eventually(
    () => messagesOf(hub, source, "?verdict=rejected"),
    ({ length }) => length === 2,
  );
  for (const { id } of messages) {
    const { body } = await hub.call("GET", `/v1/sources/${source.id}/messages/${id}`);
    assert.equal(body.query, query("(secret)"));
  }
});

test("a body that is no text is shown as base64", async (t) => {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const source = await makeSource(hub, "github");
  const body = Uint8Array.of(0xff, 0x00, 0x7b);
  assert.equal((await send(source.path, body, signedGithub(body, "push", "d-1"))).status, 400);
  const [{ id }] = await eventually(
    () => messagesOf(hub, source),
    ({ length }) => length > 0,
  );
  const message = (await hub.call("GET", `/v1/sources/${source.id}/messages/${id}`)).body;
  assert.deepEqual([message.body, message.body_encoding], ["/wB7", "base64"]);
});
