import type { AnySchema, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import { type FormatName, fullFormats } from "ajv-formats/dist/formats.js";
import { RE2JS } from "re2js";
import type { JsonObject } from "../model/event-type.ts";

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
/** No text in one of these formats is longer, and so their regular expressions never run over a whole payload. */
const FORMAT_CHARS_MAX = 2_048;
const PATTERN_CHARS_MAX = 500;
/** Steps of all patterns of a schema, repetitions unrolled: 100 bytes each, and each may be tried on every character. */
const PATTERN_STEPS_MAX = 20_000;

const metaSchema = new Ajv2020({ strict: false, logger: false });

/** Not under a time limit: a compilation that was cut off could never be done again, and every schema would be refused. */
export function compileMetaSchema(): void {
  metaSchema.validateSchema({});
}

/**
 * Compiles a schema that somebody sent (JSON Schema, draft 2020-12). It knows no other document.
 * @throws Error with a sentence for its author
 */
export function compileJsonSchema(schema: JsonObject): ValidateFunction {
  if (!metaSchema.validateSchema(schema)) throw new Error(metaSchema.errorsText(metaSchema.errors, { dataVar: "" }));
  // An instance keeps all that it ever compiled, so each schema has its own and is freed with it.
  const ajv = new Ajv2020({
    strict: false,
    logger: false,
    meta: false,
    validateSchema: false,
    verbose: true,
    code: { regExp: Object.assign(createPatterns(), { code: "" }) },
    formats: Object.fromEntries(FORMATS.map((name) => [name, bounded(name)])),
  });
  // The built-in one compares each entry with each other: minutes, for a payload of small objects.
  ajv.removeKeyword("uniqueItems");
  ajv.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    error: { message: "must not hold an entry twice" },
    validate: (isWanted: boolean, items: unknown[]) => !isWanted || new Set(items.map(toSorted)).size === items.length,
  });
  return ajv.compile(schema as AnySchema);
}

/** RE2 runs in linear time: no pattern makes the hub try every way through a text. */
function createPatterns() {
  let steps = 0;
  return (pattern: string) => {
    if (pattern.length > PATTERN_CHARS_MAX) throw new Error(`a pattern has more than ${PATTERN_CHARS_MAX} characters`);
    const re = RE2JS.compile(pattern);
    steps += re.programSize();
    if (steps > PATTERN_STEPS_MAX) throw new Error("its patterns are too large, their repetitions counted");
    // Ajv takes two patterns for one when they are written alike.
    return { test: (text: string) => re.test(text), toString: () => pattern };
  };
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
