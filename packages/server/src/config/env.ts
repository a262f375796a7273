/** The one place where the environment is read; everything else is handed what it needs. */
export function readEnvironment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
