import type { DatabaseSync } from "node:sqlite";
import type { EventType } from "../../model/event-type.ts";
import type { ApiKey } from "../../model/key.ts";
import type { Site } from "../../model/site.ts";
import type { SiteModeration } from "../../model/site-moderation.ts";
import type { Source } from "../../model/source.ts";
import type { Webhook } from "../../model/webhook.ts";
import type { CatalogueRows } from "../catalogue-rows.ts";
import { toRuleGroup } from "../moderation-rows.ts";
import { big, bytes, each, num, numOrNull, one, prepare, type Row, text, textOrNull } from "./rows.ts";

/** Reads the whole catalogue: small beside the events, and kept in memory. */
export function prepareLoadCatalogue(db: DatabaseSync): () => CatalogueRows {
  const version = prepareCatalogueVersion(db);
  const sites = prepare(db, "SELECT * FROM site WHERE deleted IS NULL ORDER BY no");
  const keys = prepare(db, "SELECT * FROM api_key ORDER BY no");
  const types = prepare(db, "SELECT * FROM event_type ORDER BY site_no, name");
  const webhooks = prepare(
    db,
    `SELECT w.*, r.config FROM webhook w JOIN webhook_rev r ON r.webhook_no = w.no AND r.rev = w.rev
     WHERE w.deleted IS NULL ORDER BY w.no`,
  );
  const sources = prepare(db, "SELECT * FROM source WHERE deleted IS NULL ORDER BY no");
  const ruleGroups = prepare(db, "SELECT * FROM rule_group ORDER BY id");
  const moderations = prepare(db, "SELECT * FROM site_moderation ORDER BY site_no");
  const highest = prepare(
    db,
    `SELECT max(
       (SELECT coalesce(max(seq), 0) + coalesce(max(length(targets)), 0) / 4 * 1024 FROM event
         WHERE seq = (SELECT max(seq) FROM event)),
       (SELECT coalesce(max(seq), 0) FROM attempt), (SELECT coalesce(max(id), 0) FROM site),
       (SELECT coalesce(max(id), 0) FROM api_key), (SELECT coalesce(max(id), 0) FROM webhook),
       (SELECT coalesce(max(seq), 0) FROM message), (SELECT coalesce(max(id), 0) FROM source),
       (SELECT coalesce(max(id), 0) FROM item), (SELECT coalesce(max(id), 0) FROM job),
       (SELECT coalesce(max(id), 0) FROM decision), (SELECT coalesce(max(highest), 0) FROM rule_group)) AS seq`,
  );
  return () => ({
    version: version(),
    sites: Array.from(each(sites), toSite),
    keys: Array.from(each(keys), toKey),
    eventTypes: Array.from(each(types), toEventType),
    webhooks: Array.from(each(webhooks), toWebhook),
    sources: Array.from(each(sources), toSource),
    ruleGroups: Array.from(each(ruleGroups), toRuleGroup),
    moderations: Array.from(each(moderations), toModeration),
    highestId: big(one(highest)!, "seq"),
  });
}

export function prepareCatalogueVersion(db: DatabaseSync): () => number {
  const read = prepare(db, "SELECT value FROM meta WHERE key = 'catalogue_version'");
  return () => num(one(read)!, "value");
}

function toSite(row: Row): Site {
  return {
    no: num(row, "no"),
    id: big(row, "id"),
    name: text(row, "name"),
    description: textOrNull(row, "description"),
    contract: text(row, "contract"),
    isOperator: num(row, "is_operator") === 1,
    createdAt: num(row, "created"),
  };
}

function toKey(row: Row): ApiKey {
  return {
    no: num(row, "no"),
    id: big(row, "id"),
    siteNo: numOrNull(row, "site_no"),
    name: text(row, "name"),
    hash: bytes(row, "hash"),
    hint: text(row, "hint"),
    scopes: JSON.parse(text(row, "scopes")),
    createdAt: num(row, "created"),
  };
}

function toEventType(row: Row): EventType {
  const schema = textOrNull(row, "schema");
  return {
    siteNo: num(row, "site_no"),
    name: text(row, "name"),
    description: textOrNull(row, "description"),
    schema: schema === null ? null : JSON.parse(schema),
    createdAt: num(row, "created"),
  };
}

function toWebhook(row: Row): Webhook {
  return {
    no: num(row, "no"),
    id: big(row, "id"),
    siteNo: num(row, "site_no"),
    rev: num(row, "rev"),
    config: JSON.parse(text(row, "config")),
    sealedSecrets: bytes(row, "secrets"),
    health: text(row, "health") as Webhook["health"],
    healthSince: numOrNull(row, "health_since"),
    createdAt: num(row, "created"),
  };
}

function toSource(row: Row): Source {
  return {
    no: num(row, "no"),
    id: big(row, "id"),
    siteNo: num(row, "site_no"),
    rev: num(row, "rev"),
    config: JSON.parse(text(row, "config")),
    sealedSecrets: bytes(row, "secrets"),
    createdAt: num(row, "created"),
  };
}

function toModeration(row: Row): SiteModeration {
  return {
    siteNo: num(row, "site_no"),
    rev: num(row, "rev"),
    config: JSON.parse(text(row, "config")),
    sealedSecrets: bytes(row, "secrets"),
  };
}
