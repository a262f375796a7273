import type { Page } from "playwright-core";

export const FIRST_LOAD_BYTES_MAX = 300_000;

/** What a browser that has nothing yet takes from the hub until the page is there: bytes on the wire, heads included. */
export async function measureTransfer(
  page: Page,
  act: () => Promise<void>,
): Promise<{ bytes: number; parts: string[] }> {
  const debug = await page.context().newCDPSession(page);
  await debug.send("Network.enable");
  await debug.send("Network.setCacheDisabled", { cacheDisabled: true });
  const urls = new Map<string, string>();
  const parts: string[] = [];
  let bytes = 0;
  debug.on("Network.responseReceived", ({ requestId, response }) => urls.set(requestId, response.url));
  debug.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    bytes += encodedDataLength;
    parts.push(`${encodedDataLength} ${urls.get(requestId) ?? "?"}`);
  });
  await act();
  await debug.detach();
  return { bytes, parts };
}
