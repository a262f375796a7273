import type { ErrorObject, Options, ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { FastifySchemaCompiler } from "fastify";
import { type Fault, Problem } from "../model/errors.ts";
import { pointerStep } from "../model/json-pointer.ts";
import { PATTERNS } from "./shapes.ts";

// What the caller sent is judged, never mended: no coercion, no defaults, no removal. `allErrors` stays off, since a
// body of a million wrong items would make a million errors.
const options: Options = {
  strict: true,
  allowUnionTypes: true,
  coerceTypes: false,
  useDefaults: false,
  removeAdditional: false,
  verbose: true,
  formats: { "date-time": true },
};

/** Fastify's validator: refuses with a `Problem` that names the field and the way out. */
export function createValidatorCompiler(): FastifySchemaCompiler<object> {
  const bodies = new Ajv2020(options);
  // A query and a path are text by nature: there "50" is the number 50.
  const texts = new Ajv2020({ ...options, coerceTypes: true });
  return ({ schema, httpPart }) => {
    const isBody = httpPart === "body";
    const compiler = isBody ? bodies : texts;
    let validate: ValidateFunction | undefined;
    return (data: unknown) => {
      // At a route's first request: compiling all of them took a third of the hub's start.
      validate ??= compiler.compile(schema);
      if (validate(data)) return true;
      return { error: toProblem(validate.errors![0]!, isBody) };
    };
  };
}

function toProblem(error: ErrorObject, isBody: boolean): Problem {
  const code = error.keyword === "additionalProperties" ? "unknown_field" : "invalid_request";
  const fault = toFault(error);
  const path = isBody ? fault.path : fault.path.slice(1);
  return new Problem(code, `${path === "" ? "The body" : path} ${fault.message}.`, {
    faults: [{ path, message: fault.message }],
  });
}

/** What is wrong, as a clause whose subject is the field. */
export function toFault(error: ErrorObject): Fault {
  const { instancePath, keyword, params, parentSchema } = error;
  const at = (message: string, name?: string): Fault => ({
    path: name === undefined ? instancePath : instancePath + pointerStep(name),
    message,
  });
  switch (keyword) {
    case "additionalProperties":
      return at(`is not a field here; there are: ${knownFields(parentSchema)}`, String(params.additionalProperty));
    case "required":
      return at("is required", String(params.missingProperty));
    case "type":
      return at(`must be ${kinds(params.type)}, not ${kindOf(error.data)}`);
    case "enum":
      return at(`must be one of: ${listed((params.allowedValues as unknown[]).map(toText))}`);
    case "minLength":
      return at(params.limit === 1 ? "must not be empty" : `must have at least ${params.limit} characters`);
    case "maxLength":
      return at(`must have at most ${params.limit} characters`);
    case "pattern":
      return at(PATTERNS.get(params.pattern as string) ?? error.message!);
    case "minItems":
      return at(params.limit === 1 ? "must not be empty" : `must have at least ${params.limit} entries`);
    case "maxItems":
    case "maxProperties":
      return at(`must have at most ${params.limit} entries`);
    case "minimum":
      return at(`must be ${params.limit} or more`);
    case "maximum":
      return at(`must be ${params.limit} or less`);
    default:
      return at(error.message ?? `fails "${keyword}"`);
  }
}

function knownFields(schema: unknown): string {
  const names = Object.keys((schema as { properties?: object }).properties ?? {});
  return names.length === 0 ? "none" : listed(names);
}

/** A schema of somebody else's may allow thousands. */
const LISTED_MAX = 30;

function listed(names: readonly string[]): string {
  return names.length <= LISTED_MAX ? names.join(", ") : `${names.slice(0, LISTED_MAX).join(", ")}, …`;
}

function toText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function kinds(type: unknown): string {
  return [type].flat().map(String).join(" or ");
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value;
}
