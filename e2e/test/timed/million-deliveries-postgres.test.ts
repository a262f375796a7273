/** The same million as million-deliveries.test.ts, on PostgreSQL. */
import { after, test } from "node:test";
import { fillPostgres } from "../../../bench/history/postgres.ts";
import { MASTER_KEY } from "../../../bench/history/shape.ts";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { createDatabase } from "../../harness/database.ts";
import { HubProcess } from "../../harness/hub.ts";
import { expectQuickPages, HISTORY } from "./million/pages.ts";

const server = await findServer();
after(() => server.stop());

test("a page of a million deliveries takes less than 100 ms on PostgreSQL too", async (t) => {
  const database = await createDatabase(server);
  t.after(() => database.drop());
  const startedAt = performance.now();
  await fillPostgres(database.url, HISTORY, Date.now());
  t.diagnostic(`filled within ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
  const hub = await HubProcess.start({
    flags: { "database-url": database.url },
    env: { TABELLARY_MASTER_KEY: MASTER_KEY, TABELLARY_ADMIN_KEY: "the-key-of-a-million-deliveries" },
  });
  t.after(() => hub.stop());
  await expectQuickPages(t, hub.api);
});
