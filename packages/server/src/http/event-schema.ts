import type { ErrorObject, ValidateFunction } from "ajv";
import { Problem } from "../model/errors.ts";
import type { EventType, JsonObject } from "../model/event-type.ts";
import { compileJsonSchema, compileMetaSchema } from "./schema-compiler.ts";
import { TimeBudget, TimeLimitError, withinTime } from "./time-limit.ts";
import { toFault } from "./validation.ts";

/** A schema is somebody's description of one event, not a library. */
const SCHEMA_BYTES_MAX = 64 * 1024;
/** Everybody waits while a schema is compiled. */
const COMPILE_MS_MAX = 250;
/** Everybody waits while events are checked: all of one request together. */
const CHECK_MS_MAX = 250;
/** Work that could take long, in bytes of schema times bytes of data, is done under a time limit. */
const CAREFREE_WORK_MAX = 4_000_000;
/** A pattern's repetitions are short to write and long to run. */
const PATTERN_WEIGHT = 40;

interface EventCheck {
  validate: ValidateFunction;
  /** Data of so many bytes is checked without a time limit. */
  carefreeBytes: number;
}

const checks = new WeakMap<JsonObject, EventCheck>();

/** The time for all checks of one request. */
export function createCheckBudget(): TimeBudget {
  return new TimeBudget(CHECK_MS_MAX);
}

/**
 * Looks whether a schema (JSON Schema, draft 2020-12) can be used.
 * @throws Problem `schema_violation` when it is too large, does not compile in time, or refers to another document
 */
export function checkSchema(schema: JsonObject): void {
  const bytes = Buffer.byteLength(JSON.stringify(schema));
  if (bytes > SCHEMA_BYTES_MAX) throw invalidSchema(`it is longer than ${SCHEMA_BYTES_MAX / 1024} KiB`);
  compileMetaSchema();
  try {
    withinTime(COMPILE_MS_MAX, () => checkOf(schema));
  } catch (error) {
    throw invalidSchema(whyNotCompiled(error as Error));
  }
}

function whyNotCompiled(error: Error): string {
  if (error instanceof TimeLimitError) return `it takes over ${COMPILE_MS_MAX} ms to compile; make it simpler`;
  // The compiler's stack has overflowed.
  if (error instanceof RangeError) return "it is too large to compile; make it simpler";
  return error.message;
}

/** Compiles a schema, once. One that was registered has compiled in time before, and so has no limit here. */
function checkOf(schema: JsonObject): EventCheck {
  const known = checks.get(schema);
  if (known !== undefined) return known;
  const text = JSON.stringify(schema);
  const weight = text.length * (text.includes('"pattern') ? PATTERN_WEIGHT : 1);
  // What refers to itself may multiply without end.
  const carefreeBytes = text.includes('ef":') ? 0 : CAREFREE_WORK_MAX / weight;
  const check = { validate: compileJsonSchema(schema), carefreeBytes };
  checks.set(schema, check);
  return check;
}

/** An event's data, and where it stands in the request. */
export interface PlacedData {
  data: JsonObject;
  bytes: number;
  path: string;
}

/**
 * Holds an event's data to its type's schema, when it has one.
 * @throws Problem `schema_violation`, also when the request's time for checks is over
 */
export function checkData(eventType: EventType | undefined, placed: PlacedData, budget: TimeBudget): void {
  if (eventType === undefined || eventType.schema === null) return;
  const check = checkOf(eventType.schema);
  if (isValid(check, placed, budget, eventType.name)) return;
  const faults = (check.validate.errors ?? []).slice(0, 10).map((error) => toPlacedFault(error, placed.path));
  const { path: at, message } = faults[0]!;
  throw new Problem("schema_violation", `${at} ${message}, says the schema of ${eventType.name}.`, { faults });
}

function isValid({ validate, carefreeBytes }: EventCheck, placed: PlacedData, budget: TimeBudget, type: string) {
  const { data, bytes, path } = placed;
  try {
    return budget.spend(() => validate(data), bytes > carefreeBytes);
  } catch (error) {
    if (error instanceof TimeLimitError) {
      const message = `came to its check by the schema of ${type} as the request's ${budget.totalMs} ms for checks ended`;
      const detail = `${path} ${message}. Make the schema simpler, or send fewer events in a batch.`;
      throw new Problem("schema_violation", detail, { faults: [{ path, message }] });
    }
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
