/** Templates with `{{placeholders}}`. Compiled once; what runs for each delivery is concatenation. */
import type { ContractEvent } from "../contract.ts";
import { InvalidContractError } from "../errors.ts";
import { quote } from "../scheme/envelope.ts";
import { join } from "./fields.ts";

export type Part<Name extends string> = { text: string } | { placeholder: Name };

/** Splits `a{{id}}b`. A placeholder that is not among `names` is refused. */
export function parseTemplate<Name extends string>(text: string, path: string, names: readonly Name[]): Part<Name>[] {
  const parts: Part<Name>[] = [];
  let end = 0;
  for (const match of text.matchAll(/\{\{(.*?)\}\}/gs)) {
    const placeholder = names.find((name) => name === match[1]);
    if (placeholder === undefined) {
      throw new InvalidContractError(
        path,
        `There is no ${match[0]}. There are: ${names.map((name) => `{{${name}}}`).join(", ")}.`,
      );
    }
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ placeholder });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

type Render = (event: ContractEvent) => string;

const EVENT_TEXT = {
  id: (event) => event.id,
  type: (event) => event.type,
  created_at: (event) => event.createdAt,
  delivery_id: (event) => event.deliveryId,
} as const satisfies Record<string, Render>;

/** These are not text in JSON, so they stand alone in their string: `"{{data}}"`. */
const EVENT_JSON = {
  data: (event) => event.data,
  created_at_s: (event) => String(Math.floor(Date.parse(event.createdAt) / 1000)),
  created_at_ms: (event) => String(Date.parse(event.createdAt)),
} as const satisfies Record<string, Render>;

const TEXT_NAMES = Object.keys(EVENT_TEXT) as (keyof typeof EVENT_TEXT)[];
const JSON_NAMES = Object.keys(EVENT_JSON) as (keyof typeof EVENT_JSON)[];

/** A header's value out of the event. */
export function compileText(template: string, path: string): Render {
  const renders = parseTemplate(template, path, TEXT_NAMES).map((part) =>
    "text" in part ? () => part.text : EVENT_TEXT[part.placeholder],
  );
  return (event) => renders.map((render) => render(event)).join("");
}

/** An envelope out of the event: an object whose texts hold placeholders, or `"{{data}}"`. */
export function compileEnvelope(template: unknown, path: string): Render {
  const isObject = typeof template === "object" && template !== null && !Array.isArray(template);
  if (!isObject && template !== "{{data}}") {
    throw new InvalidContractError(path, 'This must be an object, or "{{data}}" for the data alone.');
  }
  const pieces: (string | Render)[] = [];
  compileValue(template, path, pieces, 0);
  return (event) => {
    let body = "";
    for (const piece of pieces) body += typeof piece === "string" ? piece : piece(event);
    return body;
  };
}

const DEPTH_MAX = 16;

function compileValue(value: unknown, path: string, pieces: (string | Render)[], depth: number): void {
  if (typeof value === "string") compileString(value, path, pieces);
  else if (typeof value === "object" && value !== null) compileMembers(value, path, pieces, depth);
  else if (typeof value === "number" && Number.isFinite(value)) pieces.push(JSON.stringify(value));
  else if (typeof value === "boolean" || value === null) pieces.push(String(value));
  else throw new InvalidContractError(path, "This is not JSON.");
}

function compileMembers(value: object, path: string, pieces: (string | Render)[], depth: number): void {
  if (depth >= DEPTH_MAX) throw new InvalidContractError(path, `An envelope may be ${DEPTH_MAX} levels deep.`);
  const isArray = Array.isArray(value);
  pieces.push(isArray ? "[" : "{");
  for (const [i, [name, member]] of Object.entries(value).entries()) {
    const memberPath = join(path, name);
    if (name.includes("{{") && !isArray)
      throw new InvalidContractError(memberPath, "A name cannot hold a placeholder.");
    pieces.push(`${i === 0 ? "" : ","}${isArray ? "" : `${quote(name)}:`}`);
    compileValue(member, memberPath, pieces, depth + 1);
  }
  pieces.push(isArray ? "]" : "}");
}

function compileString(text: string, path: string, pieces: (string | Render)[]): void {
  if (!text.isWellFormed())
    throw new InvalidContractError(path, "This text holds half of a character (a lone surrogate).");
  const parts = parseTemplate(text, path, [...TEXT_NAMES, ...JSON_NAMES]);
  const json = parts.find((part) => "placeholder" in part && part.placeholder in EVENT_JSON);
  if (json !== undefined && "placeholder" in json) {
    if (parts.length > 1)
      throw new InvalidContractError(path, `{{${json.placeholder}}} is not text and must stand alone.`);
    pieces.push(EVENT_JSON[json.placeholder as keyof typeof EVENT_JSON]);
    return;
  }
  pieces.push('"');
  for (const part of parts) {
    if ("text" in part) pieces.push(unquoted(part.text));
    else pieces.push((event) => unquoted(EVENT_TEXT[part.placeholder as keyof typeof EVENT_TEXT](event)));
  }
  pieces.push('"');
}

/** What `quote` puts between its quotation marks. */
function unquoted(text: string): string {
  return quote(text).slice(1, -1);
}
