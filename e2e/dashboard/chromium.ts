/** The browser that the tests of the pages run in: the machine's own Chromium, driven by playwright-core. */
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** `TABELLARY_CHROMIUM`, or the first that the PATH has; null if there is none. */
export function findChromium(): string | null {
  const named = process.env.TABELLARY_CHROMIUM;
  if (named !== undefined && named !== "") return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return places.find(isProgram) ?? null;
}

/** A name that the browser, and nobody else, takes for this machine: to it that is another host, without TLS. */
export const OTHER_HOST = "hub.example";

/** The pages are our own: what a sandbox keeps from the machine is not there, and containers have none. */
export function launch(executablePath: string): Promise<Browser> {
  const names = `--host-resolver-rules=MAP ${OTHER_HOST} 127.0.0.1`;
  // A page of a context takes the process of the one before: to start one takes as long as to load the page.
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--process-per-site", names];
  return chromium.launch({ executablePath, args });
}

export const LEFT_OUT =
  "Browser tests were LEFT OUT: no Chromium was found. Install one (Debian: apt-get install chromium), or name one in TABELLARY_CHROMIUM.";

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
