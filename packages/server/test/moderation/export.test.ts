import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { type ExportedItem, itemsAsCsv } from "../../src/moderation/export.ts";
import { content, decision, hit, item } from "./items.ts";

async function table(items: readonly ExportedItem[]): Promise<string> {
  const chunks: string[] = [];
  for await (const chunk of itemsAsCsv(items)) chunks.push(chunk);
  return chunks.join("");
}

/** RFC 4180, section 2. */
function read(csv: string): string[][] {
  const rows: string[][] = [[]];
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (const [, text, end] of csv.matchAll(field)) {
    rows.at(-1)!.push(text!.startsWith('"') ? text!.slice(1, -1).replaceAll('""', '"') : text!);
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

const commented = (text: string): ExportedItem => ({ item: item({ content: content({ text }) }), decision: null });

describe("The table of items", () => {
  test("begins with a mark and the columns, also of no items", async () => {
    const csv = await table([]);
    assert.ok(csv.startsWith("\ufeffmedia_id,app_media_id,type,status,"));
    assert.ok(csv.endsWith(",reason\r\n"));
  });

  test("has a row for each item, with what was decided of it", async () => {
    const of = item({ status: "rejected" });
    const said = decision("reject", { hits: [hit(), hit({ ruleName: 'Say "no"' })], reason: "Hate, 0.9." });
    const [columns, row] = read((await table([{ item: of, decision: said }])).slice(1));
    const found = Object.fromEntries(columns!.map((name, index) => [name, row![index]]));
    assert.equal(found.status, "rejected");
    assert.equal(found.text, "Hello");
    assert.equal(found.moderated_at, "2026-01-15T12:30:00.000Z");
    assert.equal(found.action, "reject");
    assert.equal(found.by, "rule");
    assert.equal(found.rules, 'No hate; Say "no"');
    assert.equal(found.reason, "Hate, 0.9.");
  });

  test("marks as text what a spreadsheet would take for a formula", async () => {
    for (const text of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n1", "  =1", "＝1", "＠x", '=cmd|"x"!A1']) {
      const [, row] = read((await table([commented(text)])).slice(1));
      assert.equal(row![8], `'${text}`);
    }
    const [, row] = read((await table([commented("1+1=2")])).slice(1));
    assert.equal(row![8], "1+1=2");
  });

  test("is read back as it was written, whatever strangers wrote", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }), async (texts) => {
        const rows = read((await table(texts.map(commented))).slice(1)).slice(1);
        assert.equal(rows.length, texts.length);
        for (const [index, text] of texts.entries()) {
          assert.equal(rows[index]!.length, 19);
          assert.ok([text, `'${text}`].includes(rows[index]![8]!));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("is made piece by piece, as it is asked for", async () => {
    let made = 0;
    async function* many(): AsyncGenerator<ExportedItem> {
      for (; made < 10_000; made++) yield commented("x".repeat(200));
    }
    const chunks = itemsAsCsv(many());
    const { value } = await chunks.next();
    assert.ok(value!.length < 20_000);
    assert.ok(made < 100);
    await chunks.return();
  });
});
