import type { BrowserContext, Page, Request } from "playwright-core";

/** The console's note beside an answer of 400 and more; what the page makes of such an answer is for its test to say. */
const REFUSED = /^Failed to load resource: the server responded with a status of 4\d\d/;

/**
 * Notes what no page of ours may do: throw, complain on the console (violations of the policy are told there), ask
 * another host, get an answer of 500.
 */
export function watch(context: BrowserContext, home: string): string[] {
  const troubles: string[] = [];
  const { host } = new URL(home);
  context.on("weberror", (error) => troubles.push(`threw: ${error.error().stack ?? error.error().message}`));
  context.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !REFUSED.test(text))
      troubles.push(`console: ${text} (${message.location().url})`);
  });
  context.on("request", (request) => {
    if (isElsewhere(request, host)) troubles.push(`asked another host: ${request.method()} ${request.url()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 500) troubles.push(`got ${response.status()} from ${response.url()}`);
  });
  return troubles;
}

function isElsewhere(request: Request, host: string): boolean {
  const url = new URL(request.url());
  return !["data:", "blob:"].includes(url.protocol) && url.host !== host;
}

/** What a person would see now, for the message of a test that failed. */
export async function describePage(page: Page): Promise<string> {
  const text = await page.locator("body").innerText({ timeout: 10_000 });
  return `${page.url()}\n${text.slice(0, 2_000)}`;
}
