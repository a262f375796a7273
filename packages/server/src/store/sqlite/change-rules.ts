import type { DatabaseSync } from "node:sqlite";
import { highestIdIn, ruleGroupDocument } from "../moderation-rows.ts";
import { type Change, type Made, prepareHasSite } from "./change-made.ts";
import { prepare } from "./rows.ts";

/** What a site is moderated by. Nothing of it has a number: what is made is answered with 0. */
export function prepareRules(db: DatabaseSync) {
  const hasSite = prepareHasSite(db);
  const create = prepare(db, "INSERT INTO rule_group (id, site_no, version, highest, config) VALUES (?, ?, ?, ?, ?)");
  const revise = prepare(
    db,
    `UPDATE rule_group SET version = version + 1, highest = max(highest, ?), config = ? WHERE id = ? AND version = ? - 1`,
  );
  const remove = prepare(db, "DELETE FROM rule_group WHERE id = ? AND version = ?");
  const addModeration = prepare(
    db,
    "INSERT INTO site_moderation (site_no, rev, config, secrets) VALUES (?, 1, ?, ?) ON CONFLICT DO NOTHING",
  );
  const reviseModeration = prepare(
    db,
    "UPDATE site_moderation SET rev = rev + 1, config = ?, secrets = ? WHERE site_no = ? AND rev = ?",
  );
  return {
    create({ group }: Change<"create_rule_group">): Made {
      if (!hasSite(group.siteNo)) return "unknown";
      create.run(group.id, group.siteNo, group.version, highestIdIn(group), ruleGroupDocument(group));
      return 0;
    },
    revise({ group }: Change<"revise_rule_group">): Made {
      const values = [highestIdIn(group), ruleGroupDocument(group), group.id, group.version] as const;
      return movedUnless(revise.run(...values));
    },
    remove: ({ id, version }: Change<"delete_rule_group">): Made => movedUnless(remove.run(id, version)),
    putModeration({ moderation }: Change<"put_site_moderation">): Made {
      const { siteNo, rev, sealedSecrets } = moderation;
      if (!hasSite(siteNo)) return "unknown";
      const config = JSON.stringify(moderation.config);
      if (rev === 0) return movedUnless(addModeration.run(siteNo, config, sealedSecrets));
      return movedUnless(reviseModeration.run(config, sealedSecrets, siteNo, rev));
    },
  };
}

function movedUnless({ changes }: { changes: number | bigint }): Made {
  return Number(changes) === 0 ? "moved" : 0;
}

/** Of a site that is deleted. */
export function prepareRemoveRules(db: DatabaseSync): (siteNo: number) => void {
  const removals = ["DELETE FROM rule_group WHERE site_no = ?", "DELETE FROM site_moderation WHERE site_no = ?"];
  const statements = removals.map((sql) => prepare(db, sql));
  return (siteNo) => {
    for (const statement of statements) statement.run(siteNo);
  };
}
