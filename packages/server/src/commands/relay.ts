import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { Command } from "commander";
import { ConfigError, type Database, type LogLevel } from "../config/config.ts";
import { readEnvironment } from "../config/env.ts";
import { LOG_LEVELS, SETTINGS, Unsound } from "../config/settings.ts";
import { createEgress } from "../egress/egress.ts";
import { createHubClient } from "../relay/hub-client.ts";
import { openPostgresSource } from "../relay/postgres-source.ts";
import { Relay } from "../relay/relay.ts";
import type { RelaySource, SourceOptions } from "../relay/source.ts";
import { openSqliteSource } from "../relay/sqlite-source.ts";
import { createLog } from "../telemetry/log.ts";
import { systemClock } from "../world.ts";
import { nameOf } from "./moving.ts";
import { isUsersToMend } from "./refusal.ts";
import type { End } from "./serve.ts";

interface Options {
  from: string;
  to: string;
  table: string;
  once?: true;
  logLevel: string;
}

const KEY = "TABELLARY_API_KEY";
const TABLE = /^([a-z_][a-z0-9_]{0,39}\.)?[a-z_][a-z0-9_]{0,39}$/;
/** Whoever starts the relay says where the hub is: any address will do. */
const ANYWHERE = ["0.0.0.0/0", "::/0"];
/** Nothing but this keeps the process alive while nothing waits. */
const LONG_MS = 3_600_000;

/** `tabellary relay`: carries an application's outbox (@tabellary/outbox) to a hub. */
export function relayCommand(end: End): Command {
  return new Command("relay")
    .description("Carry the outbox in an application's own database (@tabellary/outbox) to a hub")
    .requiredOption("--from <url>", "The application's database: postgres://… or sqlite:path")
    .requiredOption("--to <url>", `The hub, such as http://127.0.0.1:8484; its key in ${KEY}`)
    .option("--table <name>", "The outbox", "tabellary_outbox")
    .option("--once", "End when nothing waits any more")
    .option("--log-level <level>", SETTINGS.logLevel.meaning, SETTINGS.logLevel.default)
    .action(async (options: Options) => {
      try {
        await run(options, end);
      } catch (error) {
        if (!isUsersToMend(error)) throw error;
        process.stderr.write(`tabellary: ${error.message}\n`);
        end(2);
      }
    });
}

async function run({ from, to, table, once, logLevel }: Options, end: End): Promise<void> {
  const database = option("--from", from, SETTINGS.database.parse, "sqlite:app.db or postgres://user@host/database");
  const url = option("--to", to, hubUrl, "http://127.0.0.1:8484");
  const level = option("--log-level", logLevel, SETTINGS.logLevel.parse, LOG_LEVELS.join(", ")) as LogLevel;
  const key = readEnvironment()[KEY];
  if (!key) throw new ConfigError(`${KEY} is not set: give it a key of the hub with the scope events:write.`);
  if (!TABLE.test(table)) throw new ConfigError(`--table is ${JSON.stringify(table)}, which is no plain name.`);
  if (database.kind === "sqlite" && !existsSync(database.file)) {
    throw new ConfigError(`--from names ${database.file}, and there is no such file.`);
  }
  const log = createLog({ level });
  const egress = createEgress({ allow: ANYWHERE });
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  const alive = setInterval(() => undefined, LONG_MS);
  const relay = new Relay({
    open: () => openSource(database, { table, newBatchId: () => randomBytes(16).toString("hex") }),
    send: createHubClient({ egress, url, key }),
    clock: systemClock,
    log,
    signal: stopping.signal,
  });
  log.info({ from: nameOf(database), to: url, table }, "relaying");
  const outcome = await relay.run({ isOnce: once === true });
  clearInterval(alive);
  await egress.close();
  log.info(SAID[outcome]);
  end(outcome === "drained" || outcome === "stopped" ? 0 : 1);
}

const SAID = {
  drained: "nothing waits in the outbox",
  stopped: "stopped; what waits is kept",
  failed: "given up for now; what waits is kept",
  held: "another relay drains this outbox",
};

function openSource(database: Database, options: SourceOptions): Promise<RelaySource> {
  return database.kind === "postgres"
    ? openPostgresSource(database.url, options)
    : openSqliteSource(database.file, options);
}

function hubUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url.href;
  throw new Unsound("a hub is named by a URL with http or https");
}

function option<T>(name: string, text: string, parse: (text: string) => T, example: string): T {
  try {
    return parse(text);
  } catch (cause) {
    if (!(cause instanceof Unsound)) throw cause;
    // Not what was given: it may hold a password.
    throw new ConfigError(`${name} cannot be used: ${cause.message}. For example: ${example}`, { cause });
  }
}
