import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { unifiedTypes } from "../../src/event.ts";
import { platforms } from "../../src/index.ts";

const root = new URL("../../src/platforms/", import.meta.url);

/** The unified types that the code of a folder can make: as it names them, or as it puts them together. */
function typesIn(folder: string): string[] {
  const files = readdirSync(new URL(`${folder}/`, root)).filter((file) => file !== "platform.ts");
  const code = files.map((file) => readFileSync(new URL(`${folder}/${file}`, root), "utf8")).join("\n");
  if (code.includes("readUnified(")) return [...unifiedTypes];
  // `post.${change}` is `created` or `updated`: a deletion has other data, and is written out.
  const changes = [...code.matchAll(/`(comment|post)\.\$\{\w+\}`/g)].flatMap(([, of]) => [
    `${of}.created`,
    `${of}.updated`,
  ]);
  return unifiedTypes.filter((type) => code.includes(`"${type}"`) || changes.includes(type));
}

test("every platform says which unified types its code makes, no more and no fewer", () => {
  for (const { name, unified } of platforms) {
    if (name === "discord-interactions") continue;
    assert.deepEqual([...unified].toSorted(), typesIn(name).toSorted(), name);
  }
});
