import { isObject } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";
import { normaliseAccountActivity } from "./account-activity.ts";
import { isXActivity, normaliseXActivity } from "./x-activity.ts";

/** Either of X's two families of payloads. */
export function normaliseTwitter(payload: unknown): readonly Draft[] {
  if (!isObject(payload)) throw new TypeError("the payload is no object");
  return isXActivity(payload) ? normaliseXActivity(payload) : normaliseAccountActivity(payload);
}
