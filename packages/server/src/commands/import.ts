import { createReadStream } from "node:fs";
import { addAbortSignal, type Readable } from "node:stream";
import { Command } from "commander";
import { ConfigError } from "../config/config.ts";
import { makeDataFolder } from "../config/data-folder.ts";
import { SETTINGS } from "../config/settings.ts";
import { movable } from "../moving/movable.ts";
import { importStore } from "../moving/move.ts";
import { Progress, summary } from "../moving/progress.ts";
import { systemClock } from "../world.ts";
import { DATABASE_OPTION, databaseOf, fileError, nameOf, orSay } from "./moving.ts";
import type { End } from "./serve.ts";

interface Options {
  databaseUrl?: string;
  file?: string;
}

const FAILED =
  "Nothing was imported. Where the export came to its end, its database is marked as moved: `tabellary export --undo` takes that back.";

/** `tabellary import`: fills a database that holds nothing with what `tabellary export` wrote. */
export function importCommand(end: End): Command {
  return new Command("import")
    .description("Fill an empty database with what `tabellary export` wrote, read from stdin")
    .option(DATABASE_OPTION, `The database to fill [${SETTINGS.database.env}]`)
    .option("--file <path>", "Read from this file instead of stdin")
    .action((options: Options) => orSay(end, FAILED, (signal) => run(options, signal)));
}

async function run({ databaseUrl, file }: Options, signal: AbortSignal): Promise<void> {
  const database = databaseOf(databaseUrl);
  if (file === undefined && process.stdin.isTTY) {
    throw new ConfigError(
      "A dump is read from stdin: send it in (< dump.ndjson, tabellary export … |), or use --file.",
    );
  }
  if (database.kind === "sqlite") makeDataFolder(database.dataDir);
  const dump = addAbortSignal(signal, file === undefined ? process.stdin : createReadStream(file));
  const progress = new Progress(process.stderr, systemClock, "imported");
  const chunks = file === undefined ? dump : fileChunks(file, dump);
  const { header, counts } = await importStore(movable(database), chunks, progress.onRows).finally(() =>
    progress.end(),
  );
  process.stderr.write(
    `Imported ${summary(counts)}, into ${nameOf(database)}, as exported from ${header.engine} at ${header.exportedAt.toISOString()}.
A hub on it needs the master key that was used before: TABELLARY_MASTER_KEY, or the file master-key beside an SQLite
database. It seals the webhooks' secrets, and like the administrator's key it is not in a dump.
`,
  );
}

async function* fileChunks(file: string, dump: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* dump;
  } catch (error) {
    throw (error as NodeJS.ErrnoException).syscall ? fileError(file, error) : error;
  }
}
