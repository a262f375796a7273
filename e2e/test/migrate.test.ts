import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ask, findServer } from "../../packages/server/test/store/postgres-server.ts";
import { createDatabase } from "../harness/database.ts";
import { givenHub } from "../harness/given.ts";
import { hubMain } from "../harness/hub-main.ts";
import { run } from "../harness/program.ts";

const server = await findServer();
after(() => server.stop());

function migrate(url: string, ...flags: string[]) {
  return run(process.execPath, [hubMain(), "migrate", "--database-url", url, ...flags]);
}

test("tabellary migrate says from what to what, and a second time that there was nothing to do", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-"));
  const database = await createDatabase(server);
  t.after(async () => {
    rmSync(folder, { recursive: true });
    await database.drop();
  });
  const { host, pathname } = new URL(database.url);
  for (const [url, name] of [
    [`sqlite:${join(folder, "a.db")}`, join(folder, "a.db")],
    [database.url, `postgres://${host}${pathname}`],
  ] as const) {
    const first = await migrate(url);
    assert.equal(first.code, 0, first.output);
    const [, engine, at] = /^(SQLite|PostgreSQL) [\d.]+, .*: the schema was at 0 and is at (\d+) now\.\n$/.exec(
      first.output,
    )!;
    assert.ok(first.output.includes(name), "names the database, without a password");
    const second = await migrate(url);
    assert.equal(second.code, 0);
    assert.match(second.output, new RegExp(`^${engine} .* the schema is at ${at}: there was nothing to do\\.\n$`));
  }
});

test("tabellary migrate ends with one line where it cannot do what it is told", async (t) => {
  const hub = await givenHub(t);
  const newer = await createDatabase(server);
  t.after(() => newer.drop());
  assert.equal((await migrate(newer.url)).code, 0);
  await ask(newer.url, "INSERT INTO tabellary.migration SELECT g, 'x' FROM generate_series(100, 150) g");
  const file = `sqlite:${join(hub.dataDir, "tabellary.db")}`;
  for (const [line, code, ...args] of [
    [/--with-emit is for PostgreSQL: .*@tabellary\/outbox/, 2, file, "--with-emit"],
    [/give --with-emit too/, 2, newer.url, "--emit-role", "x"],
    [/in use by another Tabellary process/, 2, file],
    [/start the newer version/, 2, newer.url],
    [/PostgreSQL cannot be reached/, 2, "postgres://nobody@127.0.0.1:1/x"],
  ] as [RegExp, number, string, ...string[]][]) {
    const ended = await migrate(...(args as [string]));
    assert.equal(ended.code, code, ended.output);
    assert.match(ended.output, line);
    assert.equal(ended.output.trimEnd().split("\n").length, 1);
  }
});
