import assert from "node:assert/strict";
import { test } from "node:test";
import { timeAt } from "../../src/json/fields.ts";

const timeOf = (value: unknown, unit?: "s" | "ms") => timeAt({ value }, ["value"], unit);

test("a time is ISO 8601 in UTC, however the sender writes it", () => {
  for (const text of [
    "2026-01-15T12:30:00Z",
    "2026-01-15T13:30:00+01:00",
    "Thu, 15 Jan 2026 12:30:00 GMT",
    "15 Jan 2026 12:30:00 +0000",
    "Thu Jan 15 12:30:00 +0000 2026",
    1_768_480_200,
    "1768480200",
    1_768_480_200.0,
  ]) {
    assert.equal(timeOf(text), "2026-01-15T12:30:00Z", String(text));
  }
  assert.equal(timeOf("2026-01-15T12:30:00.123456789Z"), "2026-01-15T12:30:00.123Z");
  assert.equal(timeOf("2026-01-15"), "2026-01-15T00:00:00Z");
});

test("a time without a zone is UTC, wherever the receiver stands", () => {
  const here = process.env.TZ;
  process.env.TZ = "America/New_York";
  try {
    for (const text of ["2026-01-15T12:30:00", "2026-01-15 12:30:00", "2026-01-15 12:30", "2026-01-15 12:30:00 UTC"]) {
      assert.equal(timeOf(text), "2026-01-15T12:30:00Z", text);
    }
  } finally {
    if (here === undefined) delete process.env.TZ;
    else process.env.TZ = here;
  }
});

test("a number beyond all seconds is milliseconds, whatever was expected", () => {
  assert.equal(timeOf(1_768_480_200_000), "2026-01-15T12:30:00Z");
  assert.equal(timeOf("1768480200000", "ms"), "2026-01-15T12:30:00Z");
});

test("what is no time is none, though JavaScript would make one of it", () => {
  for (const value of ["hello 1", "order 2026", "1/2", "a", "", "2026-13-01", null, undefined, {}, Number.NaN, 1e300]) {
    assert.equal(timeOf(value), null, String(value));
  }
});
