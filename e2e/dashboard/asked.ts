/** What pages have asked the hub for: whether all of it has come cannot always be seen. */
import type { BrowserContext, Page, Request } from "playwright-core";

/** Without an answer yet. */
const asked = new WeakMap<Page, Set<Request>>();

/** From now on, of every page of the context. */
export function noteAsked(context: BrowserContext): void {
  context.on("page", (page) => {
    const open = new Set<Request>();
    asked.set(page, open);
    page.on("request", (request) => {
      // Nobody is told any more what came of what the page before has asked for.
      if (request.isNavigationRequest()) open.clear();
      // A stream has no end.
      if (request.resourceType() !== "eventsource") open.add(request);
    });
    page.on("requestfinished", (request) => open.delete(request));
    page.on("requestfailed", (request) => open.delete(request));
  });
}

/** The addresses from which an answer is still to come. */
export function askedOf(page: Page): string[] {
  return [...(asked.get(page) ?? [])].map((request) => request.url());
}
