import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { FRESH_MAX, PagedRows, type RowPage } from "../../src/parts/rows/paged-rows.ts";

interface Row {
  id: string;
  note?: string;
}

const PAGE = 200;
const idOf = (number: number) => `del_${String(number).padStart(9, "0")}`;

/** Rows numbered from `total` down to 1, served as the API serves them. */
class Served {
  readonly asked: (string | null)[] = [];
  total: number;
  page = PAGE;
  fails = false;

  constructor(total: number) {
    this.total = total;
  }

  read = async (cursor: string | null): Promise<RowPage<Row>> => {
    this.asked.push(cursor);
    if (this.fails) throw new Error("away");
    const from = cursor === null ? this.total : Number(cursor);
    const count = Math.min(this.page, from);
    const rows = Array.from({ length: count }, (_, at) => ({ id: idOf(from - at) }));
    return { rows, next: from - count > 0 ? String(from - count) : null };
  };
}

const list = (served: { read: (cursor: string | null) => Promise<RowPage<Row>> }) =>
  new PagedRows<Row>({ read: served.read, idOf: ({ id }) => id });

describe("a list that is read in pages", () => {
  test("reads the first page at once, and the next one when its end comes near", async () => {
    const served = new Served(1_000);
    const rows = list(served);
    assert.equal(rows.isLoading, true);
    await turn();
    assert.equal(rows.count, 200);
    assert.equal(rows.isWhole, false);
    rows.want(0, 30);
    await turn();
    assert.deepEqual(served.asked, [null], "nobody is near the end");
    rows.want(70, 100);
    await turn();
    assert.equal(rows.count, 400);
    assert.equal(rows.at(399)?.id, idOf(601));
  });

  test("ends with the list", async () => {
    const rows = list(new Served(250));
    await turn();
    rows.want(190, 210);
    await turn();
    assert.equal(rows.isWhole, true);
    assert.equal(rows.count, 250);
    assert.equal(rows.at(249)?.id, idOf(1));
    assert.equal(rows.at(250), undefined);
  });

  test("keeps few pages of many, and reads the others again by their cursors", async () => {
    const served = new Served(40_000);
    const rows = list(served);
    await turn();
    while (!rows.isWhole) {
      rows.want(rows.count - 20, rows.count);
      await turn();
    }
    assert.equal(rows.count, 40_000);
    assert.equal(rows.at(0)?.id, idOf(40_000), "the first page stays");
    assert.equal(rows.at(300), undefined, "the second was let go");
    const before = served.asked.length;
    rows.want(300, 330);
    await turn();
    assert.equal(rows.at(300)?.id, idOf(39_700));
    assert.deepEqual(served.asked.slice(before), ["39800"]);
  });

  test("changes a row in its place, and puts a newer one on top in the order of ids", async () => {
    const rows = list(new Served(300));
    await turn();
    rows.take({ id: idOf(250), note: "changed" });
    assert.equal(rows.at(50)?.note, "changed");
    rows.take({ id: idOf(302) });
    rows.take({ id: idOf(301) });
    rows.take({ id: idOf(301), note: "again" });
    assert.equal(rows.freshCount, 2);
    assert.deepEqual(
      [0, 1, 2].map((index) => rows.at(index)?.id),
      [302, 301, 300].map(idOf),
    );
    assert.equal(rows.at(1)?.note, "again");
    assert.equal(rows.count, 202);
  });

  test("keeps what comes in while the first page is on its way", async () => {
    const rows = list(new Served(300));
    rows.take({ id: idOf(301) });
    rows.take({ id: idOf(300), note: "changed" });
    await turn();
    assert.deepEqual(
      [rows.at(0)?.id, rows.at(1)?.id, rows.at(1)?.note, rows.count],
      [idOf(301), idOf(300), "changed", 201],
    );
  });

  test("leaves out an older row that it does not show", async () => {
    const rows = list(new Served(1_000));
    await turn();
    rows.take({ id: idOf(5) });
    assert.equal(rows.count, 200);
  });

  test("says that it is behind when more came in than it holds", async () => {
    const rows = list(new Served(10));
    await turn();
    for (let number = 11; number <= 10 + FRESH_MAX; number++) rows.take({ id: idOf(number) });
    assert.equal(rows.isBehind, false);
    rows.take({ id: idOf(5_000) });
    assert.equal(rows.isBehind, true);
    assert.equal(rows.freshCount, FRESH_MAX);
  });

  test("says what went wrong, and goes on where it was", async () => {
    const served = new Served(1_000);
    const rows = list(served);
    await turn();
    served.fails = true;
    rows.want(150, 199);
    await turn();
    assert.match(String(rows.error), /away/);
    rows.want(150, 199);
    await turn();
    assert.equal(served.asked.length, 2, "it is not asked again by itself");
    served.fails = false;
    rows.goOn();
    await turn();
    assert.equal(rows.error, null);
    assert.equal(rows.count, 400);
  });

  test("rests after many pages that had nothing in them", async () => {
    let asked = 0;
    const rows = list({ read: async () => ({ rows: [], next: String(++asked) }) });
    await turn();
    for (let at = 0; at < 50; at++) {
      rows.want(0, 0);
      await turn();
    }
    assert.equal(rows.isResting, true);
    assert.equal(asked, 20);
    rows.goOn();
    await turn();
    assert.equal(asked, 21);
    assert.equal(rows.isResting, false);
  });

  test("follows a page that has become shorter", async () => {
    const served = new Served(20_000);
    const rows = list(served);
    await turn();
    while (!rows.isWhole) {
      rows.want(rows.count - 20, rows.count);
      await turn();
    }
    served.page = 150;
    rows.want(200, 230);
    await turn();
    assert.equal(rows.count, 19_950);
    assert.equal(rows.at(199)?.id, idOf(19_801));
    assert.equal(rows.at(349)?.id, idOf(19_651));
  });

  test("tells whoever listens, and no more when it is closed", async () => {
    const rows = list(new Served(1_000));
    let heard = 0;
    rows.subscribe(() => heard++);
    rows.close();
    await turn();
    assert.equal(heard, 0);
    assert.equal(rows.count, 0);
  });
});
