import type { Fault } from "../../model/errors.ts";
import { pointerStep } from "../../model/json-pointer.ts";
import { type Fields, isObject, isText, note } from "./fields.ts";
import { NAME_MAX, THRESHOLDS_MAX } from "./limits.ts";

/** Of a field `thresholds`, of a group or of a whole site: how sure who found it has to be, by label. */
export function readThresholds(fields: Fields, faults: Fault[]): Record<string, number> {
  const value = fields.value("thresholds") ?? {};
  if (!isObject(value) || Object.keys(value).length > THRESHOLDS_MAX) {
    fields.blame("thresholds", `must be an object with at most ${THRESHOLDS_MAX} labels and their confidence, 0 to 1`);
    return {};
  }
  for (const [label, threshold] of Object.entries(value)) {
    const isConfidence = typeof threshold === "number" && threshold >= 0 && threshold <= 1;
    if (isConfidence && label !== "" && isText(label, NAME_MAX)) continue;
    const message = `must be a confidence from 0 to 1, of a label of 1 to ${NAME_MAX} characters`;
    note(faults, fields.pointer("thresholds") + pointerStep(label), message);
  }
  return value as Record<string, number>;
}
