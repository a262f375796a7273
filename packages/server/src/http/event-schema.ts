import type { ErrorObject, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { type FormatName, fullFormats } from "ajv-formats/dist/formats.js";
import { RE2JS } from "re2js";
import { Problem } from "../model/errors.ts";
import type { EventType, JsonObject } from "../model/event-type.ts";
import { toFault } from "./validation.ts";

/** A schema is somebody's description of one event, not a library. */
const SCHEMA_BYTES_MAX = 64 * 1024;

const FORMATS: readonly FormatName[] = [
  "date-time",
  "date",
  "time",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uri",
  "uri-reference",
  "uuid",
  "json-pointer",
];
/** No text in one of these formats is longer; and so their regular expressions are never run over a whole payload. */
const FORMAT_CHARS_MAX = 2_048;

const ajv = createAjv();

/**
 * The check that a schema (JSON Schema, draft 2020-12) stands for.
 * @throws Problem `schema_violation` when it is too large, does not compile, or refers to another document
 */
export function compileSchema(schema: JsonObject): ValidateFunction {
  if (Buffer.byteLength(JSON.stringify(schema)) > SCHEMA_BYTES_MAX) {
    throw invalidSchema(`it is longer than ${SCHEMA_BYTES_MAX / 1024} KiB`);
  }
  try {
    return ajv.compile(schema);
  } catch (error) {
    throw invalidSchema((error as Error).message);
  } finally {
    ajv.removeSchema(schema);
  }
}

const compiled = new WeakMap<EventType, ValidateFunction>();

/**
 * Holds an event's data to its type's schema, when it has one. `path` is where the data stands in the request.
 * @throws Problem `schema_violation`
 */
export function checkData(eventType: EventType | undefined, data: JsonObject, path: string): void {
  if (eventType === undefined || eventType.schema === null) return;
  let validate = compiled.get(eventType);
  if (validate === undefined) {
    validate = compileSchema(eventType.schema);
    compiled.set(eventType, validate);
  }
  if (isValid(validate, data, eventType.name)) return;
  const faults = (validate.errors ?? []).slice(0, 10).map((error) => toPlacedFault(error, path));
  const { path: at, message } = faults[0]!;
  throw new Problem("schema_violation", `${at} ${message}, says the schema of ${eventType.name}.`, { faults });
}

function isValid(validate: ValidateFunction, data: JsonObject, type: string): boolean {
  try {
    return validate(data);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Problem("schema_violation", `The schema of ${type} refers to itself without end.`);
  }
}

function toPlacedFault(error: ErrorObject, path: string) {
  const fault = toFault(error);
  return { ...fault, path: path + fault.path };
}

function invalidSchema(reason: string): Problem {
  const message = `is no JSON Schema that can be used: ${reason}`;
  return new Problem("schema_violation", `/schema ${message}.`, { faults: [{ path: "/schema", message }] });
}

function createAjv(): Ajv2020 {
  const created = new Ajv2020({
    strict: false,
    logger: false,
    addUsedSchema: false,
    verbose: true,
    // RE2 runs in linear time: a pattern of a schema's author cannot stall the hub.
    code: { regExp: Object.assign(compilePattern, { code: "" }) },
    formats: Object.fromEntries(FORMATS.map((name) => [name, { type: "string", validate: bounded(name) }])),
  });
  // The built-in one compares each entry with each other: minutes, for a payload of small objects.
  created.removeKeyword("uniqueItems");
  created.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    validate: (isWanted: boolean, items: unknown[]) => !isWanted || new Set(items.map(toSorted)).size === items.length,
  });
  return created;
}

function compilePattern(pattern: string) {
  const compiledPattern = RE2JS.compile(pattern);
  return { test: (text: string) => compiledPattern.test(text) };
}

function bounded(name: FormatName): (text: string) => boolean {
  const format = fullFormats[name] as unknown;
  const check = (typeof format === "object" && "validate" in format! ? format.validate : format) as
    | RegExp
    | ((text: string) => boolean);
  return (text) => text.length <= FORMAT_CHARS_MAX && (check instanceof RegExp ? check.test(text) : check(text));
}

/** One text for each JSON value, whatever the order of its names. */
function toSorted(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toSorted).join(",")}]`;
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${toSorted(member)}`);
  return `{${members.sort().join(",")}}`;
}
