import type { Browser, BrowserContext, Page } from "playwright-core";
import { openContext } from "./visit.ts";
import { watch } from "./watch.ts";

/** A context while a test has it. */
export interface Lent {
  context: BrowserContext;
  /** What its pages complain of. */
  troubles: readonly string[];
  /** The test's own. */
  pages(): readonly Page[];
  giveBack(): Promise<void>;
}

/**
 * A browser's context for one test after the other: each finds it without cookies, storage, permissions or pages. What
 * stays is the cache, and a process that has our code in it: they are half of what a page's load costs.
 */
export class LastingContext {
  readonly #context: BrowserContext;
  readonly #troubles: string[];
  /** As long as it is open the process stays. It shows nothing of the dashboard. */
  readonly #keeper: Page;
  #isLent = false;

  private constructor(context: BrowserContext, troubles: string[], keeper: Page) {
    this.#context = context;
    this.#troubles = troubles;
    this.#keeper = keeper;
  }

  static async open(browser: Browser, url: string): Promise<LastingContext> {
    const context = await openContext(browser, url, {});
    const troubles = watch(context, url);
    const keeper = await context.newPage();
    await keeper.goto("/healthz");
    return new LastingContext(context, troubles, keeper);
  }

  /** Undefined: somebody has it. */
  lend(): Lent | undefined {
    if (this.#isLent) return undefined;
    this.#isLent = true;
    this.#troubles.length = 0;
    return {
      context: this.#context,
      troubles: this.#troubles,
      pages: () => this.#context.pages().filter((page) => page !== this.#keeper),
      giveBack: () => this.#clear(),
    };
  }

  async #clear(): Promise<void> {
    const pages = this.#context.pages().filter((page) => page !== this.#keeper);
    await Promise.all(pages.map((page) => page.close()));
    await this.#context.clearCookies();
    await this.#context.clearPermissions();
    await this.#keeper.evaluate(() => localStorage.clear());
    this.#isLent = false;
  }
}
