/** What every page must hold, whatever is on it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "playwright-core";
import { eventually } from "../harness/eventually.ts";
import { askedOf } from "./asked.ts";

export const SCHEMES = ["light", "dark"] as const;
export const DESKTOP = { width: 1280, height: 800 };
export const PHONE = { width: 390, height: 844 };

const AXE = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
/** Of https://dequeuniversity.com/rules/axe, what may differ between light and dark. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];
const GRAVE = new Set(["serious", "critical"]);

/** In light and dark; the machine's wish for colours is put back as light. */
export async function inBothSchemes(page: Page, look: (scheme: (typeof SCHEMES)[number]) => Promise<void>) {
  for (const scheme of SCHEMES) {
    await page.emulateMedia({ colorScheme: scheme });
    await page.waitForFunction((wanted) => document.documentElement.dataset.mantineColorScheme === wanted, scheme);
    await isAtRest(page);
    await look(scheme);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

/**
 * axe-core finds nothing serious or critical, in light and, as to colours, in dark: all else is the same there. `within`:
 * in that part of the page alone.
 */
export async function expectAccessible(page: Page, within: string | null = null): Promise<void> {
  // Put there by the debugger, which the page's policy does not concern.
  if (await page.evaluate(() => !("axe" in window))) await page.evaluate(AXE);
  await inBothSchemes(page, async (scheme) => {
    // Of what passes nothing is gathered, which takes longer than the rest.
    const options: RunOptions = { resultTypes: ["violations"], ...(scheme === "dark" && { runOnly: OF_COLOURS }) };
    await onceSettled(page, async () => {
      const { violations } = await page.evaluate(
        ([part, options]) => (window as unknown as { axe: AxeRunner }).axe.run(part ?? document, options),
        [within, options] as const,
      );
      const said = violations.filter(({ impact }) => GRAVE.has(impact ?? "")).map(describe);
      assert.equal(said.length, 0, `${page.url()} in ${scheme}:\n${said.join("\n")}`);
    });
  });
}

interface AxeRunner {
  run(root: Document | string, options: RunOptions): Promise<AxeResults>;
}

function describe({ id, help, nodes }: AxeResults["violations"][number]): string {
  const where = nodes.slice(0, 5).map(({ html, failureSummary }) => `    ${html}\n      ${failureSummary}`);
  return `  ${id}: ${help} (${nodes.length})\n${where.join("\n")}`;
}

/** Nothing stands out to the right on a phone; the window is left at that width. */
export async function expectFitsPhone(page: Page): Promise<void> {
  await page.setViewportSize(PHONE);
  await isAtRest(page);
  await onceSettled(page, () => fitsWindow(page));
}

/** What is seen in passing is no fault: what a look finds on a page that still changes is looked for once more after it. */
async function onceSettled(page: Page, look: () => Promise<void>): Promise<void> {
  try {
    await look();
  } catch {
    await settle(page);
    await look();
  }
}

async function fitsWindow(page: Page): Promise<void> {
  const { wide, culprits } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const out = [...document.querySelectorAll("body *")].filter((one) => {
      const { right, width } = one.getBoundingClientRect();
      return width > 0 && right > clientWidth + 1;
    });
    return { wide: scrollWidth - clientWidth, culprits: out.slice(0, 8).map((one) => one.outerHTML.slice(0, 160)) };
  });
  const { width } = page.viewportSize()!;
  assert.ok(wide <= 0, `${page.url()} is ${wide} px too wide at ${width} px:\n${culprits.join("\n")}`);
}

/** Whether a page shows that it waits for something. */
const WAITING = '[aria-busy="true"], [data-loading="true"], .mantine-Skeleton-root, .mantine-Loader-root';
/** A page that changes no more for so long is as it stays; what is live on it may go on for ever. */
const QUIET_MS = 400;
const QUIET_MS_MAX = 5_000;

/** What was asked for has come, also what came of that, and nothing moves any more. */
export async function settle(page: Page): Promise<void> {
  do {
    await eventually(
      async () => askedOf(page),
      (asked) => asked.length === 0,
      { what: "the hub's answers" },
    );
    await page.waitForFunction((waiting) => document.querySelector(waiting) === null, WAITING);
    await page.evaluate(untilQuiet, [QUIET_MS, QUIET_MS_MAX] as const);
  } while (askedOf(page).length > 0 || (await page.locator(WAITING).count()) > 0);
  await isAtRest(page);
}

/** Runs in the page. */
function untilQuiet([quietMs, quietMsMax]: readonly [number, number]): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      observer.disconnect();
      resolve();
    };
    let timer = setTimeout(end, quietMs);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(end, quietMs);
    });
    observer.observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
    setTimeout(end, quietMsMax);
  });
}

/** What moves has come to its end, and is painted. */
async function isAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const finite = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map((one) => one.finished));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}
