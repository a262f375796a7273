import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { generate } from "../../api/generate.ts";

test("the API's types are those of the hub's own document", async () => {
  const written = readFileSync(new URL("../../src/api/schema.ts", import.meta.url), "utf8");
  // Not assert.equal: nobody reads the difference of two files of that length.
  assert.ok((await generate()) === written, "They are not: run node packages/dashboard/api/write.ts");
});
