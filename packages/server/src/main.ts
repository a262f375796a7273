#!/usr/bin/env node
const NODE_MAJOR_MIN = 24;
const end = (code: number) => process.exit(code);

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  process.stderr.write(`tabellary: needs Node ${NODE_MAJOR_MIN} or later, and this is ${process.versions.node}.\n`);
  end(2);
}
// Only now: the modules below need what older versions lack.
const { Command } = await import("commander");
const { VERSION } = await import("./version.ts");

/** Each by itself: a relay has no need of what a hub is made of. */
const COMMANDS: Record<string, () => Promise<InstanceType<typeof Command>>> = {
  serve: async () => (await import("./commands/serve.ts")).serveCommand(end),
  migrate: async () => (await import("./commands/migrate.ts")).migrateCommand(end),
  relay: async () => (await import("./commands/relay.ts")).relayCommand(end),
  export: async () => (await import("./commands/export.ts")).exportCommand(end),
  import: async () => (await import("./commands/import.ts")).importCommand(end),
};
const named = process.argv[2] ?? "";
const wanted = Object.hasOwn(COMMANDS, named) ? [COMMANDS[named]!] : Object.values(COMMANDS);

const program = new Command("tabellary")
  .description("A self-hosted hub for webhooks: signed, ordered where promised, retried, logged.")
  .version(VERSION);
for (const load of wanted) program.addCommand(await load());
await program.parseAsync();

export {};
