import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CataloguedSource } from "../../src/catalogue/catalogued-source.ts";
import { type Errand, type ErrandKind, Errands } from "../../src/inbound/errands.ts";
import { Problem } from "../../src/model/errors.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

/** Errands of one kind, planned from a map and run by `run`. */
function create(run: ErrandKind["run"], planned: readonly Errand[] = [], siteOf = (sourceNo: number) => sourceNo) {
  const clock = new VirtualTime(0);
  const state = { isOnDuty: true, isAway: false, planned: [...planned], plans: 0 };
  const reading = { until: Promise.resolve() };
  const sources = new Set(planned.map(({ sourceNo }) => sourceNo));
  const troubles: string[] = [];
  const listeners: ((sourceNo: number) => void)[] = [];
  const kind: ErrandKind = {
    name: "test",
    async plan(sourceNo) {
      state.plans += 1;
      if (state.isAway) throw new Error("away");
      const { planned } = state;
      await reading.until;
      return planned.filter((errand) => sourceNo === null || errand.sourceNo === sourceNo);
    },
    run,
  };
  const errands = new Errands({
    kinds: [kind],
    catalogue: {
      now: { source: (no) => (sources.has(no) ? ({ no, siteNo: siteOf(no) } as CataloguedSource) : undefined) },
      onSourceChange: (listener) => void listeners.push(listener),
    },
    clock,
    isOnDuty: async () => state.isOnDuty,
    onTrouble: ({ message }) => void troubles.push(message),
  });
  const change = (sourceNo: number) => {
    for (const listener of listeners) listener(sourceNo);
  };
  return { errands, clock, state, reading, sources, troubles, change };
}

const errandAt = (dueAt: number, sourceNo = 1, ref = ""): Errand => ({ sourceNo, ref, dueAt });

describe("Errands", () => {
  test("run when they are due, again when they say, and no more when there is nothing more", async () => {
    const ran: number[] = [];
    const next = [30_000, 90_000, null];
    const { errands, clock } = create(async () => {
      ran.push(clock.now());
      return next.shift()!;
    }, [errandAt(1_000)]);
    errands.start();
    await clock.advance(40_000);
    assert.deepEqual(ran, [1_000, 30_000]);
  });

  test("of other nodes are looked for every minute, and a change here counts at once", async () => {
    const ran: string[] = [];
    const { errands, clock, state, sources, change } = create(async ({ no }) => {
      ran.push(`${no} at ${clock.now()}`);
      return Number.MAX_SAFE_INTEGER;
    });
    errands.start();
    await clock.advance(1_000);
    sources.add(1).add(2);
    state.planned = [errandAt(0, 1)];
    await clock.advance(69_000);
    assert.deepEqual(ran, ["1 at 60050"]);
    state.planned.push(errandAt(0, 2));
    change(2);
    await clock.advance(0);
    assert.deepEqual(ran.slice(1), ["2 at 70000"]);
  });

  test("are planned anew each minute by what is noted then, and lose their time when their source changes", async () => {
    const ran: number[] = [];
    const { errands, clock, state, change } = create(async () => {
      ran.push(clock.now());
      state.planned = [errandAt(clock.now() + 600_000)];
      return clock.now() + 600_000;
    }, [errandAt(0)]);
    errands.start();
    await clock.advance(300_000);
    assert.deepEqual(ran, [50]);
    // Another node has noted that it is due earlier.
    state.planned = [errandAt(310_000)];
    await clock.advance(100_000);
    assert.deepEqual(ran, [50, 310_000]);
    state.planned = [errandAt(0)];
    change(1);
    await clock.advance(0);
    assert.deepEqual(ran, [50, 310_000, 400_000]);
  });

  test("that end while notes are being read are due when they say, not when the notes said before", async () => {
    const ran: number[] = [];
    const { errands, clock, state, reading } = create(async () => {
      ran.push(clock.now());
      await new Promise<void>((resolve) => clock.after(30_000, resolve));
      state.planned = [errandAt(600_000)];
      return 600_000;
    }, [errandAt(40_000)]);
    errands.start();
    await clock.advance(60_000);
    const { promise, resolve } = Promise.withResolvers<void>();
    reading.until = promise;
    // It ends at 70,000, and what was read at 60,050 comes at 90,000.
    await clock.advance(30_000);
    resolve();
    await clock.advance(300_000);
    assert.ok(state.plans > 3);
    assert.deepEqual(ran, [40_000]);
  });

  test("of one name never run twice at once, and sixteen of different names of several sites do", async () => {
    let atOnce = 0;
    let most = 0;
    const waiting: (() => void)[] = [];
    const many = Array.from({ length: 20 }, (_, index) => errandAt(0, 1 + (index % 5), String(index)));
    const { errands, clock, change } = create(async () => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise<void>((resolve) => waiting.push(resolve));
      atOnce -= 1;
      return null;
    }, many);
    errands.start();
    await clock.advance(1_000);
    change(1);
    await clock.advance(1_000);
    assert.equal(atOnce, 16);
    waiting.shift()!();
    await clock.advance(0);
    assert.equal(atOnce, 16);
    assert.equal(most, 16);
  });

  test("of one site that hang leave places to those of others", async () => {
    const ran: string[] = [];
    const { promise: hanging, resolve } = Promise.withResolvers<void>();
    // Six sources of the first site are due before the one of the second.
    const planned = [1, 2, 3, 4, 5, 6, 7].map((no) => errandAt(no, no));
    const { errands, clock } = create(
      async ({ no, siteNo }) => {
        ran.push(`${no} of ${siteNo}`);
        if (siteNo === 1) await hanging;
        return null;
      },
      planned,
      (no) => (no <= 6 ? 1 : 2),
    );
    errands.start();
    await clock.advance(1_000);
    assert.deepEqual(ran, ["1 of 1", "2 of 1", "3 of 1", "4 of 1", "7 of 2"]);
    resolve();
    await clock.advance(1_000);
    assert.deepEqual(ran.slice(5), ["5 of 1", "6 of 1"]);
  });

  test("are left to the node that has the duty, and taken when this one gets it", async () => {
    const ran: number[] = [];
    const { errands, clock, state } = create(async () => {
      ran.push(clock.now());
      return clock.now() + 1_000;
    }, [errandAt(0)]);
    state.isOnDuty = false;
    errands.start();
    await clock.advance(60_000);
    assert.deepEqual(ran, []);
    assert.equal(state.plans, 0);
    state.isOnDuty = true;
    await clock.advance(10_000);
    assert.ok(ran.length > 5, String(ran));
    state.isOnDuty = false;
    await clock.advance(2_000);
    const before = ran.length;
    await clock.advance(60_000);
    assert.equal(ran.length, before);
  });

  test("wait a moment when the store does not answer, which is told once by those who wait for it", async () => {
    const ran: number[] = [];
    const { errands, clock, state, troubles } = create(async () => {
      ran.push(clock.now());
      if (ran.length === 1) throw new Problem("unavailable", "The store is away.");
      if (ran.length === 2) throw new Error("a fault of ours");
      return null;
    }, [errandAt(0)]);
    state.isAway = true;
    errands.start();
    await clock.advance(1_000);
    state.isAway = false;
    await clock.advance(30_000);
    assert.deepEqual(ran, [5_050, 10_050, 15_050]);
    assert.deepEqual(troubles, ["away", "a fault of ours"]);
  });

  test("of a source that is gone are forgotten", async () => {
    const ran: number[] = [];
    const { errands, clock, sources } = create(async () => {
      ran.push(clock.now());
      return clock.now() + 1_000;
    }, [errandAt(0)]);
    errands.start();
    await clock.advance(100);
    sources.clear();
    await clock.advance(10_000);
    assert.deepEqual(ran, [50]);
  });

  test("that are under way when it stops end first, and none is begun after", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ran: string[] = [];
    const { errands, clock } = create(
      async (_source, ref) => {
        ran.push(ref);
        await promise;
        return clock.now();
      },
      [errandAt(0, 1, "a")],
    );
    errands.start();
    await clock.advance(1_000);
    let isStopped = false;
    const stopping = errands.stop().then(() => {
      isStopped = true;
    });
    await clock.advance(1_000);
    assert.equal(isStopped, false);
    resolve();
    await stopping;
    await clock.advance(120_000);
    assert.deepEqual(ran, ["a"]);
  });
});
