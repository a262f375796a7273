import { fstatSync } from "node:fs";
import { Command } from "commander";
import { ConfigError } from "../config/config.ts";
import { SETTINGS } from "../config/settings.ts";
import { movable } from "../moving/movable.ts";
import { exportStore, type Sink } from "../moving/move.ts";
import { Progress, summary } from "../moving/progress.ts";
import { openFileSink, streamSink } from "../moving/sinks.ts";
import type { DumpTable } from "../store/dump.ts";
import { systemClock } from "../world.ts";
import { DATABASE_OPTION, databaseOf, fileError, nameOf, orSay } from "./moving.ts";
import type { End } from "./serve.ts";

interface Options {
  databaseUrl?: string;
  file?: string;
  keep?: true;
  undo?: true;
}

const STDOUT = 1;

/** `tabellary export`: writes a dump of all that a database holds, and leaves the sending to where it is imported. */
export function exportCommand(end: End): Command {
  return new Command("export")
    .description(
      "Write everything a database holds to stdout, for `tabellary import`, and keep hubs off it from then on",
    )
    .option(DATABASE_OPTION, `The database to export [${SETTINGS.database.env}]`)
    .option("--file <path>", "Write to this file, which must not be there yet, instead of stdout")
    .option("--keep", "Only copy: hubs may go on with the database (for a backup or a rehearsal)")
    .option("--undo", "Export nothing; let hubs start again on a database that was exported")
    .action((options: Options) =>
      options.undo
        ? orSay(end, "Nothing has changed.", () => undo(options))
        : orSay(end, "Nothing was marked as moved.", (signal) => run(options, signal)),
    );
}

async function run({ databaseUrl, file, keep }: Options, signal: AbortSignal): Promise<void> {
  const isCopy = keep === true;
  const database = databaseOf(databaseUrl);
  if (file === undefined && process.stdout.isTTY) {
    throw new ConfigError(
      "A dump is not for the screen: send it on (> dump.ndjson, | tabellary import …), or use --file.",
    );
  }
  const progress = new Progress(process.stderr, systemClock, "exported");
  // At the end of a pipe stands an import, and one of them says how far it is.
  const isQuiet = file === undefined && process.stderr.isTTY && !fstatSync(STDOUT).isFile();
  const onRows = (table: DumpTable, count: number) => {
    signal.throwIfAborted();
    if (!isQuiet) progress.onRows(table, count);
  };
  const write = (sink: Sink) =>
    exportStore(movable(database), { now: systemClock.now(), isCopy }, sink, onRows).finally(() => progress.end());
  const counts = file === undefined ? await write(streamSink(process.stdout, STDOUT)) : await toFile(file, write);
  const after = isCopy
    ? "The database is as it was."
    : "It is marked as moved, and no hub starts on it any more; `tabellary export --undo` takes that back.";
  process.stderr.write(`Exported ${summary(counts)}, from ${nameOf(database)}. ${after}\n`);
}

async function toFile<T>(file: string, write: (sink: Sink) => Promise<T>): Promise<T> {
  const sink = await openFileSink(file).catch((error) => {
    throw fileError(file, error);
  });
  try {
    return await write(sink);
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function undo({ databaseUrl, file, keep }: Options): Promise<void> {
  if (file !== undefined || keep) throw new ConfigError("--undo exports nothing: leave out --file and --keep.");
  const database = databaseOf(databaseUrl);
  const movedAt = await movable(database).unmark();
  const said =
    movedAt === null
      ? "was not marked as moved: hubs may start on it."
      : `is no longer marked as moved: hubs may start on it. Where what was exported on ${new Date(movedAt).toISOString()} has been imported, none may start any more, or both send.`;
  process.stderr.write(`${nameOf(database)} ${said}\n`);
}
