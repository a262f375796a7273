import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Asked, fakeApi, json, lineOf } from "../../../receiver/test/fake-api.ts";
import { type RegistrationNote, subscriptionNote } from "../../src/inbound/notes.ts";
import { Registrations } from "../../src/inbound/registrations.ts";
import { Renewing } from "../../src/inbound/renewing.ts";
import { formatId } from "../../src/model/ids.ts";
import { systemRandom as random } from "../../src/world.ts";
import { openRoom, PUBLIC_URL } from "./room.ts";

const DAY_MS = 86_400_000;
const CHANNEL = "UCabc";
const TOPIC = `https://www.youtube.com/feeds/videos.xml?channel_id=${CHANNEL}`;

/** GitHub's webhooks of one repository: https://docs.github.com/en/rest/repos/webhooks */
function github() {
  const hooks = new Map<string, object>();
  const api = fakeApi(({ method, url, body }) => {
    const id = url.pathname.split("/")[5];
    if (method === "POST") {
      const { config, events } = JSON.parse(body);
      const { secret: _, ...shown } = config;
      const hook = { id: 42, active: true, events, config: shown };
      hooks.set("42", hook);
      return json(hook, { status: 201 });
    }
    if (method === "GET") return json([...hooks.values()]);
    return hooks.delete(id!) ? new Response(null, { status: 204 }) : json({ message: "Not Found" }, { status: 404 });
  });
  return { api, hooks };
}

const REPOSITORY = { secret: "the-webhooks-secret", accessToken: "ghp_1234567", repository: "octo/repo" };

/** Google's hub: https://developers.google.com/youtube/v3/guides/push_notifications */
const googlesHub = () => fakeApi(() => new Response(null, { status: 202 }));
const formOf = ({ body }: Asked) => Object.fromEntries(new URLSearchParams(body));

describe("Registrations", () => {
  test("send the platform to the source's address, are listed, and end", async (t) => {
    const { api, hooks } = github();
    const { asking, makeSource, notesOf } = await openRoom(t, api.fetch);
    const { registrations } = asking;
    const source = await makeSource("github", REPOSITORY);
    const url = `${PUBLIC_URL}/in/${source.secrets.token}`;
    const made = await registrations.register(source, { events: ["issue_comment"] });
    const shown = { id: "42", url, state: "active", isOurs: true, endsAt: null, renewsAt: null, error: null };
    assert.deepEqual(made, { kind: "registered", registration: shown });
    const sent = JSON.parse(api.asked[0]!.body);
    assert.deepEqual([sent.config.url, sent.config.secret, sent.events], [url, REPOSITORY.secret, ["issue_comment"]]);

    hooks.set("7", { id: 7, active: false, config: { url: "https://other.example" } });
    const other = { ...shown, id: "7", url: "https://other.example", state: "inactive", isOurs: false };
    assert.deepEqual(await registrations.list(source), {
      kind: "listed",
      message: null,
      registrations: [shown, other],
    });
    hooks.delete("42");
    const { registrations: left } = await registrations.list(source);
    assert.deepEqual(
      left.map(({ id, state }) => [id, state]),
      [
        ["42", "missing"],
        ["7", "inactive"],
      ],
    );

    await registrations.end(source, "42");
    assert.deepEqual(await notesOf(source.no), {}, "what the platform has not is ended all the same");
    await registrations.end(source, "7");
    assert.deepEqual([...hooks], []);
  });

  test("keep the secret that the platform makes, before those that are there, and in no note", async (t) => {
    // https://docs.stripe.com/api/webhook_endpoints/create: `secret` is in this answer and in no other.
    const endpoint = { id: "we_1", url: "https://x.example", status: "enabled", secret: "whsec_made-by-stripe" };
    const { asking, makeSource, present, notesOf } = await openRoom(t, fakeApi(() => json(endpoint)).fetch);
    const source = await makeSource("stripe", { apiKey: "sk_test_1234", secret: "whsec_the-old-one" });
    await asking.registrations.register(source, {});
    assert.deepEqual(present(source.no).secrets.credentials.secret, ["whsec_made-by-stripe", "whsec_the-old-one"]);
    assert.deepEqual(present(source.no).secrets.token, source.secrets.token);
    assert.doesNotMatch(JSON.stringify(await notesOf(source.no)), /whsec/);
  });

  test("end again when the secret that comes with them cannot be kept", async (t) => {
    const endpoint = { id: "we_1", url: "https://x.example", status: "enabled", secret: "whsec_made-by-stripe" };
    const api = fakeApi(() => json(endpoint));
    const room = await openRoom(t, api.fetch);
    const source = await room.makeSource("stripe", { apiKey: "sk_test_1234" });
    const registrations = new Registrations({
      ...{ ...room, fetch: api.fetch, random, publicUrl: () => PUBLIC_URL, onChange: () => {} },
      catalogue: {
        now: room.catalogue.now,
        load: async () => {},
        reviseSource: async () => Promise.reject(new Error("the store is away")),
      },
    });
    await assert.rejects(registrations.register(source, {}), { message: "the store is away" });
    assert.deepEqual(api.asked.map(lineOf), ["POST /v1/webhook_endpoints", "DELETE /v1/webhook_endpoints/we_1"]);
  });

  test("of a channel make it one of the source's, so that the hub's question is answered, and tell when it was", async (t) => {
    const api = googlesHub();
    const { asking, makeSource, present, notesOf, clock, store } = await openRoom(t, api.fetch);
    const { registrations } = asking;
    const source = await makeSource("youtube", { hubSecret: "hub-secret-1" });
    const made = await registrations.register(source, { channel: CHANNEL });
    assert.deepEqual(present(source.no).secrets.credentials.channels, [CHANNEL]);
    assert.ok(made.kind === "registered");
    assert.equal(made.registration.state, "pending");
    const url = `${PUBLIC_URL}/in/${source.secrets.token}`;
    assert.equal(made.registration.id, `${TOPIC} ${url}`);
    assert.doesNotMatch(JSON.stringify(await notesOf(source.no)), new RegExp(source.secrets.token));

    clock.jump(1_000);
    const heard = { topic: TOPIC, state: "active", endsAtMs: clock.now() + 10 * DAY_MS } as const;
    await store.note([{ sourceNo: source.no, ...subscriptionNote(heard, clock.now()) }]);
    const listed = await registrations.list(present(source.no));
    assert.equal(listed.kind, "unlistable");
    const [one] = listed.registrations;
    assert.deepEqual([one?.id, one?.state, one?.endsAt], [`${TOPIC} ${url}`, "active", clock.now() + 10 * DAY_MS]);
    clock.jump(11 * DAY_MS);
    assert.equal((await registrations.list(present(source.no))).registrations[0]?.state, "ended");

    await registrations.end(present(source.no), made.registration.id);
    const { "hub.mode": mode, "hub.topic": topic, "hub.callback": callback } = formOf(api.asked.at(-1)!);
    assert.deepEqual([mode, topic, callback], ["unsubscribe", TOPIC, url]);
    assert.deepEqual(await notesOf(source.no), {});
  });

  test("of a channel have the hub show a token, so that nobody else is believed, unless there is one or others have none", async (t) => {
    const api = googlesHub();
    const { asking, makeSource, present, notesOf } = await openRoom(t, api.fetch);
    const { registrations } = asking;
    const tokensOf = ({ no }: { no: number }) => present(no).secrets.credentials.verifyToken;
    const shown = () => formOf(api.asked.at(-1)!)["hub.verify_token"];

    const bare = await makeSource("youtube", { hubSecret: "hub-secret-1" });
    await registrations.register(bare, { channel: CHANNEL });
    const [token] = tokensOf(bare)!;
    assert.match(token!, /^[\w-]{32}$/);
    assert.equal(shown(), token);
    assert.ok(!JSON.stringify(await notesOf(bare.no)).includes(token!));
    await registrations.register(present(bare.no), { channel: "UCother" });
    assert.deepEqual([tokensOf(bare), shown()], [[token], token], "one for all channels");

    const given = await makeSource("youtube", { hubSecret: "hub-secret-1", verifyToken: "the-owners" });
    await registrations.register(given, { channel: CHANNEL });
    assert.deepEqual([tokensOf(given), shown()], [["the-owners"], "the-owners"]);

    const byHand = await makeSource("youtube", { hubSecret: "hub-secret-1", channels: "UCbyhand" });
    await registrations.register(byHand, { channel: CHANNEL });
    assert.deepEqual([tokensOf(byHand), shown()], [undefined, undefined]);
  });

  test("that the platform confirms before it answers are active", async (t) => {
    let confirm = async () => {};
    const { asking, makeSource, clock, store } = await openRoom(t, async () => {
      await confirm();
      return new Response(null, { status: 204 });
    });
    const source = await makeSource("youtube", { hubSecret: "hub-secret-1" });
    confirm = async () => {
      const heard = { topic: TOPIC, state: "active", endsAtMs: clock.now() + DAY_MS } as const;
      await store.note([{ sourceNo: source.no, ...subscriptionNote(heard, clock.now()) }]);
      clock.jump(10);
    };
    await asking.registrations.register(source, { channel: CHANNEL });
    assert.equal((await asking.registrations.list(source)).registrations[0]?.state, "active");
  });

  test("are noted without any token of the source, when it gets another meanwhile", async (t) => {
    let rotate = async () => {};
    const { asking, makeSource, present, catalogue, notesOf } = await openRoom(t, async () => {
      await rotate();
      return new Response(null, { status: 202 });
    });
    const early = await makeSource("youtube", { hubSecret: "hub-secret-1" });
    // Before the platform is asked, and while it is.
    const second = (await catalogue.rotateSourceToken(early, DAY_MS)).secrets.token;
    rotate = async () => void (await catalogue.rotateSourceToken(present(early.no), DAY_MS));
    const made = await asking.registrations.register(early, { channel: CHANNEL });
    assert.ok(made.kind === "registered");
    assert.equal(made.registration.id, `${TOPIC} ${PUBLIC_URL}/in/${second}`);
    const third = present(early.no).secrets.token;
    const noted = JSON.stringify(await notesOf(early.no));
    for (const token of [early.secrets.token, second, third]) assert.ok(!noted.includes(token));
  });

  test("that the platform denies are shown with its reason, and asked for again soon", async (t) => {
    const { asking, makeSource, present, clock, store } = await openRoom(t, googlesHub().fetch);
    const source = await makeSource("youtube", { hubSecret: "hub-secret-1" });
    await asking.registrations.register(source, { channel: CHANNEL });
    const denied = { topic: TOPIC, state: "denied", endsAtMs: null, reason: "no such feed" } as const;
    await store.note([{ sourceNo: source.no, ...subscriptionNote(denied, clock.now()) }]);
    const [one] = (await asking.registrations.list(present(source.no))).registrations;
    // Whoever knows the address may say so: the platform itself has to say it again.
    const soon = clock.now() + 5 * 60_000;
    assert.deepEqual([one?.state, one?.error, one?.renewsAt], ["denied", "no such feed", soon]);
  });

  test("by hand are told with where, and with the very values to enter", async (t) => {
    const { makeSource, call } = await openRoom(t, fakeApi(() => json({})).fetch);
    const source = await makeSource("slack", { signingSecret: "slack-signing-secret" });
    const path = `/v1/sources/${formatId("src", source.id)}/registrations`;
    const { status, body } = await call("POST", path, {});
    assert.deepEqual([status, body.registration], [200, null]);
    assert.match(body.by_hand.where, /https:\/\/api\.slack\.com/);
    const value = `${PUBLIC_URL}/in/${source.secrets.token}`;
    assert.deepEqual(
      body.by_hand.values,
      [{ name: "address", value, is_secret: false }],
      "Slack's secret is Slack's own",
    );
    const listed = await call("GET", path);
    assert.deepEqual([listed.body.listing, listed.body.registrations], ["portal", []]);
    const ended = await call("DELETE", `${path}?registration_id=1`);
    assert.deepEqual([ended.status, ended.body.code], [409, "conflict"]);
  });

  test("by the API are shown with their times, and refused in the platform's words without what is secret", async (t) => {
    const { api } = github();
    let isAway = false;
    const away = () =>
      json({ message: `Bad credentials ${REPOSITORY.accessToken}` }, { status: 403, headers: { "retry-after": "9" } });
    const { makeSource, call } = await openRoom(t, (url, init) =>
      isAway ? Promise.resolve(away()) : api.fetch(url, init),
    );
    const source = await makeSource("github", REPOSITORY);
    const path = `/v1/sources/${formatId("src", source.id)}/registrations`;
    const made = await call("POST", path, { options: { events: ["push"] } });
    assert.equal(made.status, 201);
    assert.deepEqual([made.body.registration.id, made.body.by_hand], ["42", null]);
    isAway = true;
    const refused = await call("POST", path, {});
    assert.deepEqual(
      [refused.status, refused.body.code, refused.headers["retry-after"]],
      [502, "platform_failed", "9"],
    );
    assert.match(refused.body.detail, /answered 403.*Bad credentials \(secret\)/);
    const listed = await call("GET", path);
    assert.equal(listed.status, 200);
    assert.deepEqual([listed.body.listing, listed.body.registrations[0].state], ["failed", "unknown"]);
    assert.match(listed.body.message, /403/);
    isAway = false;
    assert.equal((await call("DELETE", `${path}?registration_id=42`)).status, 204);
    const incomplete = await makeSource("github", { secret: "the-webhooks-secret" });
    const missing = await call("POST", `/v1/sources/${formatId("src", incomplete.id)}/registrations`, {});
    assert.deepEqual([missing.status, missing.body.code], [400, "invalid_request"]);
    assert.match(missing.body.detail, /"(accessToken|repository)" is missing/);
  });
});

describe("A lease", () => {
  async function subscribe(t: Parameters<typeof openRoom>[0]) {
    const state = { isAway: false };
    const api = fakeApi(() => new Response("busy", { status: state.isAway ? 503 : 202 }));
    const room = await openRoom(t, api.fetch);
    const { asking, store, catalogue, clock } = room;
    const source = await room.makeSource("youtube", { hubSecret: "hub-secret-1" });
    const made = await asking.registrations.register(source, { channel: CHANNEL, leaseSeconds: 5 * 86_400 });
    assert.ok(made.kind === "registered");
    const random = { float: () => 0.5 };
    const { registrations } = asking;
    const renewing = new Renewing({ store, catalogue, registrations, clock, random });
    const hear = async (days: number | "denied" | "ended") => {
      const heard =
        typeof days === "string"
          ? ({ topic: TOPIC, state: days, endsAtMs: null } as const)
          : ({ topic: TOPIC, state: "active", endsAtMs: clock.now() + days * DAY_MS } as const);
      await store.note([{ sourceNo: source.no, ...subscriptionNote(heard, clock.now()) }]);
    };
    const noteOf = async () => (await room.notesOf(source.no))[`registration:${TOPIC}`] as unknown as RegistrationNote;
    return { ...room, api, state, source, made, renewing, hear, noteOf };
  }

  test("is renewed by the same call after two thirds of what was asked for, or of what was granted if that is shorter", async (t) => {
    const { api, renewing, clock, hear, source, present } = await subscribe(t);
    const from = clock.now();
    const dueAfter = async (days: number) => {
      await hear(days);
      return (await renewing.plan(null))[0]!.dueAt - from;
    };
    assert.equal(await dueAfter(2), 2 * DAY_MS * 0.65);
    // A handshake is signed by nobody: were a longer lease to count, anybody could have this one end unrenewed.
    assert.equal(await dueAfter(30), 5 * DAY_MS * 0.65);
    assert.equal(await dueAfter(1 / 86_400_000), 5 * 60_000, "nor can anybody have the hub asked all the time");
    await hear(5);
    const [errand] = await renewing.plan(null);
    assert.equal(await renewing.run(present(source.no), errand!.ref), errand!.dueAt, "not before");
    clock.jump(errand!.dueAt - clock.now());
    const next = await renewing.run(present(source.no), errand!.ref);
    const [first, second] = api.asked.map(formOf);
    assert.deepEqual(second, first);
    assert.equal(api.asked.length, 2);
    assert.equal(next, clock.now() + 6 * 3_600_000, "when nobody confirms it, it is asked for once more");
    await hear(5);
    clock.jump(6 * 3_600_000);
    assert.equal(await renewing.run(present(source.no), errand!.ref), errand!.dueAt + 5 * DAY_MS * 0.65);
    await hear(5);
    assert.equal(await renewing.run(present(source.no), errand!.ref), errand!.dueAt + 5 * DAY_MS * 0.65, "not put off");
  });

  test("that is denied or ended without our wish is asked for again, ever more rarely until it is granted", async (t) => {
    const { api, renewing, clock, hear, source, present, noteOf } = await subscribe(t);
    await hear(5);
    clock.jump(2 * DAY_MS);
    const waits: number[] = [];
    for (let refusals = 1; refusals <= 9; refusals++) {
      await hear(refusals % 2 === 0 ? "denied" : "ended");
      const [errand] = await renewing.plan(source.no);
      waits.push((errand!.dueAt - clock.now()) / 60_000);
      clock.jump(Math.max(0, errand!.dueAt - clock.now()));
      await renewing.run(present(source.no), errand!.ref);
      assert.equal((await noteOf()).refusals, refusals);
      // To say it again and again does not put it off.
      clock.jump(1_000);
    }
    const wanted = [10, 20, 40, 80, 160, 320, 360, 360].map((minutes) => minutes - 1 / 60);
    assert.deepEqual(waits, [5 - 2 * 1_440, ...wanted]);
    assert.equal(api.asked.length, 10);
    await hear(5);
    const [errand] = await renewing.plan(source.no);
    clock.jump(errand!.dueAt - clock.now());
    await renewing.run(present(source.no), errand!.ref);
    assert.equal((await noteOf()).refusals, undefined);
  });

  test("that we end is not asked for again when the hub says so before it answers, and is kept when it cannot be ended", async (t) => {
    let onAsked = async () => {};
    const status = { now: 202 };
    const room = await openRoom(t, async () => {
      await onAsked();
      return new Response("busy", { status: status.now });
    });
    const { asking, store, catalogue, clock, notesOf, present } = room;
    const { registrations } = asking;
    const source = await room.makeSource("youtube", { hubSecret: "hub-secret-1" });
    const made = await registrations.register(source, { channel: CHANNEL });
    assert.ok(made.kind === "registered");
    const renewing = new Renewing({ store, catalogue, registrations, clock, random: { float: () => 0.5 } });
    const { id } = made.registration;
    status.now = 503;
    const before = await notesOf(source.no);
    await assert.rejects(registrations.end(present(source.no), id), { code: "platform_failed" });
    assert.deepEqual(await notesOf(source.no), before);
    status.now = 202;
    clock.jump(DAY_MS / 24);
    onAsked = async () => {
      const ended = { topic: TOPIC, state: "ended", endsAtMs: null } as const;
      await store.note([{ sourceNo: source.no, ...subscriptionNote(ended, clock.now()) }]);
      assert.deepEqual(await renewing.plan(source.no), []);
    };
    await registrations.end(present(source.no), id);
    assert.deepEqual(await notesOf(source.no), {});
  });

  test("that cannot be renewed is tried again and again, shows why, and is well again afterwards", async (t) => {
    const { state, renewing, clock, hear, noteOf, source, present, asking } = await subscribe(t);
    await hear(5);
    const [errand] = await renewing.plan(source.no);
    const { ref, dueAt } = errand!;
    clock.jump(dueAt - clock.now());
    state.isAway = true;
    const first = await renewing.run(present(source.no), ref);
    assert.equal(first, clock.now() + 5 * 60_000 * 1.05);
    clock.jump(first! - clock.now());
    const second = await renewing.run(present(source.no), ref);
    assert.equal(second, clock.now() + 10 * 60_000 * 1.05);
    const { failures, error } = await noteOf();
    assert.deepEqual([failures, /503: busy/.test(error!)], [2, true]);
    assert.match((await asking.registrations.list(present(source.no))).registrations[0]!.error!, /busy/);
    state.isAway = false;
    clock.jump(second! - clock.now());
    await renewing.run(present(source.no), ref);
    assert.deepEqual([(await noteOf()).failures, (await noteOf()).error], [0, null]);
  });

  test("is asked for at once at the new address, when the source has another", async (t) => {
    const { api, renewing, clock, hear, source, present, catalogue, state } = await subscribe(t);
    await hear(5);
    clock.jump(DAY_MS);
    const moved = await catalogue.rotateSourceToken(present(source.no), DAY_MS);
    const [errand] = await renewing.plan(source.no);
    assert.ok(errand!.dueAt <= clock.now());
    state.isAway = true;
    const retryAt = await renewing.run(moved, errand!.ref);
    assert.ok(retryAt! > clock.now(), "a hub that is away is not asked again at once");
    state.isAway = false;
    clock.jump(retryAt! - clock.now());
    const next = await renewing.run(moved, errand!.ref);
    assert.equal(formOf(api.asked.at(-1)!)["hub.callback"], `${PUBLIC_URL}/in/${moved.secrets.token}`);
    assert.ok(next! > clock.now());
    assert.deepEqual(
      (await renewing.plan(source.no)).map(({ dueAt }) => dueAt),
      [next],
    );
  });

  test("of a source that rests is left to end, and one that was ended is not made anew", async (t) => {
    const { api, renewing, clock, hear, made, asking, source, present, catalogue, notesOf } = await subscribe(t);
    await hear(5);
    const ref = (await renewing.plan(source.no))[0]!.ref;
    clock.jump(4 * DAY_MS);
    const resting = { ...source.config, active: false };
    const rested = await catalogue.reviseSource(present(source.no), { config: resting });
    assert.deepEqual(await renewing.plan(null), []);
    assert.equal(await renewing.run(rested, ref), null);
    const woken = await catalogue.reviseSource(rested, { config: source.config });
    // Somebody ends it while it is being renewed.
    const { ask } = asking.registrations;
    asking.registrations.ask = async (...wish) => {
      const anew = await ask.apply(asking.registrations, wish);
      await asking.registrations.end(woken, made.registration.id);
      return anew;
    };
    assert.equal(await renewing.run(woken, ref), null);
    assert.equal(formOf(api.asked.at(-1)!)["hub.mode"], "unsubscribe");
    assert.deepEqual(await notesOf(source.no), {});
  });
});
