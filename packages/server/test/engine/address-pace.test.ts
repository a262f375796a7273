import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AddressPace } from "../../src/engine/address-pace.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

const START = Date.UTC(2026, 0, 1);
const DEAD = "https://dead.example/a";

function open() {
  const clock = new VirtualTime(START);
  const pace = new AddressPace(clock);
  const begin = (url: string) => {
    const turn = pace.begin(url);
    assert.ok(typeof turn !== "number", `${url} has to wait until ${turn}`);
    return turn;
  };
  /** How long it is left, in milliseconds; 0: it is not. */
  const waits = (url: string) => {
    const turn = pace.begin(url);
    return typeof turn === "number" ? turn - clock.now() : 0;
  };
  return { clock, pace, begin, waits };
}

describe("The pace of an address", () => {
  test("is its own until an attempt takes longer than a second; then it has two at a time, and others are as quick as before", async () => {
    const { clock, begin, waits } = open();
    for (let count = 0; count < 20; count++) begin(DEAD);
    await clock.advance(999);
    assert.equal(waits(DEAD), 0);
    await clock.advance(1);
    assert.ok(waits(DEAD) > 0);
    assert.ok(waits("https://dead.example/another-path") > 0, "a host that hangs does so whatever the path");
    for (let count = 0; count < 20; count++) begin("https://alive.example/a");
  });

  test("gives what waits a time of its own, one after another, and none later than a minute", async () => {
    const { clock, begin, waits } = open();
    begin(DEAD);
    begin(DEAD);
    await clock.advance(1_000);
    assert.deepEqual(
      [1, 2, 3].map(() => waits(DEAD)),
      [5_000, 10_000, 15_000],
    );
    for (let count = 0; count < 100; count++) waits(DEAD);
    assert.equal(waits(DEAD), 60_000);
  });

  test("is remembered when nothing is under way, until it answers quickly again", async () => {
    const { clock, pace, begin, waits } = open();
    const first = begin(DEAD);
    await clock.advance(10_000);
    pace.end(first, false);
    const two = [begin(DEAD), begin(DEAD)];
    assert.ok(waits(DEAD) > 0);
    // Refused at once: it is no quicker for that.
    pace.end(two[0]!, false);
    const third = begin(DEAD);
    assert.ok(waits(DEAD) > 0);
    pace.end(third, true);
    assert.equal(waits(DEAD), 0);
  });

  test("of addresses without number is known as far as there is room", async () => {
    const { clock, pace, begin, waits } = open();
    for (let count = 0; count < 5_000; count++) {
      const turns = [begin(`https://${count}.example/`)];
      await clock.advance(1_000);
      for (const turn of turns) pace.end(turn, false);
    }
    const pair = (name: string) => [begin(name), begin(name)];
    pair("https://0.example/");
    assert.equal(waits("https://0.example/"), 0, "the eldest is forgotten");
    pair("https://4999.example/");
    assert.ok(waits("https://4999.example/") > 0, "the newest is not");
  });
});
