import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { MemoryJobStore } from "../../src/index.ts";
import { SqliteJobStore } from "../../src/node.ts";
import { conformJobStore, type OpenJobStore } from "./conformance.ts";

conformJobStore("memory", async () => {
  const store = new MemoryJobStore();
  return { store, again: async () => store, close: () => {} };
});

const openSqlite: OpenJobStore = async () => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-jobs-"));
  const stores: SqliteJobStore[] = [];
  const again = async () => {
    const store = await SqliteJobStore.open(join(folder, "jobs.db"));
    stores.push(store);
    return store;
  };
  const close = () => {
    for (const store of stores) store.close();
    rmSync(folder, { recursive: true });
  };
  return { store: await again(), again, close };
};

conformJobStore("sqlite", openSqlite);

test("a store that cannot be opened, or has been closed, is unavailable and says why", async () => {
  await assert.rejects(SqliteJobStore.open("/nowhere/jobs.db"), { code: "store_unavailable" });
  const { store, close } = await openSqlite();
  close();
  assert.throws(() => store.find("a"), { code: "store_unavailable" });
});
