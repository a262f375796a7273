#!/usr/bin/env node
import { Command } from "commander";
import { serveCommand } from "./commands/serve.ts";

const end = (code: number) => process.exit(code);

await new Command("tabellary")
  .description("A self-hosted hub for webhooks: signed, ordered where promised, retried, logged.")
  .version("0.1.0")
  .addCommand(serveCommand(end))
  .parseAsync();
