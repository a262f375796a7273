/**
 * `npm run screenshots`: a hub with a story in it, and every page of its dashboard in light and dark, on a desk and on a
 * phone, into `docs/images/dashboard`. With names of pages, those alone: `npm run screenshots -- overview`.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { ensureBuilt } from "../../packages/dashboard/ensure-built.ts";
import { findChromium, LEFT_OUT, launch } from "./chromium.ts";
import { PHONE, SCHEMES, settle } from "./expect.ts";
import { goTo, PAGES } from "./pages.ts";
import { type Story, tellStory } from "./story/story.ts";
import { openContext, signInBeside } from "./visit.ts";

const FOLDER = join(import.meta.dirname, "../../docs/images/dashboard");
const DESK = { width: 1280, height: 800 };
/** Of WebP, in hundredths: text stays clear, and a hundred pictures are some megabytes. */
const QUALITY = 66;

const wanted = process.argv.slice(2);
const pages = PAGES.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
const executable = findChromium();
if (executable === null) throw new Error(LEFT_OUT);
await ensureBuilt((text) => process.stdout.write(text));
mkdirSync(FOLDER, { recursive: true });
const browser = await launch(executable);
const story = await tellStory();
let bytes = 0;
for (const colours of SCHEMES) for (const size of [DESK, PHONE]) await photograph(browser, story, { colours, ...size });
process.stdout.write(`${Math.round(bytes / 1024)} kB in ${FOLDER}\n`);
await browser.close();
await story.close();

interface Look {
  colours: (typeof SCHEMES)[number];
  width: number;
  height: number;
}

async function photograph(browser: Browser, { hub, ids }: Story, look: Look): Promise<void> {
  const context = await openContext(browser, hub.url, { ...look, timeZone: "Europe/Amsterdam" });
  await signInBeside(context, hub.adminKey);
  const page = await context.newPage();
  for (const entry of pages) {
    await goTo(page, entry, ids);
    await settle(page);
    const file = `${entry.name}-${look.colours}-${look.width}.webp`;
    const picture = await capture(page);
    writeFileSync(join(FOLDER, file), picture);
    bytes += picture.length;
    process.stdout.write(`${file}\n`);
  }
  await context.close();
}

/** As WebP, which the browser writes and the driver does not ask for. */
async function capture(page: Page): Promise<Buffer> {
  const debug = await page.context().newCDPSession(page);
  const { data } = await debug.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
  await debug.detach();
  return Buffer.from(data, "base64");
}
