import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import fc from "fast-check";
import { DumpError } from "../../src/moving/format.ts";
import { isHeader, readDump } from "../../src/moving/read-dump.ts";
import type { DumpRow } from "../../src/store/dump.ts";
import { dumpOf, EXPORTED_AT, emptyContent, inChunks } from "./dumps.ts";
import { type Content, content } from "./rows.ts";

async function read(dump: Uint8Array, chunkBytes?: number) {
  const rows = new Map<string, DumpRow[]>(emptyContent() as Map<string, DumpRow[]>);
  const headers = [];
  for await (const part of readDump(inChunks(dump, chunkBytes))) {
    if (isHeader(part)) headers.push(part);
    else rows.set(part.table.name, [...rows.get(part.table.name)!, ...part.rows]);
  }
  return { headers, rows };
}

/** Bytes as plain numbers: a Buffer and a Uint8Array of the same bytes are the same. */
function plain(rows: Content) {
  return [...rows].map(([name, all]) => [
    name,
    all.map((row) => row.map((value) => (value instanceof Uint8Array ? { bytes: Array.from(value) } : value))),
  ]);
}

async function rejected(dump: Uint8Array): Promise<DumpError> {
  const error = await read(dump).then(
    () => assert.fail("it was read to its end"),
    (error) => error,
  );
  assert.ok(error instanceof DumpError, String(error));
  return error;
}

describe("a dump", () => {
  test("is read as it was written, whatever its rows and wherever the stream is cut into chunks", async () => {
    await fc.assert(
      fc.asyncProperty(content(6), fc.integer({ min: 1, max: 400 }), async (rows, chunkBytes) => {
        const { headers, rows: found } = await read(await dumpOf(rows), chunkBytes);
        assert.deepEqual(plain(found), plain(rows));
        assert.deepEqual(headers, [{ engine: "SQLite 3.0", schema: 1, exportedAt: EXPORTED_AT }]);
      }),
      { numRuns: 60 },
    );
  });

  test("is refused when it is cut, at whatever byte", async () => {
    await fc.assert(
      fc.asyncProperty(content(3), fc.nat(), async (rows, nat) => {
        const dump = await dumpOf(rows);
        await rejected(dump.subarray(0, nat % dump.length));
      }),
    );
  });

  test("is refused when any bit of it is another", async () => {
    await fc.assert(
      fc.asyncProperty(content(3), fc.nat(), fc.nat(7), async (rows, nat, bit) => {
        const dump = await dumpOf(rows);
        dump[nat % dump.length]! ^= 1 << bit;
        await rejected(dump);
      }),
    );
  });

  test("is refused when a row is missing, twice, or after the end", async () => {
    const sites: DumpRow[] = [1, 2, 3].map((no) => [no, BigInt(no), `site ${no}`, null, "generic", false, 1n, null]);
    const lines = (await dumpOf(new Map([...emptyContent(), ["site", sites]]))).toString().split("\n");
    const at = lines.findIndex((line) => line.startsWith('[2,"2"'));
    const altered = (...with_: string[]) => Buffer.from(lines.toSpliced(at, 1, ...with_).join("\n"));
    await read(altered(lines[at]!));
    assert.match((await rejected(altered())).message, /do not agree/);
    assert.match((await rejected(altered(lines[at]!, lines[at]!))).message, /do not agree/);
    assert.match((await rejected(Buffer.from(`${lines.join("\n")}[]\n`))).message, /Line \d+ follows the dump's end/);
  });

  test("of the first format, which knew no sources, is read", async () => {
    const rows = [
      ["meta", ["key", "value"], ["catalogue_version", "7"]],
      ["site", ["no", "id", "name", "description", "contract", "is_operator", "created", "deleted"]],
      ["api_key", ["no", "id", "site_no", "name", "hash", "hint", "scopes", "created"]],
      ["event_type", ["site_no", "name", "description", "schema", "created"]],
      [
        "webhook",
        ["no", "id", "site_no", "rev", "secrets", "health", "created", "created_version", "deleted", "deleted_version"],
      ],
      ["webhook_rev", ["webhook_no", "rev", "version", "config", "created"]],
      ["type_name", ["no", "name"], [1, "user.created"]],
      [
        "event",
        [
          ...["seq", "site_no", "type_no", "version", "ordering_key", "external_id", "occurred"],
          ...["targets", "payload"],
        ],
        ["5", 1, 1, "7", null, "order 1", null, [2], "{}"],
      ],
      ["lane", ["webhook_no", "lane_key", "next_seq", "touched"]],
      [
        "queue",
        [
          ...["webhook_no", "seq", "place", "rev", "due", "attempts", "schedule_from", "lane_key", "lane_seq"],
          "cancelling",
        ],
      ],
      [
        "delivery",
        [
          ...["webhook_no", "seq", "place", "type_no", "rev", "status", "code", "error", "attempts", "schedule_from"],
          ...["lane_seq", "ended"],
        ],
      ],
      [
        "attempt",
        [
          ...["seq", "delivery_seq", "number", "rev", "started", "ms", "code", "failure", "message", "timings"],
          ...["request", "response", "body", "is_cut"],
        ],
      ],
      ["idempotency", ["site_no", "key_hash", "body_hash", "answer", "created"]],
    ] as const;
    const header = { format: "tabellary-dump", version: 1, engine: "SQLite 3.0", schema: 2, exported: EXPORTED_AT };
    const lines: unknown[] = [header];
    for (const [table, columns, row] of rows) lines.push({ table, columns }, ...(row ? [row] : []));
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
    const sha256 = createHash("sha256").update(text).digest("hex");
    const counts = Object.fromEntries(rows.map(([table, , row]) => [table, row ? 1 : 0]));
    const { rows: found } = await read(Buffer.from(`${text}${JSON.stringify({ end: counts, sha256 })}\n`));
    assert.deepEqual(found.get("event"), [[5n, 1, 1, 7n, null, "order 1", null, [2], "{}", null]]);
    assert.deepEqual(found.get("type_name"), [[1, "user.created"]]);
    assert.deepEqual(found.get("message"), []);
  });

  test("that is damaged names the line and the column", async () => {
    const types: DumpRow[] = [[1, "user.created"]];
    const text = (await dumpOf(new Map([...emptyContent(), ["type_name", types]]))).toString();
    const line = text.slice(0, text.indexOf('[1,"user')).split("\n").length;
    const { message } = await rejected(Buffer.from(text.replace('[1,"user.created"]', '["1","user.created"]')));
    assert.equal(message, `The dump is damaged: line ${line} is type_name.no is not what it can be.`);
  });

  test("of a newer format is refused with the way out, and nothing else is taken for a dump", async () => {
    const text = (await dumpOf(emptyContent())).toString();
    const newer = await rejected(Buffer.from(text.replace('"version":4', '"version":5')));
    assert.match(newer.message, /has format 5, this Tabellary knows 4: import it with the version that exported it/);
    assert.match((await rejected(Buffer.from("SQLite format 3\0\n"))).message, /This is no dump/);
    assert.match((await rejected(Buffer.from("{}\n"))).message, /This is no dump/);
    assert.match((await rejected(Buffer.alloc(0))).message, /nothing came/);
    assert.match((await rejected(Buffer.alloc(65 * 1024 * 1024, "a"))).message, /a line in it has no end/);
  });
});
