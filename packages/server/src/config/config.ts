import { SETTINGS, type Setting, Unsound } from "./settings.ts";

export type { Database, LogLevel, Role } from "./settings.ts";

type Settings = typeof SETTINGS;

/** What the hub runs with. A setting that has no default is `undefined` when it is left out. */
export type Config = {
  readonly [Name in keyof Settings]:
    | ReturnType<Settings[Name]["parse"]>
    | (Settings[Name] extends { default: string } ? never : undefined);
};

/** A value that stops the start. `message` is one line: the variable or flag, what is wrong, and an example. */
export class ConfigError extends Error {
  readonly code = "config_invalid";
  override readonly name = "ConfigError";
}

export interface ConfigSources {
  /** By the flag's name without dashes: `{ "egress-allow": "10.0.0.0/8" }`. */
  flags: Readonly<Record<string, string | undefined>>;
  env: Readonly<Record<string, string | undefined>>;
}

/** Flag, else variable, else default. An empty variable counts as left out, as `docker compose` makes them. Throws `ConfigError`. */
export function createConfig({ flags, env }: ConfigSources): Config {
  const entries = Object.entries(SETTINGS).map(([name, setting]: [string, Setting<unknown>]) => {
    const flag = flags[setting.flag];
    if (flag !== undefined) return [name, parse(setting, `--${setting.flag}`, flag)];
    const value = env[setting.env];
    if (value !== undefined && value !== "") return [name, parse(setting, setting.env, value)];
    return [name, setting.default === undefined ? undefined : setting.parse(setting.default)];
  });
  return Object.fromEntries(entries);
}

function parse(setting: Setting<unknown>, source: string, text: string): unknown {
  try {
    return setting.parse(text);
  } catch (error) {
    if (!(error instanceof Unsound)) throw error;
    const found = setting.isSecret ? "is not sound" : `is ${JSON.stringify(text)}`;
    throw new ConfigError(`${source} ${found}, but ${error.message}. For example: ${setting.example}`, {
      cause: error,
    });
  }
}
