import { sha256Hex } from "@tabellary/contracts/schemes";

/** 128 bits of a value: for the key of an event that has no id of its own. Depends on the order of the members. */
export function digestOf(value: unknown): string {
  return sha256Hex(JSON.stringify(value) ?? "").slice(0, 32);
}
