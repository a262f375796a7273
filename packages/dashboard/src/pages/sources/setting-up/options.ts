import type { Platform } from "../queries.ts";

type Option = Platform["set_up"]["options"][number];

/** What was typed as `options` of a registration; what was left empty is left out. @throws Error when JSON is none */
export function readOptions(
  options: readonly Option[],
  typed: Readonly<Record<string, string>>,
): Record<string, never> {
  const given = options.flatMap(({ name, kind }) => {
    const text = typed[name]?.trim() ?? "";
    return text === "" ? [] : [[name, readValue(name, kind, text)] as const];
  });
  // The API's document knows no more of them than that they are an object.
  return Object.fromEntries(given) as Record<string, never>;
}

function readValue(name: string, kind: Option["kind"], text: string): unknown {
  switch (kind) {
    case "text":
      return text;
    case "list":
      return text.split(",").flatMap((one) => (one.trim() === "" ? [] : [one.trim()]));
    case "json":
      return parse(name, text);
  }
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`“${name}” is no JSON: ${(cause as SyntaxError).message}`, { cause });
  }
}
