import assert from "node:assert/strict";
import type { Browser, BrowserContext } from "playwright-core";
import { PATIENCE_MS } from "../../packages/server/test/promised.ts";
import { noteAsked } from "./asked.ts";
import { DESKTOP } from "./expect.ts";

export interface VisitOptions {
  /** Signed in with this key; the administrator's, unless told otherwise. Null: not signed in. */
  key?: string | null;
  colours?: "light" | "dark";
  /** In pixels of the page. 1280 by 800, unless told otherwise. */
  width?: number;
  height?: number;
  /** The hub's name in the address bar; its own, unless told otherwise. Another cannot be signed in at beforehand. */
  host?: string;
  /** Such as `America/New_York`. */
  timeZone?: string;
}

export async function openContext(browser: Browser, baseURL: string, options: VisitOptions): Promise<BrowserContext> {
  const { colours = "light", width = DESKTOP.width, height = DESKTOP.height, timeZone } = options;
  const context = await browser.newContext({
    baseURL,
    colorScheme: colours,
    // Nothing moves, so nothing has to be waited for.
    reducedMotion: "reduce",
    viewport: { width, height },
    ...(timeZone === undefined ? {} : { timezoneId: timeZone }),
  });
  // Of what is waited for, done or gone to. The driver's own patience is that of a quick machine.
  context.setDefaultTimeout(PATIENCE_MS);
  noteAsked(context);
  return context;
}

/** As the sign-in page does it, without the page. */
export async function signInBeside(context: BrowserContext, key: string): Promise<void> {
  const answer = await context.request.post("/v1/session", { data: { key } });
  assert.equal(answer.status(), 201, `signing in: ${await answer.text()}`);
}
