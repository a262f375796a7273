import type { CatalogueChange } from "../catalogue-rows.ts";
import type { Tx } from "./database.ts";
import { num, type Row } from "./rows.ts";
import { statement } from "./statement.ts";

/** The number of what was changed, or why nothing was. */
export type Made = number | "moved" | "taken" | "unknown";

export type Change<K extends CatalogueChange["kind"]> = Extract<CatalogueChange, { kind: K }>;

export function numberOr(row: Row | undefined, otherwise: Made): Made {
  return row === undefined ? otherwise : num(row, "no");
}

const HAS_SITE = statement("SELECT 1 FROM site WHERE no = $1 AND deleted IS NULL");

export async function hasSite(tx: Tx, siteNo: number): Promise<boolean> {
  return (await tx.one(HAS_SITE, siteNo)) !== undefined;
}
