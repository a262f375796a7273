import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "../../../src/moderation/aside/turns.ts";
import { VirtualTime } from "../../simulation/virtual-time.ts";
import { never } from "../scripted.ts";

function open() {
  const time = new VirtualTime();
  const turns = new Turns<string>(time);
  const done: string[] = [];
  const work = (ms: number) => () => new Promise<void>((resolve) => void time.after(ms, resolve));
  const ask = (asker: string, ms: number, patience = never()) =>
    turns.run(asker, patience, work(ms)).then(() => void done.push(asker));
  return { time, turns, done, ask };
}

test("whoever comes while another has much to do waits for one work of theirs", async () => {
  const { time, done, ask } = open();
  for (let count = 0; count < 10; count++) void ask("busy", 100);
  await time.advance(250);
  void ask("new", 100);
  await time.advance(200);
  assert.deepEqual(done, ["busy", "busy", "busy", "new"]);
  await time.advance(1_000);
  assert.equal(done.length, 11);
});

test("time is shared, and not works: large ones of one make no more room than small ones of another", async () => {
  const { time, done, ask } = open();
  for (let count = 0; count < 10; count++) void ask("large", 1_000);
  for (let count = 0; count < 100; count++) void ask("small", 10);
  await time.advance(2_000);
  assert.ok(done.filter((name) => name === "small").length >= 90, done.join(" "));
  assert.ok(done.includes("large"));
});

test("works that take no time are taken in turns too", async () => {
  const { turns } = open();
  const order: string[] = [];
  const run = (asker: string) => turns.run(asker, never(), async () => void order.push(asker));
  await Promise.all(["a", "a", "a", "b", "b", "b"].map(run));
  assert.deepEqual(order, ["a", "b", "a", "b", "a", "b"]);
});

test("who was not there has saved up nothing", async () => {
  const { time, done, ask } = open();
  void ask("away", 10);
  await time.advance(10);
  for (let count = 0; count < 50; count++) void ask("busy", 100);
  await time.advance(2_000);
  done.length = 0;
  for (let count = 0; count < 50; count++) void ask("away", 100);
  await time.advance(2_000);
  const share = done.filter((name) => name === "away").length / done.length;
  assert.ok(share > 0.4 && share < 0.6, done.join(" "));
});

test("when nobody waits any more, nothing is held against anybody, nor kept of them", async () => {
  const { time, done, ask } = open();
  void ask("large", 1_000);
  await time.advance(1_000);
  for (const asker of ["other", "large", "large", "other", "other"]) void ask(asker, 10);
  await time.advance(100);
  assert.deepEqual(done, ["large", "other", "large", "other", "large", "other"]);
});

test("whoever has no patience left is told so at once, while another is worked for, and nothing is done", async () => {
  const { time, done, ask, turns } = open();
  const gone = new AbortController();
  void ask("busy", 1_000);
  const waits = assert.rejects(ask("gone", 10, gone.signal), /enough/);
  await time.advance(5);
  gone.abort(new Error("enough"));
  await waits;
  await assert.rejects(ask("gone", 10, gone.signal), /enough/);
  await time.advance(2_000);
  assert.deepEqual(done, ["busy"]);
  assert.equal(await turns.run("next", never(), async () => 7), 7);
});

test("what breaks off is told to whoever asked for it, and the next begins", async () => {
  const { turns } = open();
  const broken = turns.run("a", never(), () => Promise.reject(new Error("broken")));
  const thrown = turns.run("a", never(), () => assert.fail("thrown at once"));
  const next = turns.run("a", never(), async () => "done");
  await assert.rejects(broken, /broken/);
  await assert.rejects(thrown, /thrown at once/);
  assert.equal(await next, "done");
});
