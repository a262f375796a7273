import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { ensureBuilt } from "../../packages/dashboard/ensure-built.ts";
import { type HubOptions, HubProcess } from "../harness/hub.ts";
import { findChromium, LEFT_OUT, launch } from "./chromium.ts";
import { describePage, watch } from "./watch.ts";

export interface VisitOptions {
  /** Signed in with this key; the administrator's, unless told otherwise. Null: not signed in. */
  key?: string | null;
  colours?: "light" | "dark";
  /** In pixels of the page. 1280 by 800, unless told otherwise. */
  width?: number;
  height?: number;
  /** Such as `America/New_York`. */
  timeZone?: string;
}

export interface Visitor {
  t: TestContext;
  hub: HubProcess;
  /** A visit with cookies and storage of its own, at that path of the hub. */
  visit(path: string, options?: VisitOptions): Promise<Page>;
}

export interface BrowserTestOptions extends HubOptions {
  /** What the test itself makes the pages complain of. */
  expectTroubles?: RegExp;
}

/** A page that has not come to what a test waits for by then never will. */
const WAIT_MS_MAX = 20_000;

let browser: Promise<Browser> | undefined;
after(async () => (await browser)?.close());

/**
 * A test in a real browser against a hub of its own; the browser is shared within a file. It fails as well when a page
 * throws, complains on the console, breaks its policy or asks another host. Without a browser it is skipped; with `CI`
 * set it fails. The dashboard is built first when it is older than its sources, unless `TABELLARY_DASHBOARD_AS_BUILT` is
 * set.
 */
export function browserTest(
  name: string,
  run: (visitor: Visitor) => Promise<void>,
  { expectTroubles, ...options }: BrowserTestOptions = {},
): void {
  const executable = findChromium();
  const isLeftOut = executable === null && !process.env.CI;
  test(name, { skip: isLeftOut ? LEFT_OUT : false }, async (t) => {
    assert.ok(executable !== null, LEFT_OUT);
    if (!process.env.TABELLARY_DASHBOARD_AS_BUILT) await ensureBuilt();
    browser ??= launch(executable);
    const hub = await HubProcess.start(options);
    t.after(() => hub.stop());
    const troubles = await attend(t, hub, await browser, run);
    const unexpected = troubles.filter((trouble) => !expectTroubles?.test(trouble));
    assert.deepEqual(unexpected, [], "the pages were not as quiet as they should be");
  });
}

async function attend(
  t: TestContext,
  hub: HubProcess,
  browser: Browser,
  run: (visitor: Visitor) => Promise<void>,
): Promise<readonly string[]> {
  const visits: { context: BrowserContext; troubles: readonly string[] }[] = [];
  t.after(() => Promise.all(visits.map(({ context }) => context.close())));

  async function visit(path: string, options: VisitOptions = {}): Promise<Page> {
    const context = await openContext(browser, hub.url, options);
    visits.push({ context, troubles: watch(context, hub.url) });
    const { key = hub.adminKey } = options;
    if (key !== null) await signInBeside(context, key);
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  try {
    await run({ t, hub, visit });
  } catch (error) {
    t.diagnostic(await describe(visits));
    throw error;
  }
  return visits.flatMap(({ troubles }) => troubles);
}

async function openContext(browser: Browser, baseURL: string, options: VisitOptions): Promise<BrowserContext> {
  const { colours = "light", width = 1280, height = 800, timeZone } = options;
  const context = await browser.newContext({
    baseURL,
    colorScheme: colours,
    // Nothing moves, so nothing has to be waited for.
    reducedMotion: "reduce",
    viewport: { width, height },
    ...(timeZone === undefined ? {} : { timezoneId: timeZone }),
  });
  context.setDefaultTimeout(WAIT_MS_MAX);
  return context;
}

/** As the sign-in page does it, without the page. */
async function signInBeside(context: BrowserContext, key: string): Promise<void> {
  const answer = await context.request.post("/v1/session", { data: { key } });
  assert.equal(answer.status(), 201, `signing in: ${await answer.text()}`);
}

/** For who reads that a test failed: what was on the screen, what the pages complained of, and where a picture is. */
async function describe(visits: readonly { context: BrowserContext; troubles: readonly string[] }[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-page-"));
  const parts: string[] = [];
  for (const { context, troubles } of visits) {
    for (const page of context.pages()) {
      const picture = join(folder, `${parts.length}.png`);
      await page.screenshot({ path: picture }).catch(() => {});
      const seen = await describePage(page).catch(() => "(the page does not answer)");
      parts.push(`On the screen (${picture}): ${seen}\n${troubles.join("\n")}`);
    }
  }
  return parts.join("\n\n");
}
