import type { DatabaseSync } from "node:sqlite";
import type { CatalogueChange } from "../catalogue-rows.ts";
import { num, one, prepare, type Row } from "./rows.ts";

/** The number of what was changed, or why nothing was. */
export type Made = number | "moved" | "taken" | "unknown";

export type Change<K extends CatalogueChange["kind"]> = Extract<CatalogueChange, { kind: K }>;

export function numberOr(row: Row | undefined, otherwise: Made): Made {
  return row === undefined ? otherwise : num(row, "no");
}

export function prepareHasSite(db: DatabaseSync): (siteNo: number) => boolean {
  const alive = prepare(db, "SELECT 1 FROM site WHERE no = ? AND deleted IS NULL");
  return (siteNo) => one(alive, siteNo) !== undefined;
}
