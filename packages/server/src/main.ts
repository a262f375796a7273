#!/usr/bin/env node
const NODE_MAJOR_MIN = 24;
const end = (code: number) => process.exit(code);

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  process.stderr.write(`tabellary: needs Node ${NODE_MAJOR_MIN} or later, and this is ${process.versions.node}.\n`);
  end(2);
}
// Only now: the modules below need what older versions lack.
const { Command } = await import("commander");
const { exportCommand } = await import("./commands/export.ts");
const { importCommand } = await import("./commands/import.ts");
const { migrateCommand } = await import("./commands/migrate.ts");
const { relayCommand } = await import("./commands/relay.ts");
const { serveCommand } = await import("./commands/serve.ts");
const { VERSION } = await import("./version.ts");

await new Command("tabellary")
  .description("A self-hosted hub for webhooks: signed, ordered where promised, retried, logged.")
  .version(VERSION)
  .addCommand(serveCommand(end))
  .addCommand(migrateCommand(end))
  .addCommand(relayCommand(end))
  .addCommand(exportCommand(end))
  .addCommand(importCommand(end))
  .parseAsync();

export {};
