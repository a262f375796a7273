/** What can happen to a PostgreSQL. */
import { once } from "node:events";
import pg from "pg";
import { ask, type OwnServer, type TestServer } from "../../packages/server/test/store/postgres-server.ts";

let databases = 0;

export interface FreshDatabase {
  url: string;
  drop(): Promise<void>;
}

/** An empty database of its own on that server. */
export async function createDatabase(server: Pick<TestServer, "url">): Promise<FreshDatabase> {
  databases += 1;
  const name = `e2e_${process.pid}_${databases}`;
  await ask(server.url, `CREATE DATABASE ${name}`);
  const url = new URL(server.url);
  url.pathname = `/${name}`;
  return { url: url.href, drop: async () => void (await ask(server.url, `DROP DATABASE ${name} WITH (FORCE)`)) };
}

/** Ends it at once, as `pg_ctl stop -m immediate` does: what was under way is lost, and recovered at its next start. */
export async function stopImmediately(server: OwnServer): Promise<void> {
  const exited = once(server.process, "exit");
  server.process.kill("SIGQUIT");
  await exited;
}

/** Stops the server and all its processes where they stand; returns what wakes them. */
export async function freeze(server: OwnServer): Promise<() => void> {
  const client = new pg.Client({ connectionString: server.url });
  client.on("error", () => undefined);
  await client.connect();
  // First the one that would start others: then the list is whole.
  const frozen = [server.process.pid!];
  process.kill(frozen[0]!, "SIGSTOP");
  const { rows } = await client.query<{ pid: number }>(
    "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()",
  );
  for (const { pid } of rows) {
    process.kill(pid, "SIGSTOP");
    frozen.push(pid);
  }
  await client.end();
  return () => {
    for (const pid of frozen.toReversed()) process.kill(pid, "SIGCONT");
  };
}
