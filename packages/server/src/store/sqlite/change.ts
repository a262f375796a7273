import type { DatabaseSync } from "node:sqlite";
import type { CatalogueChange, ChangeResult } from "../catalogue-rows.ts";
import { prepareCatalogueVersion } from "./catalogue.ts";
import { type Change, type Made, numberOr, prepareHasSite } from "./change-made.ts";
import { prepareRemoveRules, prepareRules } from "./change-rules.ts";
import { prepareRemoveSources, prepareSources } from "./change-source.ts";
import { innerKey, num, one, prepare } from "./rows.ts";

/** Changes the catalogue and raises its version, in one transaction that the caller opens. */
export function prepareChange(db: DatabaseSync): (change: CatalogueChange) => ChangeResult {
  const version = prepareCatalogueVersion(db);
  const raise = prepare(db, "UPDATE meta SET value = ? WHERE key = 'catalogue_version'");
  const sites = prepareSites(db);
  const keys = prepareKeys(db);
  const types = prepareEventTypes(db);
  const webhooks = prepareWebhooks(db);
  const sources = prepareSources(db);
  const rules = prepareRules(db);

  const make = (change: CatalogueChange, next: number): Made => {
    switch (change.kind) {
      case "create_site":
        return sites.create(change);
      case "update_site":
        return sites.update(change);
      case "delete_site":
        return sites.remove(change, next);
      case "create_key":
        return keys.create(change);
      case "delete_key":
        return keys.remove(change);
      case "put_event_type":
        return types.put(change);
      case "delete_event_type":
        return types.remove(change);
      case "create_webhook":
        return webhooks.create(change, next);
      case "revise_webhook":
        return webhooks.revise(change, next);
      case "reseal_webhook":
        return webhooks.reseal(change);
      case "delete_webhook":
        return webhooks.remove(change, next);
      case "create_source":
        return sources.create(change);
      case "revise_source":
        return sources.revise(change);
      case "delete_source":
        return sources.remove(change);
      case "create_rule_group":
        return rules.create(change);
      case "revise_rule_group":
        return rules.revise(change);
      case "delete_rule_group":
        return rules.remove(change);
      case "put_site_moderation":
        return rules.putModeration(change);
    }
  };
  return (change) => {
    const next = version() + 1;
    const made = make(change, next);
    if (typeof made === "string") return { kind: made };
    raise.run(next);
    return { kind: "changed", version: next, no: made };
  };
}

function prepareSites(db: DatabaseSync) {
  const named = prepare(db, "SELECT no FROM site WHERE name = ? AND deleted IS NULL");
  const create = prepare(
    db,
    `INSERT INTO site (id, name, description, contract, is_operator, created) VALUES (?, ?, ?, ?, ?, ?) RETURNING no`,
  );
  const update = prepare(
    db,
    "UPDATE site SET name = ?, description = ?, contract = ? WHERE no = ? AND deleted IS NULL RETURNING no",
  );
  const remove = prepare(db, "UPDATE site SET deleted = ? WHERE no = ? AND deleted IS NULL RETURNING no");
  // Index webhook_site.
  const removeWebhooks = prepare(
    db,
    "UPDATE webhook SET deleted = ?, deleted_version = ? WHERE site_no = ? AND deleted IS NULL",
  );
  const removeSources = prepareRemoveSources(db);
  const removeRules = prepareRemoveRules(db);
  const removeKeys = prepare(db, "DELETE FROM api_key WHERE site_no = ?");
  const removeEventTypes = prepare(db, "DELETE FROM event_type WHERE site_no = ?");
  return {
    create({ site }: Change<"create_site">): Made {
      if (one(named, site.name)) return "taken";
      const values = [site.id, site.name, site.description, site.contract, site.isOperator ? 1 : 0, site.createdAt];
      return num(one(create, ...values)!, "no");
    },
    update({ site }: Change<"update_site">): Made {
      const twin = one(named, site.name);
      if (twin && num(twin, "no") !== site.no) return "taken";
      return numberOr(one(update, site.name, site.description, site.contract, site.no), "unknown");
    },
    remove({ siteNo, now }: Change<"delete_site">, version: number): Made {
      if (one(remove, now, siteNo) === undefined) return "unknown";
      removeWebhooks.run(now, version, siteNo);
      removeSources(siteNo, now);
      removeRules(siteNo);
      removeKeys.run(siteNo);
      removeEventTypes.run(siteNo);
      return siteNo;
    },
  };
}

function prepareKeys(db: DatabaseSync) {
  const hasSite = prepareHasSite(db);
  const create = prepare(
    db,
    "INSERT INTO api_key (id, site_no, name, hash, hint, scopes, created) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING no",
  );
  const known = prepare(db, "SELECT no FROM api_key WHERE hash = ?");
  const remove = prepare(db, "DELETE FROM api_key WHERE no = ? RETURNING no");
  return {
    create({ key }: Change<"create_key">): Made {
      if (key.siteNo !== null && !hasSite(key.siteNo)) return "unknown";
      if (one(known, key.hash)) return "taken";
      const scopes = JSON.stringify(key.scopes);
      return num(one(create, key.id, key.siteNo, key.name, key.hash, key.hint, scopes, key.createdAt)!, "no");
    },
    remove: ({ keyNo }: Change<"delete_key">): Made => numberOr(one(remove, keyNo), "unknown"),
  };
}

function prepareEventTypes(db: DatabaseSync) {
  const hasSite = prepareHasSite(db);
  const put = prepare(
    db,
    `INSERT INTO event_type (site_no, name, description, schema, created) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET description = excluded.description, schema = excluded.schema`,
  );
  const remove = prepare(db, "DELETE FROM event_type WHERE site_no = ? AND name = ? RETURNING site_no AS no");
  return {
    put({ eventType }: Change<"put_event_type">): Made {
      if (!hasSite(eventType.siteNo)) return "unknown";
      const schema = eventType.schema === null ? null : JSON.stringify(eventType.schema);
      put.run(eventType.siteNo, eventType.name, eventType.description, schema, eventType.createdAt);
      return 0;
    },
    remove: ({ siteNo, name }: Change<"delete_event_type">): Made => numberOr(one(remove, siteNo, name), "unknown"),
  };
}

function prepareWebhooks(db: DatabaseSync) {
  const hasSite = prepareHasSite(db);
  const create = prepare(
    db,
    `INSERT INTO webhook (id, site_no, rev, secrets, health, created, created_version, inner_key)
     VALUES (?, ?, 1, ?, 'healthy', ?, ?, ?) RETURNING no`,
  );
  // Relies on webhook_inner: the predicate is repeated, or SQLite would not use it.
  const isThere = prepare(
    db,
    "SELECT 1 FROM webhook WHERE site_no = ? AND inner_key = ? AND inner_key IS NOT NULL AND deleted IS NULL",
  );
  const addRev = prepare(
    db,
    "INSERT INTO webhook_rev (webhook_no, rev, version, config, created) VALUES (?, ?, ?, ?, ?)",
  );
  const raise = prepare(
    db,
    "UPDATE webhook SET rev = rev + 1 WHERE no = ? AND rev = ? AND deleted IS NULL RETURNING no",
  );
  const raiseAndReseal = prepare(
    db,
    `UPDATE webhook SET rev = rev + 1, secrets = ? WHERE no = ? AND rev = ? AND secrets = ? AND deleted IS NULL
     RETURNING no`,
  );
  const reseal = prepare(
    db,
    "UPDATE webhook SET secrets = ? WHERE no = ? AND secrets = ? AND deleted IS NULL RETURNING no",
  );
  const remove = prepare(
    db,
    "UPDATE webhook SET deleted = ?, deleted_version = ? WHERE no = ? AND deleted IS NULL RETURNING no",
  );
  return {
    create({ webhook }: Change<"create_webhook">, version: number): Made {
      const { id, siteNo, sealedSecrets, createdAt } = webhook;
      if (!hasSite(siteNo)) return "unknown";
      const key = innerKey(webhook.config);
      if (key !== null && one(isThere, siteNo, key)) return "taken";
      const row = one(create, id, siteNo, sealedSecrets, createdAt, version, key)!;
      const no = num(row, "no");
      addRev.run(no, 1, version, JSON.stringify(webhook.config), webhook.createdAt);
      return no;
    },
    revise({ webhookNo, rev, config, reseal, now }: Change<"revise_webhook">, version: number): Made {
      const raised = reseal
        ? one(raiseAndReseal, reseal.sealedSecrets, webhookNo, rev, reseal.was)
        : one(raise, webhookNo, rev);
      if (raised === undefined) return "moved";
      addRev.run(webhookNo, rev + 1, version, JSON.stringify(config), now);
      return webhookNo;
    },
    reseal: ({ webhookNo, was, sealedSecrets }: Change<"reseal_webhook">): Made =>
      numberOr(one(reseal, sealedSecrets, webhookNo, was), "moved"),
    remove: ({ webhookNo, now }: Change<"delete_webhook">, version: number): Made =>
      numberOr(one(remove, now, version, webhookNo), "unknown"),
  };
}
