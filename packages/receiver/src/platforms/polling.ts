/** What pollers share: where a look goes on, and what is said when there is no going on. */
import { parseExactJson } from "../json/exact-json.ts";
import { isObject, type JsonObject } from "../json/fields.ts";
import type { CallFailure } from "./call.ts";
import type { Polled } from "./platform.ts";

/** What a cursor holds. Empty for the first poll, and for a cursor that another wrote. */
export function readCursor(cursor: string | null): JsonObject {
  const value = cursor === null ? undefined : parseExactJson(cursor)?.value;
  return isObject(value) ? value : {};
}

export function writeCursor(state: JsonObject): string {
  return JSON.stringify(state);
}

export function notPolled({ message, retryAfterMs }: Pick<CallFailure, "message" | "retryAfterMs">): Polled {
  return { ok: false, message, retryAfterMs };
}

/** Something that the owner has to give first; asking again changes nothing. */
export function cannotPoll(message: string): Polled {
  return { ok: false, message, retryAfterMs: null };
}
