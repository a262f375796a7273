import assert from "node:assert/strict";
import { test } from "node:test";
import { PictureRoom } from "../../../src/moderation/media/picture-room.ts";
import { buildEvaluator } from "../../../src/moderation/panel/build.ts";
import { drain, VirtualTime } from "../../simulation/virtual-time.ts";
import { CONTEXT, imageContent, never } from "../scripted.ts";

const WAIT_MS = 4_000;

function open(picturesMax: number) {
  const time = new VirtualTime();
  const room = new PictureRoom({ clock: time }, picturesMax);
  const held = new Map<string, (() => void)[]>();
  const take = async (siteId: string, signal = never()) => {
    const giveBack = await room.take(siteId, signal);
    held.set(siteId, [...(held.get(siteId) ?? []), giveBack]);
  };
  /** Asks for so many, and says how many it has at once. */
  const asks = async (siteId: string, count: number) => {
    const waits = Array.from({ length: count }, () => take(siteId).catch((error: { code: string }) => error.code));
    await drain();
    return { has: countOf(siteId), waits: Promise.all(waits) };
  };
  const countOf = (siteId: string) => held.get(siteId)?.length ?? 0;
  const giveBack = (siteId: string) => held.get(siteId)!.pop()!();
  return { time, take, asks, countOf, giveBack };
}

test("a site alone has half of the room, and the next half of what is left", async () => {
  const { asks } = open(48);
  const counts: number[] = [];
  for (const site of ["a", "b", "c", "d", "e", "f"]) counts.push((await asks(site, 48)).has);
  assert.deepEqual(counts, [24, 12, 6, 3, 2, 1]);
});

test("what is given back goes to whoever holds least of those who wait", async () => {
  const { asks, countOf, giveBack } = open(4);
  await asks("a", 4);
  await asks("b", 4);
  await asks("c", 4);
  assert.deepEqual(["a", "b", "c"].map(countOf), [2, 1, 1]);
  await asks("d", 1);
  assert.equal(countOf("d"), 0);
  giveBack("a");
  await drain();
  assert.deepEqual(["a", "b", "c", "d"].map(countOf), [1, 1, 1, 1]);
  giveBack("b");
  await drain();
  assert.deepEqual(["a", "b", "c", "d"].map(countOf), [1, 1, 1, 1], "who holds none is before who holds one");
});

test("who waits too long is told to come again later, and takes no room when there is some", async () => {
  const { time, asks, countOf, giveBack } = open(2);
  await asks("a", 1);
  const { waits } = await asks("a", 2);
  await time.advance(WAIT_MS);
  assert.deepEqual(await waits, ["overloaded", "overloaded"]);
  giveBack("a");
  await drain();
  assert.equal(countOf("a"), 0);
  assert.equal((await asks("b", 2)).has, 1);
});

test("whose caller has gone waits no longer, and takes no room", async () => {
  const { asks, take, countOf, giveBack } = open(2);
  await asks("a", 1);
  const gone = new AbortController();
  const waits = assert.rejects(take("a", gone.signal), /gone/);
  gone.abort(new Error("gone"));
  await waits;
  await assert.rejects(take("a", gone.signal), /gone/);
  giveBack("a");
  await drain();
  assert.equal(countOf("a"), 0);
  assert.equal((await asks("a", 1)).has, 1);
});

test("an evaluator with little time is told in time, and not taken for slow", async () => {
  const time = new VirtualTime();
  const room = new PictureRoom({ clock: time }, 2);
  await room.take(CONTEXT.siteId, never());
  const config = { name: "pictures", kind: "image-hash", options: { images: [], timeout_ms: 1_000 } };
  const media = { image: () => assert.fail("there is no room for it") };
  const evaluator = buildEvaluator(config as never, {}, {}, { clock: time, room, media } as never);
  const waits = evaluator.evaluate(imageContent("https://pictures.example/a.png"), CONTEXT, never());
  const refused = assert.rejects(waits, { code: "overloaded" });
  await time.advance(400);
  await refused;
});
