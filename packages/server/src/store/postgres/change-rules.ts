/** What a site is moderated by. Nothing of it has a number: what is made is answered with 0. */
import { highestIdIn, ruleGroupDocument } from "../moderation-rows.ts";
import { type Change, hasSite, type Made } from "./change-made.ts";
import type { Tx } from "./database.ts";
import type { Row } from "./rows.ts";
import { statement } from "./statement.ts";

const CREATE = statement("INSERT INTO rule_group (id, site_no, version, highest, config) VALUES ($1, $2, $3, $4, $5)");
const REVISE = statement(
  `UPDATE rule_group SET version = version + 1, highest = greatest(highest, $3::bigint), config = $4
   WHERE id = $1 AND version = $2::int - 1 RETURNING id`,
);
const DELETE = statement("DELETE FROM rule_group WHERE id = $1 AND version = $2 RETURNING id");
const ADD_MODERATION = statement(
  `INSERT INTO site_moderation (site_no, rev, config, secrets) VALUES ($1, 1, $2, $3)
   ON CONFLICT (site_no) DO NOTHING RETURNING site_no`,
);
const REVISE_MODERATION = statement(
  `UPDATE site_moderation SET rev = rev + 1, config = $3, secrets = $4 WHERE site_no = $1 AND rev = $2
   RETURNING site_no`,
);
const DELETE_GROUPS = statement("DELETE FROM rule_group WHERE site_no = $1");
const DELETE_MODERATION = statement("DELETE FROM site_moderation WHERE site_no = $1");

export async function createRuleGroup(tx: Tx, { group }: Change<"create_rule_group">): Promise<Made> {
  const { id, siteNo, version } = group;
  if (!(await hasSite(tx, siteNo))) return "unknown";
  await tx.rows(CREATE, id, siteNo, version, highestIdIn(group), ruleGroupDocument(group));
  return 0;
}

export async function reviseRuleGroup(tx: Tx, { group }: Change<"revise_rule_group">): Promise<Made> {
  return movedUnless(await tx.one(REVISE, group.id, group.version, highestIdIn(group), ruleGroupDocument(group)));
}

export async function deleteRuleGroup(tx: Tx, { id, version }: Change<"delete_rule_group">): Promise<Made> {
  return movedUnless(await tx.one(DELETE, id, version));
}

export async function putModeration(tx: Tx, { moderation }: Change<"put_site_moderation">): Promise<Made> {
  const { siteNo, rev, sealedSecrets } = moderation;
  if (!(await hasSite(tx, siteNo))) return "unknown";
  const config = JSON.stringify(moderation.config);
  if (rev === 0) return movedUnless(await tx.one(ADD_MODERATION, siteNo, config, sealedSecrets));
  return movedUnless(await tx.one(REVISE_MODERATION, siteNo, rev, config, sealedSecrets));
}

/** Of a site that is deleted. */
export async function deleteRulesOf(tx: Tx, siteNo: number): Promise<void> {
  await tx.rows(DELETE_GROUPS, siteNo);
  await tx.rows(DELETE_MODERATION, siteNo);
}

function movedUnless(row: Row | undefined): Made {
  return row === undefined ? "moved" : 0;
}
