import { type Change, hasSite, type Made, numberOr } from "./change-made.ts";
import type { Tx } from "./database.ts";
import { num } from "./rows.ts";
import { statement } from "./statement.ts";

const CREATE = statement(
  "INSERT INTO source (id, site_no, rev, config, secrets, created) VALUES ($1, $2, 1, $3, $4, $5) RETURNING no",
);
const REVISE = statement(
  `UPDATE source SET rev = rev + 1, config = $3, secrets = $4 WHERE no = $1 AND rev = $2 AND deleted IS NULL
   RETURNING no`,
);
/** Whoever is just noting something of it is waited for (notes.ts), and what it noted is deleted after. */
const DELETE = statement("UPDATE source SET deleted = $2 WHERE no = $1 AND deleted IS NULL RETURNING no");
const DELETE_NOTES = statement("DELETE FROM source_note WHERE source_no = $1");
/** Relies on source_site. */
const DELETE_OF_SITE = statement("UPDATE source SET deleted = $2 WHERE site_no = $1 AND deleted IS NULL");
const DELETE_NOTES_OF_SITE = statement(
  "DELETE FROM source_note n USING source s WHERE s.site_no = $1 AND n.source_no = s.no",
);

export async function createSource(tx: Tx, { source }: Change<"create_source">): Promise<Made> {
  const { id, siteNo, config, sealedSecrets, createdAt } = source;
  if (!(await hasSite(tx, siteNo))) return "unknown";
  return num((await tx.one(CREATE, id, siteNo, JSON.stringify(config), sealedSecrets, createdAt))!, "no");
}

export async function reviseSource(tx: Tx, { source }: Change<"revise_source">): Promise<Made> {
  const { no, rev, config, sealedSecrets } = source;
  return numberOr(await tx.one(REVISE, no, rev, JSON.stringify(config), sealedSecrets), "moved");
}

export async function deleteSource(tx: Tx, { sourceNo, now }: Change<"delete_source">): Promise<Made> {
  if ((await tx.one(DELETE, sourceNo, now)) === undefined) return "unknown";
  await tx.rows(DELETE_NOTES, sourceNo);
  return sourceNo;
}

/** Of a site that is deleted. */
export async function deleteSourcesOf(tx: Tx, siteNo: number, now: number): Promise<void> {
  await tx.rows(DELETE_OF_SITE, siteNo, now);
  await tx.rows(DELETE_NOTES_OF_SITE, siteNo);
}
