import { Command } from "commander";
import { type Config, createConfig } from "../config/config.ts";
import { readEnvironment } from "../config/env.ts";
import { loadSecrets, type Secrets } from "../config/secrets.ts";
import { SETTINGS } from "../config/settings.ts";
import { type Hub, startHub } from "../hub.ts";
import { StoreError } from "../store/store.ts";
import { createLog } from "../telemetry/log.ts";
import { systemRandom } from "../world.ts";
import { banner } from "./banner.ts";
import { isUsersToMend } from "./refusal.ts";

/** What ends the process: `main.ts` carries it out. */
export type End = (code: number) => void;

const STOP_SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** `tabellary serve`: runs the hub until it is told to stop. Every setting is a flag and an environment variable. */
export function serveCommand(end: End): Command {
  const command = new Command("serve").description("Run the hub");
  for (const setting of Object.values(SETTINGS)) {
    command.option(`--${setting.flag} <value>`, `${setting.meaning} [${setting.env}]`);
  }
  return command.action(async (options: Record<string, string>) => {
    try {
      await serve(toFlags(options), end);
    } catch (error) {
      if (!isUsersToMend(error)) throw error;
      process.stderr.write(`tabellary: ${error.message}\n`);
      end(2);
    }
  });
}

async function serve(flags: Record<string, string>, end: End): Promise<void> {
  const config = createConfig({ flags, env: readEnvironment() });
  const secrets = loadSecrets(config, systemRandom);
  const log = createLog({ level: config.logLevel });
  const hubIsThere = endOnSignal(end);
  const hub = await startHub({
    config,
    secrets,
    log,
    onFault: (error) => {
      const what = error instanceof StoreError ? "the store failed" : "the engine failed";
      log.fatal({ err: error }, `${what}; ending, to recover at the next start`);
      end(1);
    },
  });
  // Whoever has read that Ctrl-C stops it may press it at once.
  stopOnSignal(hub, end);
  hubIsThere();
  say(config, secrets, hub);
}

function say(config: Config, { adminKey, isAdminKeyNew }: Secrets, { url }: Hub): void {
  const adminKeyIs = config.adminKey !== undefined ? "configured" : isAdminKeyNew ? "new" : "kept";
  process.stdout.write(banner({ url, database: config.database, adminKeyIs, adminKey }));
}

/**
 * Until there is a hub to stop: it may wait long for its database, and a signal that nobody heeds does nothing to the first
 * process of a container. Call what it returns when the hub is there.
 */
function endOnSignal(end: End): () => void {
  const stop = () => end(0);
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
  };
}

/** The first signal drains; a second one does not wait. */
function stopOnSignal(hub: Hub, end: End): void {
  let isStopping = false;
  const stop = () => {
    if (isStopping) return end(130);
    isStopping = true;
    process.stdout.write("\nStopping: waiting for attempts under way (10 s at most).\n");
    hub.stop().then(
      () => end(0),
      (error) => {
        process.stderr.write(`tabellary: could not stop cleanly: ${error.message}\n`);
        end(1);
      },
    );
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stop);
}

/** commander gives `egressAllow`; the settings know `egress-allow`. */
function toFlags(options: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      value,
    ]),
  );
}
