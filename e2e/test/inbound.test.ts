import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { generic } from "@tabellary/contracts";
import { hexHmac } from "../harness/hmac.ts";
import { givenInbound, type Inbound } from "../harness/inbound.ts";
import { Source } from "../harness/source.ts";
import { comment, Meta } from "../platforms/meta.ts";

const SECRET = "the-secret-of-the-source";

async function openGeneric({ site }: Pick<Inbound, "site">, wishes: object = {}): Promise<Source> {
  return Source.open(site, { platform: "generic", secrets: { secret: SECRET }, ...wishes });
}

/** As somebody out there sends it, signed. */
function send({ internet }: Pick<Inbound, "internet">, url: string, body: string | Buffer, headers = {}) {
  const signed = { "content-type": "application/json", "x-webhook-signature": hexHmac(SECRET, body), ...headers };
  return internet.send(url, { headers: signed, body });
}

function message(id: string, type: string, data: object): string {
  return JSON.stringify({ id, type, created_at: "2026-01-15T12:30:00Z", data });
}

suite("A hub in front of an application", { concurrency: 3 }, () => {
  test("an event goes where its type, its source and what it says lead, and for each other webhook it is told why not", async (t) => {
    const inbound = await givenInbound(t);
    const { site, app } = inbound;
    const [first, second] = [await openGeneric(inbound), await openGeneric(inbound, { name: "the second" })];
    const at = (name: string) => `${app.url}/${name}`;
    const wishes = {
      all: { events: ["comment.*"] },
      second: { events: ["*"], sources: [second.id] },
      refunds: { events: ["comment.*"], filter: { path: "data.comment.text", contains: "refund" } },
      posts: { events: ["post.*"] },
    };
    const names = new Map<string, string>();
    for (const [name, wish] of Object.entries(wishes)) {
      names.set((await site.subscribe({ url: at(name), ...wish })).id, name);
    }
    const comment = (text: string) => ({ comment: { id: `c ${text}`, text } });
    await send(inbound, first.url, message("evt_1", "comment.created", comment("I want a refund")));
    await send(inbound, second.url, message("evt_2", "comment.created", comment("Thank you")));
    const received = await app.until(4);
    const got = received.map(({ path, json }) => `${path.split("/").at(-1)} ${json.data.source.event_id}`).sort();
    assert.deepEqual(got, ["all evt_1", "all evt_2", "refunds evt_1", "second evt_2"]);
    const one = received.find(({ json }) => json.data.source.event_id === "evt_1")!;
    assert.deepEqual(one.json.data.source.id, first.id);
    const event = await site.event(one.json.id);
    assert.equal(event.source_id, first.id);
    const fates = event.webhooks.map((fate: { webhook_id: string; outcome: string }) => [
      names.get(fate.webhook_id),
      fate.outcome,
    ]);
    assert.deepEqual(Object.fromEntries(fates), {
      all: "matched",
      second: "other_source",
      refunds: "matched",
      posts: "not_subscribed",
    });
    const other = await site.event(received.find(({ json }) => json.data.source.event_id === "evt_2")!.json.id);
    const refunds = other.webhooks.find((fate: { webhook_id: string }) => names.get(fate.webhook_id) === "refunds");
    assert.equal(refunds.outcome, "filtered");
  });

  test("passed through, a request comes byte for byte with its own headers and our signature, once for its many events", async (t) => {
    const meta = new Meta();
    const inbound = await givenInbound(t, [meta]);
    const { site, app } = inbound;
    const secrets = { appId: meta.appId, appSecret: meta.appSecret, verifyToken: "mine" };
    const source = await Source.open(site, { platform: "instagram", secrets });
    await source.register();
    const webhook = await site.subscribe({ url: app.url, events: ["comment.*"], contract: "pass-through" });
    // Spaces, an escape, an integer beyond 2^53: nothing of it is written anew.
    const body = `{ "object":"instagram",\t"entry": [ {"id":"1","time":1520622968,"big":9007199254740993,"changes":[${JSON.stringify(
      comment("17865799348089039", "caf\u00e9"),
    ).replace("é", "\\u00e9")}, ${JSON.stringify(comment("2", "two"))}]} ] }\n`;
    assert.equal((await meta.send(body)).status, 200);
    const [received] = await app.until(1);
    assert.equal(received?.text, body);
    assert.equal(received?.headers["x-hub-signature-256"], `sha256=${hexHmac(meta.appSecret, body)}`);
    assert.equal(received?.headers["content-type"], "application/json");
    const secret = await site.secretOf(webhook.id);
    const { headers } = received!;
    const verdict = generic.verify({ headers, body: received!.body, secrets: secret, nowMs: Date.now() });
    assert.ok(verdict.ok, JSON.stringify(verdict));
    const [kept] = await source.messages();
    const [delivery] = await site.deliveriesOf(webhook.id);
    await site.untilDelivery(delivery.id, "success");
    const whole = await source.message(kept.id);
    assert.deepEqual([whole.body, whole.body_encoding, whole.events.length], [body, "utf-8", 2]);
    assert.equal(app.received.length, 1);

    // Bytes that are no text are no JSON either; passed on they are all the same where they are genuine.
    const raw = await Source.open(site, { platform: "hook0", secrets: { secret: SECRET } });
    await site.subscribe({ url: `${app.url}/raw`, events: ["hook0.*"], contract: "pass-through" });
    const bytes = Buffer.from([0xff, 0x00, 0xfe, 0x0a]);
    const seconds = Math.floor(Date.now() / 1000);
    const signed = Buffer.concat([Buffer.from(`${seconds}.`), bytes]);
    const signature = `t=${seconds},v0=${hexHmac(SECRET, signed)}`;
    const sent = { "content-type": "application/octet-stream", "x-hook0-signature": signature };
    assert.equal((await inbound.internet.send(raw.url, { headers: sent, body: bytes })).status, 200);
    const [, second] = await app.until(2);
    assert.deepEqual(second?.body, bytes);
    assert.equal(second?.headers["content-type"], "application/octet-stream");
  });

  test("what is forged, too long or not readable is refused with its reason, and some of it is kept to be looked at", async (t) => {
    const inbound = await givenInbound(t, [], { flags: { "max-payload-bytes": "65536" } });
    const { internet, site, app } = inbound;
    await site.subscribe({ url: app.url, events: ["*"] });
    const source = await openGeneric(inbound);
    const body = message("evt_1", "a.b", { text: "x".repeat(10_000) });
    const status = async (sent: string | Buffer, headers: Record<string, string> = {}) =>
      (await send(inbound, source.url, sent, headers)).status;
    const startedAt = performance.now();
    assert.equal(await status(body, { "x-webhook-signature": "0".repeat(64) }), 401);
    assert.equal((await internet.send(source.url, { body })).status, 401);
    assert.equal(await status("no json"), 400);
    assert.equal(await status("x".repeat(70_000)), 413);
    assert.equal((await internet.send(source.url, { method: "GET" })).status, 405);
    const rejected = await source.untilMessages(5, "verdict=rejected&limit=100");
    assert.deepEqual(rejected.map(({ reason }) => reason).sort(), [
      "body_too_large",
      "method_not_allowed",
      "signature_mismatch",
      "signature_missing",
      "unparsable",
    ]);
    const forged = await source.message(rejected.find(({ reason }) => reason === "signature_mismatch")!.id);
    assert.deepEqual([forged.body.length, forged.body_is_cut], [4096, true]);
    assert.equal(app.received.length, 0);

    const forge = () => status(body, { "x-webhook-signature": "0".repeat(64) });
    assert.deepEqual(new Set(await Promise.all(Array.from({ length: 100 }, forge))), new Set([401]));
    assert.equal(await status(message("evt_2", "a.b", {})), 200);
    await app.until(1);
    const kept = await source.messages("verdict=rejected&limit=200");
    // A burst of twenty, and one a second.
    const keptMax = 22 + (performance.now() - startedAt) / 1_000;
    assert.ok(kept.length >= 20 && kept.length <= keptMax, `${kept.length} of 105 were kept`);
    const metrics: string = await inbound.hub.api.expect(200, inbound.hub.api.get("/metrics"));
    const counted = /^tabellary_inbound_messages_total\{.*reason="signature_mismatch".*\} (\d+)/m.exec(metrics);
    assert.equal(counted?.[1], "101", "all of it is counted");
  });

  test("a body is taken whatever it is called, or not called at all", async (t) => {
    const inbound = await givenInbound(t);
    const source = await openGeneric(inbound);
    const types = ["application/json", "json", "", "text/plain; charset=", "application/x-www-form-urlencoded"];
    for (const [n, type] of types.entries()) {
      const { status } = await send(inbound, source.url, message(`evt_${n}`, "a.b", {}), { "content-type": type });
      assert.equal(status, 200, `"${type}"`);
    }
    const [last] = await source.messages();
    const { headers } = await source.message(last.id);
    assert.ok(headers.some((pair: string[]) => pair.join(": ") === `content-type: ${types.at(-1)}`));
  });

  test("a source shows no secret, and neither do its messages", async (t) => {
    const inbound = await givenInbound(t);
    const { internet, site } = inbound;
    const source = await Source.open(site, { platform: "gitlab", secrets: { secret: "a-token-that-nobody-may-see" } });
    const body = JSON.stringify({ object_kind: "push", ref: "refs/heads/main" });
    const headers = { "content-type": "application/json", "x-gitlab-token": "a-token-that-nobody-may-see" };
    assert.equal((await internet.send(source.url, { headers, body })).status, 200);
    const [kept] = await source.messages();
    const shown = JSON.stringify([await source.get(), kept, await source.message(kept.id)]);
    assert.ok(!shown.includes("a-token-that-nobody-may-see"), shown);
    assert.match(shown, /x-gitlab-token/i);
  });

  test("another token takes over at once, and the one before goes on for its time", async (t) => {
    const inbound = await givenInbound(t);
    const source = await openGeneric(inbound);
    const first = source.url;
    const { ingress_url: second } = await source.do("token/rotate", {});
    const status = async (url: string, id: string) => (await send(inbound, url, message(id, "a.b", {}))).status;
    assert.deepEqual([await status(first, "evt_1"), await status(second, "evt_2")], [200, 200]);
    const { ingress_url: third } = await source.do("token/rotate", { overlap_seconds: 0 });
    assert.deepEqual([await status(second, "evt_3"), await status(third, "evt_4")], [404, 200]);
    assert.deepEqual(await status(first, "evt_5"), 404);
  });

  test("a paused source answers, and nothing is delivered until it goes on", async (t) => {
    const inbound = await givenInbound(t);
    const { site, app } = inbound;
    await site.subscribe({ url: app.url, events: ["*"] });
    const source = await openGeneric(inbound, { active: false });
    assert.equal((await send(inbound, source.url, message("evt_1", "a.b", {}))).status, 200);
    await source.change({ active: true });
    assert.equal((await send(inbound, source.url, message("evt_2", "a.b", {}))).status, 200);
    const [received] = await app.until(1);
    assert.equal(received?.json.data.source.event_id, "evt_2");
    assert.deepEqual(await source.messages("verdict=accepted"), [(await source.messages())[0]]);
  });

  test("a range is replayed after a handler was added, each event once more and marked, when that is asked for", async (t) => {
    const inbound = await givenInbound(t);
    const { site, app } = inbound;
    const source = await openGeneric(inbound);
    const from = new Date().toISOString();
    for (let n = 1; n <= 5; n++) await send(inbound, source.url, message(`evt_${n}`, "a.b", { n }));
    await site.subscribe({ url: app.url, events: ["generic.a.b"] });
    const range = { from, to: new Date(Date.now() + 1000).toISOString() };
    const skipped = await source.do("replay", range);
    assert.deepEqual([skipped.replayed, skipped.events, skipped.duplicates], [5, 0, 5]);
    const page = await source.do("replay", { ...range, again: true, limit: 3 });
    assert.deepEqual([page.replayed, page.events], [3, 3]);
    await source.do("replay", { ...range, again: true, cursor: page.next_cursor });
    const received = await app.until(5);
    assert.deepEqual(received.map(({ json }) => json.data.n).sort(), [1, 2, 3, 4, 5]);
    assert.ok(received.every(({ json }) => json.data.source.replay === true));
  });
});

suite("A source's test", { concurrency: 3 }, () => {
  test("it goes through the public address, is kept, and is delivered like any other", async (t) => {
    const meta = new Meta();
    const { internet, site, app } = await givenInbound(t, [meta]);
    await site.subscribe({ url: app.url, events: ["comment.created"] });
    const secrets = { appSecret: meta.appSecret, verifyToken: "mine" };
    const source = await Source.open(site, { platform: "instagram", secrets });
    const tested = await source.do("test");
    assert.deepEqual([tested.status_code, tested.verdict, tested.error], [200, "accepted", null]);
    const [received] = await app.until(1);
    assert.deepEqual(tested.events, [received?.json.id]);
    assert.match(received?.json.data.comment.text, /sample/);
    const [kept] = await source.messages();
    assert.equal(kept.id, tested.message_id);

    await source.change({ secrets: { appSecret: ["another", meta.appSecret] }, allowed_ips: ["192.0.2.1"] });
    const refused = await source.do("test");
    assert.deepEqual([refused.status_code, refused.verdict, refused.reason], [403, "rejected", "ip_not_allowed"]);
    internet.hubUrl = "http://127.0.0.1:1";
    const lost = await source.do("test");
    assert.deepEqual([lost.status_code, lost.message_id], [500, null]);
  });

  test("where no public address is known it goes to where the hub listens; what nobody can sign is said", async (t) => {
    const inbound = await givenInbound(t, [], { env: { TABELLARY_PUBLIC_URL: "" } });
    const source = await openGeneric(inbound);
    assert.ok(source.url.startsWith(inbound.hub.url));
    const tested = await source.do("test");
    assert.deepEqual([tested.status_code, tested.verdict], [200, "accepted"]);
    const discord = await Source.open(inbound.site, { platform: "discord", secrets: { publicKey: "ab".repeat(32) } });
    const refused = await discord.post("test");
    assert.equal(refused.status, 409);
    assert.match(refused.body.detail, /Discord signs with a private key/);
  });
});
