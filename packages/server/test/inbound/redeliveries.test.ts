import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Asked, fakeApi, json, lineOf } from "../../../receiver/test/fake-api.ts";
import type { RedeliveryNote } from "../../src/inbound/notes.ts";
import { reconcileFaults } from "../../src/inbound/reconcile-config.ts";
import { Redeliveries } from "../../src/inbound/redeliveries.ts";
import { openRoom } from "./room.ts";

const CREDENTIALS = { secret: "the-webhooks-secret", accessToken: "ghp_1234567" };
const RECONCILE = { reconcile: { hook_id: "12", owner: "octo", repo: "tools" } };
const DELIVERIES = "/repos/octo/tools/hooks/12/deliveries";

interface Delivery {
  /** GitHub's ids are beyond what a double holds. */
  id: string;
  guid: string;
  delivered_at: string;
  status_code: number;
}

/**
 * The deliveries of a webhook, newest first, in pages by `cursor`; `POST …/attempts` is accepted with 202.
 * https://docs.github.com/en/rest/repos/webhooks#list-deliveries-for-a-repository-webhook
 */
function github(deliveries: Delivery[], refuse: (asked: Asked) => Response | undefined = () => undefined) {
  return fakeApi((asked) => {
    const refused = refuse(asked);
    if (refused !== undefined) return refused;
    if (asked.method === "POST") return json({}, { status: 202 });
    const from = Number(asked.url.searchParams.get("cursor") ?? 0);
    const page = deliveries.slice(from, from + 100);
    const text = `[${page.map(({ id, ...rest }) => `{"id":${id},${JSON.stringify(rest).slice(1)}`).join(",")}]`;
    const next = `<https://api.github.com${DELIVERIES}?per_page=100&cursor=${from + 100}>; rel="next"`;
    return new Response(text, { headers: from + 100 < deliveries.length ? { link: next } : {} });
  });
}

async function openSweeps(t: Parameters<typeof openRoom>[0], api: ReturnType<typeof github>) {
  const room = await openRoom(t, api.fetch);
  const { store, catalogue, clock } = room;
  const redeliveries = new Redeliveries({ store, catalogue, clock, random: { float: () => 0.5 }, fetch: api.fetch });
  const source = await room.makeSource("github", CREDENTIALS, RECONCILE);
  const noteOf = async () => (await room.notesOf(source.no)).sweep as unknown as RedeliveryNote;
  const asked = () =>
    api.asked.filter(({ method }) => method === "POST").map(({ url }) => url.pathname.split("/").at(-2));
  const before = (minutes: number) => new Date(clock.now() - minutes * 60_000).toISOString();
  return { ...room, redeliveries, source, noteOf, asked, before };
}

describe("A sweep of GitHub's deliveries", () => {
  test("asks for each that no attempt has brought, oldest first, once for all of its attempts", async (t) => {
    const deliveries: Delivery[] = [];
    const api = github(deliveries);
    const { redeliveries, source, noteOf, asked, before, clock } = await openSweeps(t, api);
    deliveries.push(
      { id: "9223372036854775801", guid: "e", delivered_at: before(1), status_code: 502 },
      { id: "9223372036854775802", guid: "d", delivered_at: before(2), status_code: 200 },
      { id: "9223372036854775803", guid: "c", delivered_at: before(3), status_code: 0 },
      { id: "9223372036854775804", guid: "b", delivered_at: before(4), status_code: 204 },
      { id: "9223372036854775805", guid: "c", delivered_at: before(5), status_code: 500 },
      { id: "9223372036854775806", guid: "b", delivered_at: before(6), status_code: 500 },
    );
    const next = await redeliveries.run(source);
    assert.deepEqual(asked(), ["9223372036854775803", "9223372036854775801"]);
    assert.equal(lineOf(api.asked[0]!), `GET ${DELIVERIES}?per_page=100`);
    assert.equal(api.asked[1]!.headers.get("authorization"), "Bearer ghp_1234567");
    assert.equal(next, clock.now() + 300_000 * 1.05);
    const note = await noteOf();
    assert.deepEqual([note.tries, note.failures, note.error], [{ c: 1, e: 1 }, 0, null]);
    assert.equal(note.since, clock.now() - 60_000);
    assert.deepEqual(await redeliveries.plan(null), [{ sourceNo: source.no, ref: "", dueAt: next }]);
  });

  test("goes back as far as the last one, page by page, and never beyond what can be sent again", async (t) => {
    const deliveries: Delivery[] = [];
    const api = github(deliveries);
    const { redeliveries, source, before, clock } = await openSweeps(t, api);
    for (let n = 0; n < 250; n++) {
      deliveries.push({ id: `${n}`, guid: `g${n}`, delivered_at: before(n * 20), status_code: 200 });
    }
    await redeliveries.run(source);
    // The 217th is three days old.
    assert.deepEqual(
      api.asked.map(lineOf).map((line) => line.split("cursor=")[1]),
      [undefined, "100", "200"],
    );
    clock.jump(600_000);
    await redeliveries.run(source);
    assert.equal(api.asked.length, 4);
  });

  test("asks for one that fails again and again five times, and says that it has given up", async (t) => {
    const deliveries: Delivery[] = [];
    const api = github(deliveries);
    const { redeliveries, source, noteOf, asked, before, clock } = await openSweeps(t, api);
    for (let n = 1; n <= 7; n++) {
      deliveries.unshift({ id: `${n}`, guid: "same", delivered_at: before(0), status_code: 500 });
      await redeliveries.run(source);
      clock.jump(300_000);
    }
    assert.deepEqual(asked(), ["1", "2", "3", "4", "5"]);
    assert.match((await noteOf()).error!, /1 deliveries failed 5 times/);
  });

  test("asks for fifty at once, and for the rest the next time", async (t) => {
    const deliveries: Delivery[] = [];
    const { redeliveries, source, asked, before, clock } = await openSweeps(t, github(deliveries));
    for (let n = 0; n < 60; n++) {
      deliveries.push({ id: `${n}`, guid: `g${n}`, delivered_at: before(n * 10), status_code: 500 });
    }
    await redeliveries.run(source);
    assert.equal(asked().length, 50);
    for (const one of deliveries.slice(10)) one.status_code = 200;
    clock.jump(300_000);
    await redeliveries.run(source);
    assert.deepEqual(asked().slice(50), ["9", "8", "7", "6", "5", "4", "3", "2", "1", "0"]);
  });

  test("stops when GitHub has had enough, passes over what is gone, and takes up the rest", async (t) => {
    const deliveries: Delivery[] = [];
    let isBusy = true;
    const api = github(deliveries, ({ method, url }) => {
      if (method !== "POST") return undefined;
      if (url.pathname.endsWith("/3/attempts")) return json({ message: "Not Found" }, { status: 404 });
      // https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
      const limit = { message: "You have exceeded a secondary rate limit" };
      return isBusy && url.pathname.endsWith("/1/attempts")
        ? json(limit, { status: 403, headers: { "retry-after": "1800" } })
        : undefined;
    });
    const { redeliveries, source, noteOf, asked, before, clock } = await openSweeps(t, api);
    for (const n of [0, 1, 2, 3])
      deliveries.push({ id: `${n}`, guid: `g${n}`, delivered_at: before(n + 1), status_code: 500 });
    const next = await redeliveries.run(source);
    assert.deepEqual(asked(), ["3", "2", "1"]);
    assert.equal(next, clock.now() + 1_800_000);
    const note = await noteOf();
    assert.deepEqual(note.tries, { g3: 1, g2: 1 });
    assert.match(note.error!, /secondary rate limit/);
    isBusy = false;
    clock.jump(1_800_000);
    await redeliveries.run(source);
    assert.deepEqual(asked().slice(3), ["1", "0"]);
    assert.deepEqual([(await noteOf()).failures, (await noteOf()).error], [0, null]);
  });

  test("that cannot be made notes why, and loses nothing", async (t) => {
    const api = github([], () => json({ message: "Bad credentials" }, { status: 401 }));
    const { redeliveries, source, noteOf, clock } = await openSweeps(t, api);
    const since = clock.now() - 3 * 86_400_000;
    assert.equal(await redeliveries.run(source), clock.now() + 600_000 * 1.05);
    const note = await noteOf();
    assert.deepEqual([note.failures, note.since], [1, since]);
    assert.match(note.error!, /Bad credentials/);
  });
});

test("what a source's reconcile may say is checked by its platform", async (t) => {
  const { makeSource } = await openRoom(t, fakeApi(() => json({})).fetch);
  const { platform: github } = await makeSource("github", CREDENTIALS);
  const { platform: omnifence } = await makeSource("omnifence", { secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" });
  const { platform: medium } = await makeSource("medium", {});
  const pathsOf = (...input: Parameters<typeof reconcileFaults>) => reconcileFaults(...input).map(({ path }) => path);
  assert.deepEqual(reconcileFaults(github, { hook_id: 12 }), []);
  assert.deepEqual(reconcileFaults(github, { hook_id: "12", owner: "octo", repo: "tools", interval_seconds: 60 }), []);
  assert.deepEqual(reconcileFaults(omnifence, {}), []);
  assert.deepEqual(reconcileFaults(omnifence, { poll_url: "https://hub.example/v1" }), []);
  assert.deepEqual(pathsOf(github, {}), ["/hook_id"]);
  assert.deepEqual(pathsOf(github, { hook_id: "a/b", owner: "o", interval_seconds: 1 }), [
    "/hook_id",
    "/interval_seconds",
    "",
  ]);
  assert.deepEqual(pathsOf(omnifence, { poll_url: "file:///etc", hook_id: 1 }), ["/hook_id", "/poll_url"]);
  assert.deepEqual(pathsOf(medium, {}), [""]);
});
