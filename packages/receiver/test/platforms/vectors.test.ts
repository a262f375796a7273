import assert from "node:assert/strict";
import { test } from "node:test";
import { verify } from "../../src/index.ts";
import { bodyOf, readVectors } from "../vectors.ts";

/** The platform that verifies the vectors of a file. */
const PLATFORM_BY_FILE: Record<string, string> = {
  github: "github",
};

for (const [file, platform] of Object.entries(PLATFORM_BY_FILE)) {
  for (const vector of readVectors(file).filter(({ kind }) => kind !== "challenge")) {
    test(`${vector.id} is ${vector.expect}: ${vector.note}`, async () => {
      const { secret, headers, query, method, now = 0 } = vector;
      const verdict = await verify({ platform, secret, headers, query, method, body: bodyOf(vector), now: now * 1000 });
      assert.equal(verdict.ok, vector.expect === "valid", JSON.stringify(verdict));
    });
  }
}
