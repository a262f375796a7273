import assert from "node:assert/strict";
import { test } from "node:test";
import { type PageStart, readPages } from "../../src/api/read-pages.ts";

/** A list of so many pages; the cursor is the number of the page. */
function listOf(length: number) {
  const asked: PageStart[] = [];
  const read = async (start: PageStart) => {
    asked.push(start);
    const number = Number(start.cursor ?? 0);
    return { number, next_cursor: number + 1 < length ? String(number + 1) : null };
  };
  return { asked, read };
}

test("a list is read page by page, each from where the one before ended", async () => {
  const { asked, read } = listOf(3);
  const pages = await readPages(read);
  assert.deepEqual(
    pages.map(({ number }) => number),
    [0, 1, 2],
  );
  assert.deepEqual(asked, [{ limit: 200 }, { limit: 200, cursor: "1" }, { limit: 200, cursor: "2" }]);
});

test("a list that does not end is read so far and no further", async () => {
  const { asked, read } = listOf(Number.POSITIVE_INFINITY);
  assert.equal((await readPages(read)).length, 10);
  assert.equal((await readPages(read, 2)).length, 2);
  assert.equal(asked.length, 12);
});
