import { SETTINGS, type Setting } from "./settings.ts";

/** The text of `docs/reference/config.md`. */
export function configReference(): string {
  const sections = Object.values(SETTINGS).map((setting: Setting<unknown>) => section(setting));
  return `${HEAD}\n${sections.join("\n")}`;
}

const HEAD = `# Configuration

Everything is set by environment variables, or by flags of \`tabellary serve\`; a flag beats the variable. A value that is
not sound stops the start, with one line that names it.
`;

function section(setting: Setting<unknown>): string {
  const fallback = setting.default === undefined ? "none" : setting.default === "" ? "empty" : `\`${setting.default}\``;
  return `## \`${setting.env}\`

${setting.meaning}

- Flag: \`--${setting.flag}\`
- Default: ${fallback}
- Example: \`${setting.example}\`
`;
}
