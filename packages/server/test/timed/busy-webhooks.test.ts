/** Ten thousand webhooks at work: for how long their figures hold up whoever sends. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Counting } from "../../src/chores/counting.ts";
import { MINUTE_MS } from "../../src/model/figures.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { Figures } from "../../src/telemetry/figures.ts";
import { slowness } from "../promised.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

const WEBHOOKS = 10_000;
const LOOK_MS = 5_000;
const LOOKS = 2 * (MINUTE_MS / LOOK_MS);
/** Milliseconds of a processor, of a machine that has nothing else to do: of a look, and of one at the end of a minute. */
const HOLD_MS_MAX = 20;
const MINUTE_HOLD_MS_MAX = 80;

/** The longest stretches in which nothing else ran, in milliseconds of a processor. */
function watchHolds() {
  let before = process.threadCpuUsage();
  let longest = 0;
  let isOver = false;
  (function look() {
    const { user, system } = process.threadCpuUsage();
    longest = Math.max(longest, (user + system - before.user - before.system) / 1_000);
    before = process.threadCpuUsage();
    if (!isOver) setImmediate(look);
  })();
  return {
    begin() {
      before = process.threadCpuUsage();
      longest = 0;
    },
    longest: () => longest,
    end() {
      isOver = true;
    },
  };
}

test("the figures of ten thousand busy webhooks hold the process up for milliseconds", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-busy-"));
  const store = await openSqliteStore(join(folder, "tabellary.db"));
  t.after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const clock = new VirtualTime();
  const figures = new Figures(clock.now());
  let underWay: Promise<unknown> = Promise.resolve();
  const writing: Pick<Store, "writeFigures" | "countOwed"> = {
    writeFigures(rows) {
      const written = store.writeFigures(rows);
      underWay = written;
      return written;
    },
    countOwed: (...asked) => store.countOwed(...asked),
  };
  const node = { no: 0, epoch: 1 };
  const catalogue = { now: { webhook: () => undefined } };
  const counting = new Counting({ store: writing, figures, catalogue, clock, node, onTrouble: assert.ifError });
  counting.start();
  const holds = watchHolds();
  const seen: number[] = [];
  for (let look = 0; look < LOOKS; look += 1) {
    for (let no = 1; no <= WEBHOOKS; no += 1) figures.deliveryEnded(no, 1, "success");
    holds.begin();
    await clock.advance(LOOK_MS);
    for (let last: unknown = null; last !== underWay; ) {
      last = underWay;
      await last;
      await new Promise(setImmediate);
    }
    seen.push(holds.longest());
  }
  holds.end();
  await counting.stop();
  seen.sort((one, other) => one - other);
  const [half, all] = [seen[seen.length / 2]!, seen.at(-1)!];
  const told = `the longest hold of half of all looks ${half.toFixed(1)} ms, of all ${all.toFixed(1)} ms`;
  t.diagnostic(told);
  const slower = slowness();
  assert.ok(half < HOLD_MS_MAX * slower && all < MINUTE_HOLD_MS_MAX * slower, told);
});
