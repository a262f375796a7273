import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSearch, stringifySearch } from "../src/search.ts";

test("a search parameter that looks like a number stays a text", () => {
  assert.deepEqual(parseSearch("?external_id=0012&type=true"), { external_id: "0012", type: "true" });
  assert.equal(stringifySearch({ external_id: "0012" }), "?external_id=0012");
});

test("a search parameter that is not set is left out, and whatever it has in it comes back", () => {
  assert.equal(stringifySearch({ type: undefined }), "");
  const search = { external_id: "a&b=c d+é" };
  assert.deepEqual(parseSearch(stringifySearch(search)), search);
});
