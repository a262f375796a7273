import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, type TestContext, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { ensureBuilt } from "../../packages/dashboard/ensure-built.ts";
import { HubProcess } from "../harness/hub.ts";
import { Site } from "../harness/site.ts";
import { findChromium, LEFT_OUT, launch } from "./chromium.ts";
import { DESKTOP } from "./expect.ts";
import { LastingContext, type Lent } from "./lasting-context.ts";
import { openContext, signInBeside, type VisitOptions } from "./visit.ts";
import { describePage, watch } from "./watch.ts";

export interface Visitor {
  t: TestContext;
  hub: HubProcess;
  /** A site that no other test of the file sees; under a name of its own, unless one is given. */
  openSite(contract: string, name?: string): Promise<Site>;
  /** A visit with cookies and storage of its own, at that path of the hub. */
  visit(path: string, options?: VisitOptions): Promise<Page>;
}

export interface BrowserTestOptions {
  /** What the test itself makes the pages complain of. */
  expectTroubles?: RegExp;
}

let browser: Promise<Browser> | undefined;
let sharedHub: Promise<HubProcess> | undefined;
/** Of the shared hub. */
let lasting: Promise<LastingContext> | undefined;
/** How many were opened: part of their names. */
let sites = 0;
after(async () => {
  await (await browser)?.close();
  await (await sharedHub)?.stop();
});

/**
 * A test in a real browser. Browser and hub are shared within a file: their starts take longer than most tests. So a
 * test opens a site of its own, and what is the hub's own (sites, keys) has names that no other test uses. It fails as
 * well when a page throws, complains on the console, breaks its policy or asks another host. Without a browser it is
 * skipped; with `CI` set it fails. The dashboard is built first when it is older than its sources, unless
 * `TABELLARY_DASHBOARD_AS_BUILT` is set.
 */
export function browserTest(
  name: string,
  run: (visitor: Visitor) => Promise<void>,
  { expectTroubles }: BrowserTestOptions = {},
): void {
  browserTestAt(openSharedHub, name, run, expectTroubles);
}

function openSharedHub(): Promise<HubProcess> {
  sharedHub ??= HubProcess.start();
  return sharedHub;
}

/** The same at a hub that somebody else starts and ends. */
export function browserTestAt(
  openHub: (t: TestContext) => Promise<HubProcess>,
  name: string,
  run: (visitor: Visitor) => Promise<void>,
  expectTroubles?: RegExp,
): void {
  const executable = findChromium();
  const isLeftOut = executable === null && !process.env.CI;
  test(name, { skip: isLeftOut ? LEFT_OUT : false }, async (t) => {
    assert.ok(executable !== null, LEFT_OUT);
    if (!process.env.TABELLARY_DASHBOARD_AS_BUILT) await ensureBuilt();
    browser ??= launch(executable);
    const troubles = await attend(t, await openHub(t), await browser, run);
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
  const visits: Lent[] = [];
  t.after(() => Promise.all(visits.map((one) => one.giveBack())));

  async function visit(path: string, options: VisitOptions = {}): Promise<Page> {
    const lent = (await borrow(browser, hub, options)) ?? (await openOwn(browser, hub, options));
    visits.push(lent);
    const { key = hub.adminKey, width = DESKTOP.width, height = DESKTOP.height } = options;
    if (key !== null) await signInBeside(lent.context, key);
    const page = await lent.context.newPage();
    await page.setViewportSize({ width, height });
    await page.goto(path);
    return page;
  }

  async function openSite(contract: string, name = `${contract} ${++sites}`): Promise<Site> {
    return Site.open(hub.api, contract, name);
  }

  try {
    await run({ t, hub, openSite, visit });
  } catch (error) {
    t.diagnostic(await describe(visits));
    throw error;
  }
  return visits.flatMap(({ troubles }) => troubles);
}

/** The lasting context, for who wishes nothing that it has not, and if nobody else of the test has it. */
async function borrow(browser: Browser, hub: HubProcess, options: VisitOptions): Promise<Lent | undefined> {
  const { colours, timeZone, host } = options;
  const isPlain = colours === undefined && timeZone === undefined && host === undefined;
  if (!isPlain || hub !== (await sharedHub)) return undefined;
  lasting ??= LastingContext.open(browser, hub.url);
  return (await lasting).lend();
}

async function openOwn(browser: Browser, hub: HubProcess, options: VisitOptions): Promise<Lent> {
  const url = urlUnder(hub.url, options.host);
  const context = await openContext(browser, url, options);
  const troubles = watch(context, url);
  return { context, troubles, pages: () => context.pages(), giveBack: () => context.close() };
}

function urlUnder(hubUrl: string, host: string | undefined): string {
  const url = new URL(hubUrl);
  if (host !== undefined) url.hostname = host;
  return url.origin;
}

/** For who reads that a test failed: what was on the screen, what the pages complained of, and where a picture is. */
async function describe(visits: readonly Lent[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-page-"));
  const parts: string[] = [];
  for (const { pages, troubles } of visits) {
    for (const page of pages()) {
      const picture = join(folder, `${parts.length}.png`);
      await page.screenshot({ path: picture }).catch(() => {});
      const seen = await describePage(page).catch(() => "(the page does not answer)");
      parts.push(`On the screen (${picture}): ${seen}\n${troubles.join("\n")}`);
    }
  }
  return parts.join("\n\n");
}
