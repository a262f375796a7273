/** A million deliveries in a browser: how long a page of them takes, and whether the list scrolls without a hitch. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Page } from "playwright-core";
import { buildHistory } from "../../../bench/history/build.ts";
import { MASTER_KEY } from "../../../bench/history/shape.ts";
import { browserTestAt } from "../../dashboard/browser-test.ts";
import { HubProcess } from "../../harness/hub.ts";
import { DAY_MS, expectQuickPages, HISTORY } from "./million/pages.ts";

const TASK_MS_MAX = 100;
/** How far is scrolled at each frame, and for how many frames: about three thousand rows. */
const STEP_PX = 300;
const FRAMES = 400;

async function openHub(t: TestContext): Promise<HubProcess> {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-million-"));
  await buildHistory(join(dataDir, "tabellary.db"), HISTORY, { now: Date.now() });
  const hub = await HubProcess.start({ dataDir, env: { TABELLARY_MASTER_KEY: MASTER_KEY } });
  t.after(async () => {
    await hub.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return hub;
}

browserTestAt(
  openHub,
  "a page of a million deliveries takes less than 100 ms, and the list scrolls",
  async ({ t, hub, visit }) => {
    await expectQuickPages(t, hub.api);
    const page = await visit("/deliveries?live=off", { width: 1280, height: 900 });
    await page.locator('[data-index="10"] a').waitFor();
    await scroll(t, page, "from the newest");
    // By a time in the address the middle of the list is as near as its beginning.
    await page.goto(`/deliveries?live=off&to=${new Date(Date.now() - 12 * DAY_MS).toISOString()}`);
    await page.locator('[data-index="10"] a').waitFor();
    await scroll(t, page, "from the middle");
  },
);

/** Turns the wheel for some seconds. What holds a frame up longer than it may is a task of the page's own. */
async function scroll(t: TestContext, page: Page, what: string): Promise<void> {
  const browser = page.context().browser()!;
  await browser.startTracing(page, { categories: ["toplevel", "devtools.timeline"] });
  const { rows, frames } = await page.evaluate(
    async ({ frames, step }) => {
      const table = document.querySelector('[role="table"]')!;
      const took: number[] = [];
      let before = await new Promise<number>(requestAnimationFrame);
      for (let frame = 0; frame < frames; frame++) {
        table.scrollBy(0, step);
        const now = await new Promise<number>(requestAnimationFrame);
        took.push(now - before);
        before = now;
      }
      const last = [...table.querySelectorAll("[data-index]")].at(-1)!.getAttribute("data-index");
      return { rows: Number(last), frames: took.toSorted((one, other) => one - other) };
    },
    { frames: FRAMES, step: STEP_PX },
  );
  const tasks = tasksIn(await browser.stopTracing());
  const at = (share: number) => frames[Math.floor(frames.length * share)]!.toFixed(1);
  const longest = Math.max(...tasks);
  t.diagnostic(
    `${what}: ${rows} rows; frames: half within ${at(0.5)} ms, 99 % within ${at(0.99)} ms, at most ${frames.at(-1)!.toFixed(1)} ms; the longest of ${tasks.length} tasks took ${longest.toFixed(1)} ms of a processor`,
  );
  assert.ok(rows > 1_000, `it came only to row ${rows}`);
  assert.ok(longest < TASK_MS_MAX, `a task held the page up for ${longest} ms`);
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Microseconds that its thread had a processor. */
  tdur?: number;
  args?: { name?: string };
}

/** What the page's main thread did, task by task, in milliseconds of a processor: others on the machine do not count. */
function tasksIn(trace: Buffer): number[] {
  const { traceEvents } = JSON.parse(trace.toString("utf8")) as { traceEvents: TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}:${tid}`;
  const isMain = ({ name, args }: TraceEvent) => name === "thread_name" && args?.name === "CrRendererMain";
  const mains = new Set(traceEvents.filter(isMain).map(threadOf));
  const tasks = traceEvents.filter((event) => event.name.endsWith("RunTask") && mains.has(threadOf(event)));
  const times = tasks.flatMap(({ tdur }) => (tdur === undefined ? [] : [tdur / 1_000]));
  assert.ok(times.length > FRAMES, `the trace has ${times.length} tasks of ${FRAMES} frames`);
  return times;
}
