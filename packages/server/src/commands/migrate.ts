import { Command } from "commander";
import { ConfigError, type Database } from "../config/config.ts";
import { makeDataFolder } from "../config/data-folder.ts";
import { SETTINGS } from "../config/settings.ts";
import type { Migrated } from "../store/migrated.ts";
import { DEFAULT_EMIT_ROLE } from "../store/postgres/install-emit.ts";
import { type MigratedDatabase, migrateDatabase } from "../store/postgres/migrate-database.ts";
import { migrateFile } from "../store/sqlite/migrate-file.ts";
import { DATABASE_OPTION, databaseOf, nameOf, orSay } from "./moving.ts";
import type { End } from "./serve.ts";

interface Options {
  databaseUrl?: string;
  withEmit?: true;
  emitRole?: string;
}

/** `tabellary migrate`: what a hub does at its start, by itself; and the one thing that it does not, installing `emit`. */
export function migrateCommand(end: End): Command {
  return new Command("migrate")
    .description("Bring a database's schema up to date, as a hub also does at its start")
    .option(DATABASE_OPTION, `The database [${SETTINGS.database.env}]`)
    .option("--with-emit", "On PostgreSQL: install tabellary.emit, for events from inside your own transactions")
    .option("--emit-role <name>", `The role that may call it; made if absent (default: ${DEFAULT_EMIT_ROLE})`)
    .action((options: Options) => orSay(end, "Nothing has changed.", () => run(options)));
}

async function run({ databaseUrl, withEmit, emitRole }: Options): Promise<void> {
  const database = databaseOf(databaseUrl);
  if (emitRole !== undefined && !withEmit) {
    throw new ConfigError("--emit-role says who may call tabellary.emit: give --with-emit too.");
  }
  if (database.kind === "sqlite") {
    if (withEmit) throw new ConfigError(NO_EMIT);
    makeDataFolder(database.dataDir);
    say(`SQLite ${process.versions.sqlite}`, database, migrateFile(database.file));
    return;
  }
  const role = emitRole ?? DEFAULT_EMIT_ROLE;
  const migrated = await migrateDatabase(database.url, { emitRole: withEmit ? role : null });
  say(migrated.engine, database, migrated);
  if (withEmit) sayEmit(migrated, role);
}

const NO_EMIT =
  "--with-emit is for PostgreSQL: a transaction of your own cannot reach into a hub's SQLite file. For an application on another database there is the package @tabellary/outbox, with `tabellary relay`.";

function say(engine: string, database: Database, { from, to }: Migrated): void {
  const what = from === to ? `is at ${to}: there was nothing to do` : `was at ${from} and is at ${to} now`;
  process.stdout.write(`${engine}, ${nameOf(database)}: the schema ${what}.\n`);
}

function sayEmit({ schema, isRoleNew }: MigratedDatabase, role: string): void {
  const name = /^[a-z_][a-z0-9_]*$/.test(role) ? role : `"${role.replaceAll('"', '""')}"`;
  process.stdout.write(
    `${schema}.emit is installed. The role ${name} may call it${isRoleNew ? ", and nothing else: it was made for that" : ""}.
Let the role that your application connects as use it:

  GRANT ${name} TO app;

Then, inside its transactions:

  SELECT ${schema}.emit('default', 'order.paid', '{"id": 1}');
`,
  );
}
