/** A real PgBouncer in transaction mode before a test server, where one is installed (Debian's package `pgbouncer`). */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, chownSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { freePort, nobody } from "./postgres-server.ts";

const FOLDERS = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];

export interface Pooler {
  /** The same database, through the pooler; the server's others are behind the same port. */
  url: string;
  stop(): Promise<void>;
}

/** The program, or null where it is not installed. With CI set that is an error: nothing is skipped there. */
export function findPgBouncer(): string | null {
  const found = FOLDERS.map((folder) => join(folder, "pgbouncer")).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  if (found === undefined && process.env.CI) throw new Error("pgbouncer is not installed: apt-get install pgbouncer");
  return found ?? null;
}

export async function startPooler(program: string, serverUrl: string): Promise<Pooler> {
  const target = new URL(serverUrl);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "tabellary-pgbouncer-"));
  const file = join(folder, "pgbouncer.ini");
  const login = [`user=${decodeURIComponent(target.username)}`];
  if (target.password) login.push(`password=${decodeURIComponent(target.password)}`);
  const server = `host=${target.hostname} port=${target.port || 5432} ${login.join(" ")}`;
  writeFileSync(
    file,
    `[databases]
* = ${server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 20
max_client_conn = 1000
log_connections = 0
log_disconnections = 0
`,
  );
  const asUser: { uid?: number; gid?: number } = process.getuid?.() === 0 ? nobody() : {};
  if (asUser.uid !== undefined) for (const path of [folder, file]) chownSync(path, asUser.uid, asUser.gid!);
  const child = spawn(program, [file], { ...asUser, cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const killed = () => void child.kill("SIGKILL");
  process.on("exit", killed);
  await isReady(child);
  const url = new URL(serverUrl);
  url.host = `127.0.0.1:${port}`;
  return {
    url: url.href,
    async stop() {
      process.off("exit", killed);
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, "exit");
        // At once; a polite end waits for the clients.
        child.kill("SIGTERM");
        await exited;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isReady(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr! })) {
    said.push(line);
    if (line.includes("process up")) {
      // Whatever else it says is not read, and must not fill the pipe.
      child.stderr!.resume();
      return;
    }
  }
  throw new Error(`PgBouncer did not start:\n${said.join("\n")}`);
}
