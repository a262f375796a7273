import { ask, startServer } from "../../packages/server/test/store/postgres-server.ts";
import type { Waking } from "../servers/pg-boss.ts";
import { type ComparatorOptions, startComparator } from "./comparator.ts";
import { POSTGRES_SETTINGS } from "./postgres-settings.ts";
import type { Subject } from "./subject.ts";

export interface PgBossSubjectOptions extends Pick<ComparatorOptions, "schedule"> {
  /** `polling` takes in more, `notified` delivers sooner. */
  waking?: Waking;
}

/** pg-boss on a PostgreSQL of its own, set as the hub's. */
export function pgBoss({ schedule, waking = "polling" }: PgBossSubjectOptions = {}): Subject {
  return {
    name: waking === "notified" ? "pg-boss, notified" : "pg-boss",
    promise: "on disk (fsync) and queued",
    missing: () => null,
    async start(options) {
      const server = await startServer(POSTGRES_SETTINGS);
      const [row] = await ask(server.url, "SHOW server_version");
      const store = {
        name: "PostgreSQL",
        engine: `PostgreSQL ${row!.server_version}`,
        pid: server.process.pid!,
        stop: () => server.stop(),
      };
      const more = { databaseUrl: server.url, waking };
      return startComparator({ server: "pg-boss", store, schedule, more }, options);
    },
  };
}
