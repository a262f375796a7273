import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Neighbours, SWEEP_MS } from "../../src/chores/neighbours.ts";
import type { NodeLease } from "../../src/store/journal-entry.ts";
import type { News, Shared } from "../../src/store/shared.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

const ME: NodeLease = { no: 1, epoch: 1 };
const OTHER: NodeLease = { no: 2, epoch: 7 };

/** A node among others, whose news is set by hand; `calls` is what it does about it. */
function create({ canListen = true } = {}) {
  const clock = new VirtualTime();
  const calls: string[] = [];
  const news: News = { time: 0, version: 3, healthVersion: 0, nodes: [ME, OTHER], words: [], hasOutbox: false };
  const state = { news, asked: 0, isAway: false, takeOverFails: false, hear() {} };
  const shared: Pick<Shared, "canListen" | "listen" | "news"> = {
    canListen,
    listen: (hear) => {
      state.hear = hear;
    },
    async news() {
      state.asked += 1;
      if (state.isAway) throw new Error("away");
      return { ...state.news, time: clock.now() };
    },
  };
  const catalogue = { now: { version: 3 }, load: async () => void calls.push("load") };
  const neighbours = new Neighbours({
    sweepMs: SWEEP_MS,
    shared,
    clock,
    lease: { node: ME },
    catalogue,
    engine: { forgetHealth: () => void calls.push("forget health") },
    hear: (word) => void calls.push(`${word.kind} ${"webhookNo" in word ? word.webhookNo : word.key}`),
    onTime: () => undefined,
    async takeOver() {
      calls.push("take over");
      if (state.takeOverFails) throw new Error("away");
    },
    onOutbox: () => void calls.push("outbox"),
    onTrouble: () => void calls.push("trouble"),
  });
  neighbours.start();
  return { calls, catalogue, clock, neighbours, state };
}

describe("The neighbours", () => {
  test("are asked at once when the store tells of news, and else every few seconds", async () => {
    const { clock, state } = create();
    await clock.advance(100);
    assert.equal(state.asked, 1);
    state.hear();
    await clock.advance(15);
    assert.equal(state.asked, 2);
    await clock.advance(20_100);
    assert.equal(state.asked, 7);
  });

  test("are asked more than once a second where the store cannot tell", async () => {
    const { clock, state } = create({ canListen: false });
    await clock.advance(60_000);
    assert.ok(state.asked > 60 && state.asked < 2 * 60, `asked ${state.asked} times in a minute`);
  });

  test("are asked once more, not many times, when much is heard while one question is under way", async () => {
    const { clock, state } = create();
    for (let times = 0; times < 50; times += 1) state.hear();
    await clock.advance(10);
    assert.equal(state.asked, 2);
    await clock.advance(1_000);
    assert.equal(state.asked, 2);
  });

  test("are asked a hundred times a second at most, whatever is heard", async () => {
    const { clock, state } = create();
    for (let ms = 0; ms < 1_000; ms += 1) {
      state.hear();
      await clock.advance(1);
    }
    assert.ok(state.asked > 50 && state.asked <= 101, `asked ${state.asked} times`);
  });

  test("have their changes of the catalogue followed, and their turns of health", async () => {
    const { calls, catalogue, clock, state } = create();
    await clock.advance(15);
    assert.deepEqual(calls, []);
    state.news = { ...state.news, version: 4 };
    state.hear();
    await clock.advance(15);
    assert.deepEqual(calls, ["load"]);
    catalogue.now.version = 4;
    state.news = { ...state.news, healthVersion: 1 };
    state.hear();
    await clock.advance(15);
    assert.deepEqual(calls.slice(1), ["load", "forget health"]);
  });

  test("are heard once, however often the store repeats what they said", async () => {
    const { calls, clock, state } = create();
    const look = { kind: "look", webhookNo: 5 } as const;
    state.news = { ...state.news, words: [{ no: 1n, word: look }] };
    await clock.advance(5_000);
    const words = [1n, 2n].map((no) => ({ no, word: { ...look, webhookNo: 4 + Number(no) } }));
    state.news = { ...state.news, words };
    await clock.advance(5_000);
    assert.deepEqual(calls, ["look 5", "look 6"]);
  });

  test("are taken over from when they are gone, until that has succeeded", async () => {
    const { calls, clock, state } = create();
    await clock.advance(15);
    state.takeOverFails = true;
    state.news = { ...state.news, nodes: [ME] };
    state.hear();
    await clock.advance(15);
    assert.deepEqual(calls, ["take over", "trouble"]);
    state.takeOverFails = false;
    await clock.advance(10_000);
    assert.deepEqual(calls.slice(2), ["take over"]);
  });

  test("are taken over from as well when their number has come back with another epoch", async () => {
    const { calls, clock, state } = create();
    await clock.advance(15);
    state.news = { ...state.news, nodes: [ME, { ...OTHER, epoch: 8 }] };
    state.hear();
    await clock.advance(15);
    assert.deepEqual(calls, ["take over"]);
  });

  test("or not, what is owed is looked for every minute", async () => {
    const { calls, clock } = create();
    await clock.advance(310_000);
    assert.equal(calls.filter((call) => call === "take over").length, 5);
  });

  test("are asked again after the store was away", async () => {
    const { calls, clock, state } = create();
    state.isAway = true;
    await clock.advance(9_000);
    assert.deepEqual(calls, ["trouble", "trouble"]);
    state.isAway = false;
    state.news = { ...state.news, hasOutbox: true };
    await clock.advance(4_000);
    assert.deepEqual(calls.slice(2), ["outbox"]);
  });

  test("are not asked any more when the node has stopped", async () => {
    const { clock, neighbours, state } = create();
    await clock.advance(15);
    await neighbours.stop();
    state.hear();
    await clock.advance(60_000);
    assert.equal(state.asked, 1);
  });
});
