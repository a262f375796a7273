import type { DatabaseSync } from "node:sqlite";
import { type Change, type Made, numberOr, prepareHasSite } from "./change-made.ts";
import { num, one, prepare } from "./rows.ts";

export function prepareSources(db: DatabaseSync) {
  const hasSite = prepareHasSite(db);
  const create = prepare(
    db,
    "INSERT INTO source (id, site_no, rev, config, secrets, created) VALUES (?, ?, 1, ?, ?, ?) RETURNING no",
  );
  const revise = prepare(
    db,
    `UPDATE source SET rev = rev + 1, config = ?, secrets = ? WHERE no = ? AND rev = ? AND deleted IS NULL
     RETURNING no`,
  );
  const remove = prepare(db, "UPDATE source SET deleted = ? WHERE no = ? AND deleted IS NULL RETURNING no");
  const removeNotes = prepare(db, "DELETE FROM source_note WHERE source_no = ?");
  return {
    create({ source }: Change<"create_source">): Made {
      const { id, siteNo, config, sealedSecrets, createdAt } = source;
      if (!hasSite(siteNo)) return "unknown";
      return num(one(create, id, siteNo, JSON.stringify(config), sealedSecrets, createdAt)!, "no");
    },
    revise: ({ source: { no, rev, config, sealedSecrets } }: Change<"revise_source">): Made =>
      numberOr(one(revise, JSON.stringify(config), sealedSecrets, no, rev), "moved"),
    remove({ sourceNo, now }: Change<"delete_source">): Made {
      if (one(remove, now, sourceNo) === undefined) return "unknown";
      removeNotes.run(sourceNo);
      return sourceNo;
    },
  };
}

/** Of a site that is deleted. Relies on source_site. */
export function prepareRemoveSources(db: DatabaseSync): (siteNo: number, now: number) => void {
  const removeNotes = prepare(
    db,
    "DELETE FROM source_note WHERE source_no IN (SELECT no FROM source WHERE site_no = ? AND deleted IS NULL)",
  );
  const remove = prepare(db, "UPDATE source SET deleted = ? WHERE site_no = ? AND deleted IS NULL");
  return (siteNo, now) => {
    removeNotes.run(siteNo);
    remove.run(now, siteNo);
  };
}
