import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { systemClock } from "../../src/world.ts";
import { ADMIN_KEY, eventually, openHub, type TestHub } from "./hub.ts";
import { openReceiver } from "./receiver.ts";

/** Between two looks of a tail. */
const LOOK_MS = 1_000;

interface Told {
  event: string;
  id: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read what they are told as scripts do
  data: any;
}

/** One who follows over a real socket. */
interface Following {
  told: Told[];
  /** Null until the stream has ended. */
  ended: Promise<void>;
  end(): void;
  until(holds: (told: readonly Told[]) => boolean): Promise<Told[]>;
}

async function listen({ app }: TestHub): Promise<string> {
  if (!app.server.listening) await app.listen({ host: "127.0.0.1", port: 0 });
  return `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
}

const connectionsOf = ({ app }: TestHub) =>
  new Promise<number>((resolve) => app.server.getConnections((_, count) => resolve(count)));

async function follow(t: TestContext, hub: TestHub, query = "", key = ADMIN_KEY): Promise<Following> {
  const abort = new AbortController();
  t.after(() => abort.abort());
  const headers = { authorization: `Bearer ${key}` };
  const url = `${await listen(hub)}/v1/stream${query}`;
  const response = await fetch(url, { headers, signal: abort.signal });
  assert.equal(response.status, 200, await (response.status === 200 ? "" : response.text()));
  assert.match(response.headers.get("content-type")!, /^text\/event-stream/);
  assert.equal(response.headers.get("cache-control"), "no-store");
  const told: Told[] = [];
  const read = async () => {
    let text = "";
    for await (const chunk of response.body!) {
      text += Buffer.from(chunk).toString();
      const parts = text.split("\n\n");
      text = parts.pop()!;
      for (const part of parts) if (part.startsWith("event: ")) told.push(toTold(part));
    }
  };
  const ended = read().catch((error) => {
    if (!abort.signal.aborted) throw error;
  });
  const until: Following["until"] = (holds) => eventually(async () => told, holds);
  await until((all) => all.length > 0);
  return { told, ended, end: () => abort.abort(), until };
}

function toTold(part: string): Told {
  const fields = new Map(part.split("\n").map((line) => line.split(/: (.*)/s) as [string, string]));
  return { event: fields.get("event")!, id: fields.get("id")!, data: JSON.parse(fields.get("data")!) };
}

const send = async ({ call }: TestHub, type: string, site = ""): Promise<string> =>
  (await call("POST", `/v1/events${site}`, { type, data: { secret: "of theirs" } })).body.id;

const of = (told: readonly Told[], event: string) => told.filter((one) => one.event === event).map(({ data }) => data);

test("a follower begins with what is newest, then sees each event, and each delivery as it goes on", async (t) => {
  const hub = await openHub(t);
  const receiver = await openReceiver(t);
  await hub.call("POST", "/v1/webhooks", { url: receiver.url, events: ["*"], retry_schedule: [1] });
  const before = await send(hub, "before");
  const { told, until } = await follow(t, hub);
  const [hello] = told;
  assert.equal(hello!.event, "hello");
  assert.deepEqual(Object.keys(hello!.data), ["at", "events", "deliveries", "messages", "figures"]);
  assert.deepEqual(
    hello!.data.events.map((event: { id: string }) => event.id),
    [before],
  );
  assert.deepEqual([hello!.data.deliveries.length, hello!.data.messages], [1, []]);
  assert.equal(hello!.data.figures.now.webhooks.total, 1);
  const after = await send(hub, "after");
  const isDelivered = (all: readonly Told[]) =>
    of(all, "delivery").some((delivery) => delivery.event_id === after && delivery.status === "success");
  const all = await until(isDelivered);
  const { body: listed } = await hub.call("GET", "/v1/events");
  assert.deepEqual(of(all, "event"), [listed.events[0]], "in the shape of the list, and without its data");
  const { body: deliveries } = await hub.call("GET", "/v1/deliveries");
  const fates = of(all, "delivery").filter((delivery) => delivery.event_id === after);
  assert.deepEqual(fates.at(-1), deliveries.deliveries[0]);
  assert.equal(new Set(fates.map((fate) => JSON.stringify(fate))).size, fates.length, "each state once");
  assert.ok(all.every(({ id }) => !Number.isNaN(Date.parse(id))));
});

test("figures come by themselves", async (t) => {
  const hub = await openHub(t);
  const { until } = await follow(t, hub, "?only=figures");
  const all = await until((told) => of(told, "figures").length > 0);
  const [figures] = of(all, "figures");
  assert.deepEqual(Object.keys(figures), ["minute", "previous", "now"]);
  assert.equal(Date.parse(figures.minute.at) - Date.parse(figures.previous.at), 60_000);
  assert.deepEqual([all[0]!.data.events, all[0]!.data.deliveries, all[0]!.data.messages], [null, null, null]);
  const { told } = await follow(t, hub, "?all=true");
  assert.equal(told[0]!.data.figures.now.sites.length, 2, "of the whole hub");
});

test("a follower sees of what he asked for, and of his site alone", async (t) => {
  const hub = await openHub(t);
  const receiver = await openReceiver(t);
  const { id: siteId, token } = await hub.makeSite("theirs");
  const wishes = { url: receiver.url, events: ["a"] };
  const { body: hook } = await hub.call("POST", "/v1/webhooks", wishes);
  await hub.call("POST", "/v1/webhooks", { url: receiver.url, events: ["b"] });
  const theirs = await follow(t, hub, "", token);
  const ofHook = await follow(t, hub, `?webhook_id=${hook.id}`);
  const ofType = await follow(t, hub, "?type=b&only=event,delivery");
  const whole = await follow(t, hub, "?only=event");
  await send(hub, "a");
  await send(hub, "b");
  await send(hub, "c");
  await send(hub, "theirs", `?site_id=${siteId}`);
  await whole.until((told) => of(told, "event").length === 3);
  await theirs.until((told) => of(told, "event").length === 1);
  await ofType.until((told) => of(told, "delivery").some(({ status }) => status === "success"));
  await ofHook.until((told) => of(told, "delivery").some(({ status }) => status === "success"));
  const types = ({ told }: Following, kind: string, field: string) => [
    ...new Set(of(told, kind).map((data) => data[field])),
  ];
  assert.deepEqual(types(theirs, "event", "type"), ["theirs"]);
  assert.deepEqual(types(ofHook, "event", "type"), ["a"]);
  assert.deepEqual(types(ofHook, "delivery", "webhook_id"), [hook.id]);
  assert.deepEqual([types(ofType, "event", "type"), types(ofType, "delivery", "event_type")], [["b"], ["b"]]);
  assert.deepEqual(types(whole, "event", "type").sort(), ["a", "b", "c"]);
  assert.deepEqual(of(whole.told, "delivery"), []);
});

test("a key sees the kinds that its scopes allow, and is refused what they do not", async (t) => {
  const hub = await openHub(t);
  const { token } = await hub.makeSite("theirs", ["events:read"]);
  const { told } = await follow(t, hub, "", token);
  assert.deepEqual(Object.values(told[0]!.data).slice(1), [[], null, null, null]);
  const ask = async (url: string, key: string) => (await hub.call("GET", url, undefined, { key })).status;
  assert.equal(await ask("/v1/stream?only=delivery", token), 403);
  const { token: none } = await hub.makeSite("others", ["events:write"]);
  assert.equal(await ask("/v1/stream", none), 403);
  assert.equal(await ask("/v1/stream?only=everything", ADMIN_KEY), 400);
  assert.equal(await ask("/v1/stream?webhook_id=hook_0000000000000", ADMIN_KEY), 404);
});

test("the store is asked only while somebody follows, once for all who do", async (t) => {
  const planned = new Set<() => void>();
  const after: typeof systemClock.after = (ms, run) => {
    if (ms !== LOOK_MS) return systemClock.after(ms, run);
    planned.add(run);
    return { cancel: () => void planned.delete(run) };
  };
  const hub = await openHub(t, { clock: { ...systemClock, after } });
  let asked = 0;
  const { listEvents } = hub.store;
  hub.store.listEvents = (query) => {
    asked += 1;
    return listEvents(query);
  };
  await listen(hub);
  const many = await Promise.all(Array.from({ length: 5 }, () => follow(t, hub, "?only=event")));
  assert.ok(asked <= 2, `asked ${asked} times for the first look of five`);
  const before = asked;
  await send(hub, "a");
  assert.equal(planned.size, 1);
  for (const look of planned) {
    planned.delete(look);
    look();
  }
  for (const { until } of many) await until((told) => of(told, "event").length === 1);
  assert.equal(asked, before + 1);
  for (const { end, ended } of many) {
    end();
    await ended;
  }
  await eventually(
    () => connectionsOf(hub),
    (count) => count === 0,
  );
  assert.equal(planned.size, 0, "nobody looks again");
  const again = await follow(t, hub, "?only=event");
  assert.equal(again.told[0]!.data.events.length, 1);
  assert.equal(asked, before + 2);
});

test("more than fifty of a site are told to come again, others are not, and one who leaves makes room", async (t) => {
  const hub = await openHub(t);
  await listen(hub);
  const many = await Promise.all(Array.from({ length: 50 }, () => follow(t, hub, "?only=event")));
  const elsewhere = await hub.makeSite("elsewhere");
  await follow(t, hub, `?only=event&site_id=${elsewhere.id}`);
  const { status, body, headers } = await hub.call("GET", "/v1/stream");
  assert.deepEqual([status, body.code, headers["retry-after"]], [429, "overloaded", "5"]);
  many[0]!.end();
  await many[0]!.ended;
  const isTaken = async () => {
    const response = await fetch(`${await listen(hub)}/v1/stream`, {
      headers: { authorization: `Bearer ${ADMIN_KEY}` },
    });
    await response.body?.cancel();
    return response.status;
  };
  await eventually(isTaken, (answered) => answered === 200);
});

test("who does not read what he follows is let go, and nobody else", async (t) => {
  const hub = await openHub(t);
  const { port } = new URL(await listen(hub));
  const deaf = connect(Number(port), "127.0.0.1");
  t.after(() => deaf.destroy());
  deaf.write(`GET /v1/stream?only=event HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${ADMIN_KEY}\r\n\r\n`);
  const closed = new Promise<void>((resolve) => deaf.once("close", () => resolve()));
  deaf.on("error", () => undefined);
  deaf.pause();
  const other = await follow(t, hub, "?only=event");
  let n = 0;
  const type = `${"long.".repeat(20)}name`;
  // More than the socket's own buffers take, and what may wait beside them.
  const { listEvents } = hub.store;
  hub.store.listEvents = async (query) => {
    const page = await listEvents(query);
    const event = { seq: 0n, siteNo: 1, type, version: 1, orderingKey: null, occurredAt: null, messageSeq: null };
    const rows = Array.from({ length: 100 }, () => {
      n += 1;
      const seq = (BigInt(n) << 22n) + 0n;
      return { ...event, seq, externalId: "x".repeat(60_000), payload: "{}", targets: [] };
    });
    return { ...page, rows: rows.reverse() };
  };
  await eventually(
    () => connectionsOf(hub),
    (count) => count === 1,
  );
  deaf.resume();
  await closed;
  const seen = other.told.length;
  await other.until((told) => told.length > seen);
});

test("followers are let go when the hub stops, and when their site is deleted", async (t) => {
  const hub = await openHub(t);
  const { id, token } = await hub.makeSite("theirs");
  const theirs = await follow(t, hub, "", token);
  const ours = await follow(t, hub);
  await hub.call("DELETE", `/v1/sites/${id}`);
  await theirs.ended;
  await hub.app.close();
  await ours.ended;
});

test("who follows with a key that is revoked is let go at the next look, and nobody else", async (t) => {
  const hub = await openHub(t);
  const make = { name: "short-lived", admin: true };
  const { body: key } = await hub.call("POST", "/v1/keys", make);
  const other = await follow(t, hub, "?only=event");
  const revoked = await follow(t, hub, "?only=event", key.token);
  await hub.call("DELETE", `/v1/keys/${key.id}`);
  await revoked.ended;
  await send(hub, "a");
  await other.until((told) => of(told, "event").length === 1);
  assert.deepEqual(of(revoked.told, "event"), []);
});

test("who has followed for ten minutes is to come again", async (t) => {
  let over: (() => void) | undefined;
  const after: typeof systemClock.after = (ms, run) => {
    if (ms !== 600_000) return systemClock.after(ms, run);
    over = run;
    return { cancel: () => undefined };
  };
  const hub = await openHub(t, { clock: { ...systemClock, after } });
  const { ended } = await follow(t, hub, "?only=event");
  over!();
  await ended;
});

test("a store that is away ends the stream, and who comes again meanwhile is told so", async (t) => {
  const hub = await openHub(t);
  const { ended } = await follow(t, hub, "?only=event");
  hub.store.listEvents = () => Promise.reject(new Error("away"));
  await ended;
  assert.ok(hub.log.some(({ level }) => level === "warn"));
  assert.equal((await hub.call("GET", "/v1/stream")).status, 500);
});
