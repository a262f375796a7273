/**
 * `node rate.ts [events]`: what moving costs, SQLite to PostgreSQL and back, as the commands do it. Payloads of 700
 * bytes; each event has a delivery with an attempt, one in twenty is still owed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openForWriting } from "../../src/store/sqlite/database.ts";
import { migrate } from "../../src/store/sqlite/migrate.ts";
import { findServer, type OwnServer } from "../store/postgres-server.ts";

const EVENTS = Number(process.argv[2] ?? 200_000);
const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const TICKS_PER_SECOND = 100; // of the times in /proc
const SECOND = 1n << 32n; // of ids, as good as

const folder = mkdtempSync(join(tmpdir(), "tabellary-rate-"));
const server = await findServer();
try {
  fill(join(folder, "first.db"));
  const first = `sqlite:${join(folder, "first.db")}`;
  const second = `sqlite:${join(folder, "second.db")}`;
  const dump = join(folder, "dump.ndjson");
  await measure("SQLite → file", ["export", "--keep", "--database-url", first, "--file", dump]);
  console.log(`the dump has ${(statSync(dump).size / 1024 / 1024).toFixed(0)} MiB`);
  await measure("file → SQLite", ["import", "--database-url", `sqlite:${join(folder, "third.db")}`, "--file", dump]);
  await measure("SQLite | PostgreSQL", ["export", "--database-url", first], ["import", "--database-url", server.url]);
  await measure("PostgreSQL | SQLite", ["export", "--database-url", server.url], ["import", "--database-url", second]);
} finally {
  await server.stop();
  rmSync(folder, { recursive: true });
}

function fill(file: string): void {
  const db = openForWriting(file);
  migrate(db);
  const seq = `${SECOND * 86_400n * 700n} + i * 8388608`;
  db.exec(`
    PRAGMA synchronous = OFF;
    BEGIN;
    INSERT INTO site VALUES (1, 1024, 'a site', NULL, 'generic', 0, 1, NULL);
    INSERT INTO webhook VALUES (1, 2048, 1, 1, x'00', 'healthy', 1, 1, NULL, NULL);
    INSERT INTO webhook_rev VALUES (1, 1, 1, '{}', 1);
    INSERT INTO type_name VALUES (1, 'user.created');
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${EVENTS})
    INSERT INTO event SELECT ${seq}, 1, 1, 1, NULL, CASE WHEN i % 10 = 0 THEN 'order ' || i END, NULL, x'01000000',
      '{"text":"' || hex(randomblob(345)) || '"}' FROM n;
    INSERT INTO queue SELECT 1, seq + 1024, 1, 1, 1, 1, 0, NULL, NULL, NULL, NULL, 0 FROM event
      WHERE (seq >> 23) % 20 = 0;
    INSERT INTO delivery SELECT 1, seq + 1024, 1, 1, 1, 1, 200, NULL, 1, 0, NULL, 1 FROM event
      WHERE (seq >> 23) % 20 <> 0;
    INSERT INTO attempt SELECT seq + 2048, seq + 1024, 1, 1, 1, 12, 200, NULL, NULL,
      '{"connect_ms":1.2,"first_byte_ms":11.5,"total_ms":12.1}',
      '{"X-Webhook-Signature":"sha256=' || hex(zeroblob(32)) || '"}',
      '[["content-type","text/plain"],["date","Thu, 01 Jan 2026 00:00:00 GMT"]]', x'6f6b', 0 FROM event;
    COMMIT;
    PRAGMA wal_checkpoint(TRUNCATE)`);
  db.close();
}

/** Runs one command, or two in a pipe. */
async function measure(what: string, ...commands: string[][]): Promise<void> {
  const startedAt = performance.now();
  const serverBefore = serverCpuS();
  let previous: ChildProcess | undefined;
  const children = commands.map((args) => {
    const stdin = previous?.stdout ?? "ignore";
    const child = spawn(process.execPath, [MAIN, ...args], { stdio: [stdin, "pipe", "pipe"] });
    // It is the next one's now.
    previous?.stdout?.destroy();
    previous = child;
    return child;
  });
  const peaks = children.map(peakOf);
  const said = children.map(async (child) => {
    let text = "";
    const exited = once(child, "exit");
    for await (const chunk of child.stderr!) text += chunk;
    const [code] = await exited;
    if (code !== 0) throw new Error(`${what}: ${code}\n${text}`);
    return text;
  });
  const [summary] = await Promise.all(said);
  const seconds = (performance.now() - startedAt) / 1000;
  const rows = Number(/([\d,]+) rows?, among/.exec(summary!)![1]!.replaceAll(",", ""));
  const rate = Math.round(rows / seconds).toLocaleString("en-US");
  const each = peaks.map(({ kib, cpuS }) => `${cpuS.toFixed(1)} s of a processor and ${Math.round(kib / 1024)} MiB`);
  each.push(`${(serverCpuS() - serverBefore).toFixed(1)} s for PostgreSQL`);
  console.log(`${what.padEnd(20)} ${rows} rows in ${seconds.toFixed(1)} s: ${rate} rows/s (${each.join("; ")})`);
}

/** What those of the server's processes have used that have ended: one for each connection. */
function serverCpuS(): number {
  const { process: postmaster } = server as Partial<OwnServer>;
  if (postmaster === undefined || process.platform !== "linux") return 0;
  const [utime, stime] = readFileSync(`/proc/${postmaster.pid}/stat`, "utf8").split(") ")[1]!.split(" ").slice(13, 15);
  return (Number(utime) + Number(stime)) / TICKS_PER_SECOND;
}

/** What a process has used at most, as far as it was seen. */
function peakOf(child: ChildProcess): { kib: number; cpuS: number } {
  const peak = { kib: 0, cpuS: 0 };
  const timer = setInterval(() => {
    try {
      peak.kib = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1] ?? peak.kib);
      const [utime, stime] = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1]!.split(" ").slice(11, 13);
      peak.cpuS = (Number(utime) + Number(stime)) / TICKS_PER_SECOND || peak.cpuS;
    } catch {
      // It has ended, or this is no Linux.
    }
  }, 50);
  child.once("exit", () => clearInterval(timer));
  return peak;
}
