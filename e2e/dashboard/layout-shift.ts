/**
 * How much a page jumps while it loads: the cumulative layout shift (https://web.dev/articles/cls) by the Layout
 * Instability API. What somebody sets off by a click is not counted.
 */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";

/** More than this is no good page any more, says web.dev. */
const SHIFT_MAX = 0.1;
/** Shifts belong together while less than this lies between them, and all of them within so much. */
const GAP_MS = 1_000;
const WINDOW_MS = 5_000;

/** TypeScript's DOM has no such entries yet. */
interface LayoutShift extends PerformanceEntry {
  value: number;
  hadRecentInput: boolean;
  sources: readonly { node: Node | null; previousRect: DOMRectReadOnly; currentRect: DOMRectReadOnly }[];
}

interface Shift {
  at: number;
  value: number;
  /** What moved, from where to where. */
  moved: readonly string[];
}

/** From now on, in whatever is loaded into the page. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    const place = ({ x, y, width, height }: DOMRectReadOnly) => [x, y, width, height].map(Math.round).join(" ");
    new PerformanceObserver((list) => {
      for (const { startTime, value, hadRecentInput, sources } of list.getEntries() as LayoutShift[]) {
        if (hadRecentInput) continue;
        const moved = sources.map(({ node, previousRect, currentRect }) => {
          const what = node instanceof Element ? node.outerHTML : (node?.textContent ?? "something");
          return `${what.slice(0, 160)}: ${place(previousRect)} to ${place(currentRect)}`;
        });
        shifts.push({ at: startTime, value, moved });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Since the page was loaded it has not jumped, or hardly. `watchShifts` has to have been called before. */
export async function expectSteady(page: Page): Promise<void> {
  const shifts = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);
  const worst = worstOf(shifts);
  assert.ok(worst < SHIFT_MAX, `${page.url()} jumps, by ${worst.toFixed(3)}:\n${shifts.map(describe).join("\n")}`);
}

/** The sum of the worst window. */
function worstOf(shifts: readonly Shift[]): number {
  let [worst, sum, first, last] = [0, 0, -Infinity, -Infinity];
  for (const { at, value } of shifts) {
    const goesOn = at - last < GAP_MS && at - first < WINDOW_MS;
    sum = goesOn ? sum + value : value;
    if (!goesOn) first = at;
    last = at;
    worst = Math.max(worst, sum);
  }
  return worst;
}

function describe({ at, value, moved }: Shift): string {
  return `  ${value.toFixed(3)} at ${Math.round(at)} ms\n${moved.map((what) => `    ${what}`).join("\n")}`;
}
