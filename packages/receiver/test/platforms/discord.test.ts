import assert from "node:assert/strict";
import { generateKeyPairSync, sign } from "node:crypto";
import { test } from "node:test";
import { findPlatform, getPlatform, normalise, receive, verify } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const now = 1_768_480_200_000;
const keys = generateKeyPairSync("ed25519");
const secret = Buffer.from(keys.publicKey.export({ format: "jwk" }).x!, "base64url").toString("hex");

function requestOf(payload: object, platform = "discord", timestamp = String(now / 1000)) {
  const body = JSON.stringify(payload);
  const signature = sign(null, Buffer.from(timestamp + body), keys.privateKey).toString("hex");
  const headers = { "X-Signature-Ed25519": signature, "X-Signature-Timestamp": timestamp };
  return { platform, secret, headers, body, now };
}

function eventOf(type: string, data: object) {
  const event = { type, timestamp: "2025-08-05T21:44:09.412957", data };
  const payload = { version: 1, application_id: "1234560123453231555", type: 1, event };
  const result = normalise(requestOf(payload));
  assert.ok(result.ok, JSON.stringify(result));
  return result.events[0]!;
}

test("the two pings are answered as each asks for, when they are signed", async () => {
  const events = await receive(requestOf({ version: 1, application_id: "1234560123453231555", type: 0 }));
  assert.ok(events.kind === "answered");
  assert.deepEqual([events.answer.status, events.answer.body], [204, ""]);
  assert.ok(events.answer.headers["content-type"]);
  const ping = requestOf(
    { id: "1", application_id: "1234560123453231555", type: 1, version: 1 },
    "discord-interactions",
  );
  const interaction = await receive(ping);
  assert.ok(interaction.kind === "answered");
  assert.equal(interaction.answer.body, '{"type":1}');
  const forged = await receive({ ...ping, body: ping.body.replace('"id":"1"', '"id":"2"') });
  assert.ok(forged.kind === "refused" && forged.answer.status === 401);
});

test("a message of a lobby is a comment on it, also when it is edited or deleted", async () => {
  // https://docs.discord.com/developers/events/webhook-events#lobby-message-create
  const message = {
    id: "1397683868087681135",
    type: 0,
    content: "welcome!",
    lobby_id: "1397683792598724690",
    channel_id: "1397683792598724690",
    author: { id: "1111111111111111111", username: "mia" },
    timestamp: "2025-08-05T21:44:09.397000+00:00",
  };
  const created = eventOf("LOBBY_MESSAGE_CREATE", message);
  assert.equal(created.eventType, "comment.created");
  assert.equal(created.timestamp, "2025-08-05T21:44:09.412Z");
  assert.deepEqual(JSON.parse(JSON.stringify(created.data)), {
    comment: {
      id: "1397683868087681135",
      post_id: "1397683792598724690",
      author_id: "1111111111111111111",
      author_username: "mia",
      text: "welcome!",
      created_at: "2025-08-05T21:44:09.397Z",
    },
  });
  const edited = eventOf("LOBBY_MESSAGE_UPDATE", { ...message, edited_timestamp: "2025-08-05T21:45:00+00:00" });
  assert.equal(edited.eventType, "comment.updated");
  const deleted = eventOf("LOBBY_MESSAGE_DELETE", { id: message.id, lobby_id: message.lobby_id });
  assert.deepEqual({ ...deleted.data }, { comment_id: message.id, post_id: message.lobby_id });
  assert.equal(new Set([created.eventId, edited.eventId, deleted.eventId]).size, 3);
  assert.equal(eventOf("LOBBY_MESSAGE_CREATE", message).eventId, created.eventId);
});

test("other events pass under their own name and are answered with 204", async () => {
  const event = { type: "APPLICATION_AUTHORIZED", timestamp: "2024-10-18T14:42:53.064834", data: { scopes: [] } };
  const received = await receive(requestOf({ version: 1, application_id: "1", type: 1, event }));
  assert.ok(received.kind === "events");
  assert.equal(received.events[0]?.eventType, "discord.application_authorized");
  assert.equal(received.answer.status, 204);
});

test("an interaction is known by its id, and answered by a promise", async () => {
  const command = { id: "846462639134605312", type: 2, token: "A_UNIQUE_TOKEN", version: 1, data: { name: "hi" } };
  const received = await receive(requestOf(command, "discord-interactions"));
  assert.ok(received.kind === "events");
  const [event] = received.events;
  assert.deepEqual([event?.eventType, event?.eventId], ["discord.interaction.application_command", command.id]);
  assert.equal(received.answer.status, 202);
});

test("no time is too old unless a tolerance is given", async () => {
  const old = requestOf({ type: 0 }, "discord", "1600000000");
  assert.equal((await verify(old)).ok, true);
  const verdict = await verify({ ...old, toleranceSeconds: 300 });
  assert.equal(verdict.ok ? "taken" : verdict.reason, "timestamp_outside_tolerance");
});

test("a key that is no point, or none at all, lets nothing pass", async () => {
  const request = requestOf({ type: 0 });
  for (const key of ["f".repeat(64), "0".repeat(64), "zz", secret.toUpperCase(), ""]) {
    assert.equal((await verify({ ...request, secret: key })).ok, false, key);
  }
  assert.equal((await verify({ ...request, secret: ["f".repeat(64), secret] })).ok, true);
});

test("the address of webhook events is the application's: set, read and switched off", async () => {
  // https://docs.discord.com/developers/resources/application#edit-current-application
  let application: Record<string, unknown> = { id: "1234560123453231555" };
  const api = fakeApi(({ method, body }) => {
    if (method === "PATCH") application = { ...application, ...JSON.parse(body) };
    return json(application);
  });
  const { register } = findPlatform("discord")!;
  assert.ok(register?.kind === "api");
  const input = { credentials: { botToken: ["bot"] }, fetch: api.fetch, nowMs: now };
  assert.deepEqual(await register.list(input), []);
  const options = { types: ["LOBBY_MESSAGE_CREATE"] };
  const made = await register.register({ ...input, url: "https://example.com/w", options });
  assert.deepEqual(made, { id: "1234560123453231555", url: "https://example.com/w", isActive: true, expiresAt: null });
  await register.delete({ ...input, id: made.id });
  assert.equal((await register.list(input))[0]?.isActive, false);
  assert.equal(lineOf(api.asked[1]!), "PATCH /api/v10/applications/@me");
  assert.equal(api.asked[1]!.headers.get("authorization"), "Bot bot");
  assert.match(api.asked[1]!.headers.get("user-agent")!, /^DiscordBot \(/);
  assert.deepEqual(JSON.parse(api.asked[1]!.body), {
    event_webhooks_url: "https://example.com/w",
    event_webhooks_status: 2,
    event_webhooks_types: ["LOBBY_MESSAGE_CREATE"],
  });
});

test("interactions have an address of their own", async () => {
  const api = fakeApi(() => json({ id: "1", interactions_endpoint_url: "https://example.com/i" }));
  const { register } = findPlatform("discord-interactions")!;
  assert.ok(register?.kind === "api");
  const input = { credentials: { botToken: ["bot"] }, fetch: api.fetch, nowMs: now };
  await register.register({ ...input, url: "https://example.com/i", options: {} });
  await register.delete({ ...input, id: "1" });
  assert.deepEqual(
    api.asked.map(({ body }) => body),
    ['{"interactions_endpoint_url":"https://example.com/i"}', '{"interactions_endpoint_url":null}'],
  );
});

test("a message of a channel is deleted by the bot, or comes back with a time to wait", async () => {
  // https://docs.discord.com/developers/resources/message#delete-message, https://docs.discord.com/developers/topics/rate-limits
  let isLimited = false;
  const api = fakeApi(() =>
    isLimited
      ? json(
          { message: "You are being rate limited.", retry_after: 64.57 },
          { status: 429, headers: { "retry-after": "65" } },
        )
      : new Response(null, { status: 204 }),
  );
  const discord = getPlatform("discord", { credentials: { botToken: "bot" }, fetch: api.fetch });
  assert.deepEqual(await discord.moderateComment("41771983423143937:162701077035089920", "remove"), {
    outcome: "applied",
  });
  assert.equal(lineOf(api.asked[0]!), "DELETE /api/v10/channels/41771983423143937/messages/162701077035089920");
  isLimited = true;
  const limited = await discord.moderateComment("41771983423143937:162701077035089920", "remove");
  assert.ok(limited.outcome === "failed" && limited.retryAfterMs === 65_000);
  for (const id of ["162701077035089920", "1:2/../3", "../1:2"]) {
    assert.equal((await discord.moderateComment(id, "remove")).outcome, "unsupported");
  }
  assert.equal((await discord.moderateComment("1:2", "hide")).outcome, "unsupported");
});
