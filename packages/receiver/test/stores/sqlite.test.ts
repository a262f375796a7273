import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { registerHooks } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { StoreUnavailableError } from "../../src/index.ts";
import { SqliteStore } from "../../src/node.ts";
import { conformStore, type OpenStore } from "./conformance.ts";

const lease = { owner: "one", nowMs: 0, untilMs: 1000 };

const open: OpenStore = async () => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-dedupe-"));
  const stores: SqliteStore[] = [];
  const again = async () => {
    const store = await SqliteStore.open(join(folder, "dedupe.db"));
    stores.push(store);
    return store;
  };
  const close = () => {
    for (const store of stores) store.close();
    rmSync(folder, { recursive: true });
  };
  return { store: await again(), again, close };
};

conformStore("sqlite", open);

test("what is completed is remembered by a process that opens the file later, and a killed one's claim ends", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-dedupe-"));
  const path = join(folder, "dedupe.db");
  const script = `
    import { SqliteStore } from ${JSON.stringify(new URL("../../src/node.ts", import.meta.url).href)};
    const store = await SqliteStore.open(${JSON.stringify(path)});
    store.claim(["done", "crashed"], ${JSON.stringify(lease)});
    store.complete(["done"], ${JSON.stringify(lease)});
    process.kill(process.pid, "SIGKILL");`;
  const child = spawnSync(process.execPath, ["--input-type=module", "--eval", script], { encoding: "utf8" });
  assert.equal(child.signal, "SIGKILL", child.stderr);
  const store = await SqliteStore.open(path);
  const claim = (nowMs: number) => store.claim(["done", "crashed"], { owner: "two", nowMs, untilMs: nowMs + 1000 });
  assert.deepEqual(claim(999), ["done", "busy"]);
  assert.deepEqual(claim(1000), ["done", "claimed"]);
  store.close();
  rmSync(folder, { recursive: true });
});

test("a file that another keeps locked, that is closed or is no database is unavailable, and says so", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-dedupe-"));
  const path = join(folder, "dedupe.db");
  const store = await SqliteStore.open(path, { busyMsMax: 0 });
  const other = new DatabaseSync(path);
  other.exec("BEGIN IMMEDIATE");
  assert.throws(() => store.claim(["a"], lease), { code: "store_unavailable", message: /could not claim.*locked/ });
  other.exec("ROLLBACK");
  other.close();
  assert.deepEqual(store.claim(["a"], lease), ["claimed"]);
  store.close();
  assert.throws(() => store.claim(["a"], lease), StoreUnavailableError);
  await assert.rejects(SqliteStore.open(fileURLToPath(import.meta.url)), { code: "store_unavailable" });
  await assert.rejects(SqliteStore.open(join(folder, "none", "dedupe.db")), /could not open .*none/);
  rmSync(folder, { recursive: true });
});

test("where the runtime has no node:sqlite it says what is missing and what to use", async () => {
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      if (specifier === "node:sqlite") throw Object.assign(new Error(), { code: "ERR_UNKNOWN_BUILTIN_MODULE" });
      return next(specifier, context);
    },
  });
  // A module of its own, for this one has found node:sqlite already.
  const url = new URL("../../src/stores/sqlite.ts?without", import.meta.url).href;
  const without = (await import(url)) as typeof import("../../src/stores/sqlite.ts");
  await assert.rejects(without.SqliteStore.open(":memory:"), {
    code: "store_missing",
    message: /no node:sqlite.*22\.13.*PostgresStore/,
  });
  hooks.deregister();
});
