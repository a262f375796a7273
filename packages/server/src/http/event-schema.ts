import type { ErrorObject, ValidateFunction } from "ajv";
import { Problem } from "../model/errors.ts";
import type { EventType, JsonObject } from "../model/event-type.ts";
import { compileJsonSchema } from "./schema-compiler.ts";
import { TimeLimitError, withinTime } from "./time-limit.ts";
import { toFault } from "./validation.ts";

/** A schema is somebody's description of one event, not a library. */
const SCHEMA_BYTES_MAX = 64 * 1024;
/** Everybody waits while one event is checked. */
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

const checks = new WeakMap<EventType, EventCheck>();

/**
 * Compiles a schema (JSON Schema, draft 2020-12).
 * @throws Problem `schema_violation` when it is too large, does not compile, or refers to another document
 */
export function compileSchema(schema: JsonObject): EventCheck {
  const text = JSON.stringify(schema);
  if (Buffer.byteLength(text) > SCHEMA_BYTES_MAX) {
    throw invalidSchema(`it is longer than ${SCHEMA_BYTES_MAX / 1024} KiB`);
  }
  const weight = text.length * (text.includes('"pattern') ? PATTERN_WEIGHT : 1);
  // What refers to itself may multiply without end.
  const carefreeBytes = text.includes('ef":') ? 0 : CAREFREE_WORK_MAX / weight;
  try {
    return { validate: compileJsonSchema(schema), carefreeBytes };
  } catch (error) {
    throw invalidSchema((error as Error).message);
  }
}

/**
 * Holds an event's data to its type's schema, when it has one. `path` is where the data stands in the request.
 * @throws Problem `schema_violation`
 */
export function checkData(eventType: EventType | undefined, data: JsonObject, bytes: number, path: string): void {
  if (eventType === undefined || eventType.schema === null) return;
  let check = checks.get(eventType);
  if (check === undefined) {
    check = compileSchema(eventType.schema);
    checks.set(eventType, check);
  }
  if (isValid(check, data, bytes, eventType.name)) return;
  const faults = (check.validate.errors ?? []).slice(0, 10).map((error) => toPlacedFault(error, path));
  const { path: at, message } = faults[0]!;
  throw new Problem("schema_violation", `${at} ${message}, says the schema of ${eventType.name}.`, { faults });
}

function isValid({ validate, carefreeBytes }: EventCheck, data: JsonObject, bytes: number, type: string): boolean {
  try {
    return bytes <= carefreeBytes ? validate(data) : withinTime(CHECK_MS_MAX, () => validate(data));
  } catch (error) {
    if (error instanceof TimeLimitError) {
      throw new Problem("schema_violation", `The check by the schema of ${type} took over ${CHECK_MS_MAX} ms.`);
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
