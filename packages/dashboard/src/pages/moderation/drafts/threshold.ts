import { nextKey } from "./next-key.ts";

/** A label and how sure one has to be of it, as they are typed. */
export interface Threshold {
  key: number;
  label: string;
  confidence: string;
}

/** Of what the hub has. */
export function toThresholds(thresholds: Readonly<Record<string, number>>): Threshold[] {
  return Object.entries(thresholds).map(([label, confidence]) => {
    return { key: nextKey(), label, confidence: String(confidence) };
  });
}

/** As the API takes them; a row without a label is none. */
export function thresholdsOf(thresholds: readonly Threshold[]): Record<string, number> {
  const known = thresholds.filter(({ label }) => label.trim() !== "");
  return Object.fromEntries(known.map(({ label, confidence }) => [label.trim(), Number(confidence)]));
}
