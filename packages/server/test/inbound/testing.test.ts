import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { testSource } from "../../src/inbound/testing.ts";
import { formatId } from "../../src/model/ids.ts";
import { systemClock as clock } from "../../src/world.ts";
import { openHub } from "../http/hub.ts";
import { comment, makeSource, openDoor, signedUnified, type TestSource, unified } from "../http/platform-requests.ts";

/** A source, and its test: with `first` before what was kept of the sample is looked for. */
async function open(t: Parameters<typeof openHub>[0], wishes: object, first: (source: TestSource) => Promise<void>) {
  const hub = await openHub(t);
  const send = await openDoor(hub);
  const { port } = hub.app.server.address() as AddressInfo;
  const made = await makeSource(hub, "moderation-ai", wishes);
  const [source] = [...hub.catalogue.now.sources()];
  const store = {
    listEvents: async (query) => {
      await first(made);
      return hub.store.listEvents(query);
    },
    listMessages: (query) => hub.store.listMessages(query),
    readMessage: (seq) => hub.store.readMessage(seq),
  } satisfies Parameters<typeof testSource>[0]["store"];
  const egress = { send: () => assert.fail("this hub is not asked by egress") };
  const url = `http://127.0.0.1:${port}${made.path}`;
  const run = () => testSource({ egress, store, clock }, source!, { url, isOwn: true });
  return { hub, send, made, run };
}

test("what was kept of a sample is found by its event, however much came after it", async (t) => {
  let count = 0;
  const { hub, send, made, run } = await open(t, {}, async ({ path }) => {
    for (const end = count + 30; count < end; count++) {
      const body = unified(`e${count}`, "comment.created", comment(`c${count}`));
      assert.equal((await send(path, body, signedUnified(body))).status, 200);
    }
  });
  const tested = await run();
  assert.ok(tested.kind === "answered" && tested.message !== null);
  assert.equal(tested.status, 200);
  const { verdict, made: events, seq } = tested.message;
  assert.deepEqual([verdict, events.length], ["accepted", 1]);
  const event = (await hub.call("GET", `/v1/events/${formatId("evt", events[0]!)}`)).body;
  assert.equal(event.data.source.message_id, formatId("msg", seq));
  assert.deepEqual([event.type, event.data.source.id], ["comment.created", made.id]);
});

test("what was rejected of a sample is found by its body, with the reason", async (t) => {
  const { run } = await open(t, { active: false }, async () => {});
  const tested = await run();
  assert.ok(tested.kind === "answered");
  assert.deepEqual([tested.message?.verdict, tested.message?.reason], ["rejected", "source_paused"]);
});
