/** Reads options that came as JSON from somebody's hand: every field is checked, an unknown one is refused by name. */
import { InvalidContractError } from "../errors.ts";
import { isHeaderName, isReservedHeader } from "../header-names.ts";

export type Fields = Readonly<Record<string, unknown>>;

/** An object with none but these fields. */
export function readFields(value: unknown, path: string, known: readonly string[]): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InvalidContractError(path, `This must be an object with fields out of: ${known.join(", ")}.`);
  }
  for (const name of Object.keys(value)) {
    if (known.includes(name)) continue;
    throw new InvalidContractError(join(path, name), `There is no such field. There are: ${known.join(", ")}.`);
  }
  return value as Fields;
}

export function readText(value: unknown, path: string, fallback: string, charsMax = 512): string {
  if (value === undefined) return fallback;
  if (typeof value === "string" && value.length <= charsMax && value.isWellFormed()) return value;
  throw new InvalidContractError(path, `This must be text of at most ${charsMax} characters.`);
}

export function readChoice<Choice extends string>(
  value: unknown,
  path: string,
  choices: readonly Choice[],
  fallback: Choice,
): Choice {
  if (value === undefined) return fallback;
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  throw new InvalidContractError(path, `This must be one of: ${choices.join(", ")}.`);
}

export function readFlag(value: unknown, path: string, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value;
  throw new InvalidContractError(path, "This must be true or false.");
}

export function readNumber(value: unknown, path: string, fallback: number, min: number, max: number): number {
  if (value === undefined) return fallback;
  if (typeof value === "number" && value >= min && value <= max) return value;
  throw new InvalidContractError(path, `This must be a number from ${min} to ${max}.`);
}

export function readHeaderName(value: unknown, path: string, fallback?: string): string {
  const name = value ?? fallback;
  if (typeof name !== "string" || !isHeaderName(name)) {
    throw new InvalidContractError(path, "This must be the name of a header: letters, digits and hyphens.");
  }
  if (isReservedHeader(name)) {
    throw new InvalidContractError(
      path,
      `The header ${name} belongs to HTTP itself or to the sender, not to a contract.`,
    );
  }
  return name;
}

export function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
