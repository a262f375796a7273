/** The last line of `npm test`, where there was no browser to test the pages in. */
import { findChromium, LEFT_OUT } from "./chromium.ts";

if (findChromium() === null) process.stdout.write(`\n${LEFT_OUT}\n\n`);
