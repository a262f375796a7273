import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { configReference } from "../../src/config/reference.ts";
import { SETTINGS, type Setting } from "../../src/config/settings.ts";

const PAGE = new URL("../../../../docs/reference/config.md", import.meta.url);

test("docs/reference/config.md says what the settings are", () => {
  assert.equal(
    readFileSync(PAGE, "utf8"),
    configReference(),
    "write it anew with: node packages/server/test/config/write-reference.ts",
  );
});

for (const setting of Object.values(SETTINGS) as Setting<unknown>[]) {
  test(`${setting.env} is spelled like --${setting.flag}, and its default is sound`, () => {
    assert.equal(setting.env, `TABELLARY_${setting.flag.toUpperCase().replaceAll("-", "_")}`);
    if (setting.default !== undefined) setting.parse(setting.default);
    if (setting.isSecret !== true) setting.parse(setting.example);
  });
}
