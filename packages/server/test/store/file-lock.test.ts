import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { SchemaTooNewError } from "../../src/store/schema-too-new.ts";
import { openForWriting } from "../../src/store/sqlite/database.ts";
import { DatabaseInUseError } from "../../src/store/sqlite/file-lock.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";

const STORE = new URL("../../src/store/sqlite/sqlite-store.ts", import.meta.url).href;

function file(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-lock-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "tabellary.db");
}

async function openElsewhere(t: TestContext, path: string) {
  const program = `import(${JSON.stringify(STORE)})
    .then(({ openSqliteStore }) => openSqliteStore(${JSON.stringify(path)}))
    .then((store) => store.join(1_000, 1e12))
    .then(() => console.log("open"));`;
  const child = spawn(process.execPath, ["-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  const [said] = await once(child.stdout, "data");
  assert.equal(`${said}`.trim(), "open");
  return child;
}

test("a file that another process has open is refused, and is free as soon as that one is killed", async (t) => {
  const path = file(t);
  const child = await openElsewhere(t, path);
  await assert.rejects(openSqliteStore(path), DatabaseInUseError);
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
  const store = await openSqliteStore(path);
  console.log(store.engine);
  assert.equal(await store.renew({ no: 0, epoch: 1 }, 2_000, 1_000), false, "whoever had a lease is dead");
  await store.close();
});

test("a file that this process has open is refused a second time, and is free when it is closed", async (t) => {
  const path = file(t);
  const store = await openSqliteStore(path);
  await assert.rejects(openSqliteStore(path), { code: "database_in_use" });
  await store.close();
  await (await openSqliteStore(path)).close();
});

test("a file of a newer version is refused by name, and let go of", async (t) => {
  const path = file(t);
  const db = openForWriting(path);
  db.exec("PRAGMA user_version = 999");
  db.close();
  await assert.rejects(openSqliteStore(path), SchemaTooNewError);
  await assert.rejects(openSqliteStore(path), SchemaTooNewError);
});
