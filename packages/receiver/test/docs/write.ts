// Writes what the pages of docs/receiver take from the code. Run it when a platform or a reason has changed.
import { writePage } from "./page.ts";
import { makePages } from "./pages.ts";

for (const [path, text] of await makePages()) writePage(path, text);
