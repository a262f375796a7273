import assert from "node:assert/strict";
import { test } from "node:test";
import { fakeApi, json } from "../../../receiver/test/fake-api.ts";
import { Handshakes } from "../../src/inbound/handshakes.ts";
import { openRoom } from "./room.ts";

test("of handshakes that somebody makes up by the thousand some are noted, and a source's own after a moment again", async (t) => {
  const { makeSource, store, clock, notesOf } = await openRoom(t, fakeApi(() => json({})).fetch);
  const source = await makeSource("youtube", { hubSecret: "hub-secret-1" });
  let written = 0;
  let told = 0;
  const note: typeof store.note = (changes) => {
    written += 1;
    return store.note(changes);
  };
  const onSubscription = () => {
    told += 1;
  };
  const handshakes = new Handshakes({ store: { note }, onSubscription, onTrouble: assert.fail });
  const agree = (endsAtMs: number) =>
    handshakes.note(source, { topic: "https://a.test/feed", state: "active", endsAtMs }, clock.now());
  for (let lease = 1; lease <= 2_000; lease++) await agree(clock.now() + lease);
  assert.deepEqual([written, told], [500, 500]);
  clock.jump(100);
  const endsAt = clock.now() + 86_400_000;
  await agree(endsAt);
  assert.equal(written, 501);
  assert.equal((await notesOf(source.no))["subscription:https://a.test/feed"]?.ends_at, endsAt);
});
