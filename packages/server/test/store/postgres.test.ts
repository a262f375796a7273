import { after } from "node:test";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { conform } from "./conformance/conform.ts";
import type { OpenedStore } from "./conformance/subject.ts";
import { ask, findServer, newSchema, PATIENT } from "./postgres-server.ts";

const { url, stop } = await findServer();
after(stop);
const [{ version }] = (await ask(url, "SELECT version()")) as [{ version: string }];

conform(version, () => open(newSchema()));

async function open(schema: string): Promise<OpenedStore> {
  const store = await openPostgresStore(url, { schema, ...PATIENT });
  return {
    store,
    // Every commit is durable before it is answered: closing adds nothing that a crash would lose.
    crash: async () => {
      await store.close();
      return open(schema);
    },
    cleanup: async () => {
      await store.close();
      await ask(url, `DROP SCHEMA ${schema} CASCADE`);
    },
  };
}
