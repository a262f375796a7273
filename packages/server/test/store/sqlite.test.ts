import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { conform } from "./conformance/conform.ts";
import type { OpenedStore } from "./conformance/subject.ts";

const openNew = async () => open(await mkdtemp(join(tmpdir(), "tabellary-store-")));

const first = await openNew();
const { engine } = first.store;
console.log(engine);
await first.cleanup();
conform(engine, openNew);

async function open(folder: string): Promise<OpenedStore> {
  const store = await openSqliteStore(join(folder, "tabellary.db"));
  return {
    store,
    // Every commit is durable before it is answered: closing adds nothing that a crash would lose.
    crash: async () => {
      await store.close();
      return open(folder);
    },
    cleanup: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
