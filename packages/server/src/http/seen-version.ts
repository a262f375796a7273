/** `?version=`: what the caller has read, and writes over. Nothing is written over that they have not seen. */
import { Type } from "typebox";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { Problem } from "../model/errors.ts";

/** `minimum`: the lowest that there is. */
export function versionParameter(minimum: 0 | 1) {
  const description = "The version that was read: 409 when it has another by now.";
  return { version: Type.Optional(Type.Integer({ minimum, description })) };
}

/**
 * Looks at what other nodes have changed, when the caller has seen another version than the one that is known here, or
 * one of what is not known at all: they may have read it at a node that heard of it earlier.
 */
export async function catchUp(
  catalogue: Pick<Catalogue, "load">,
  seen: number | undefined,
  known: number | undefined,
): Promise<void> {
  if (seen !== undefined && seen !== known) await catalogue.load();
}

/** @throws Problem `conflict` when it is not what its owner has read */
export function refuseUnseen(name: string, version: number, seen: number | undefined): void {
  if (seen === undefined || seen === version) return;
  throw new Problem("conflict", `${name} is at version ${version} now, and not at ${seen}: read it again.`);
}
