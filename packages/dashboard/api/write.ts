/**
 * Writes src/api/schema.ts, the API's types, from the hub's own OpenAPI document. Run it when the API has changed:
 * `node packages/dashboard/api/write.ts`. A test holds the file to the document.
 */
import { writeFileSync } from "node:fs";
import { generate } from "./generate.ts";

writeFileSync(new URL("../src/api/schema.ts", import.meta.url), await generate());
