import type { EventType } from "../../model/event-type.ts";
import type { ApiKey } from "../../model/key.ts";
import type { Site } from "../../model/site.ts";
import type { SiteModeration } from "../../model/site-moderation.ts";
import type { Source } from "../../model/source.ts";
import type { Webhook } from "../../model/webhook.ts";
import type { CatalogueRows } from "../catalogue-rows.ts";
import { toRuleGroup } from "../moderation-rows.ts";
import type { Tx } from "./database.ts";
import { big, bytes, num, numOrNull, type Row, text, textOrNull } from "./rows.ts";
import { statement } from "./statement.ts";

export const VERSION = statement("SELECT value FROM meta WHERE key = 'catalogue_version'");
const SITES = statement("SELECT * FROM site WHERE deleted IS NULL ORDER BY no");
const KEYS = statement("SELECT * FROM api_key ORDER BY no");
const TYPES = statement("SELECT * FROM event_type ORDER BY site_no, name");
const WEBHOOKS = statement(
  `SELECT w.*, r.config FROM webhook w JOIN webhook_rev r ON r.webhook_no = w.no AND r.rev = w.rev
   WHERE w.deleted IS NULL ORDER BY w.no`,
);
const SOURCES = statement("SELECT * FROM source WHERE deleted IS NULL ORDER BY no");
const RULE_GROUPS = statement("SELECT * FROM rule_group ORDER BY id");
const MODERATIONS = statement("SELECT * FROM site_moderation ORDER BY site_no");
/** Relies on the keys of event, attempt, message, item, job and decision. */
const HIGHEST = statement(
  `SELECT greatest(
     coalesce((SELECT seq + cardinality(targets) * 1024 FROM event ORDER BY seq DESC LIMIT 1), 0),
     coalesce((SELECT seq FROM attempt ORDER BY seq DESC LIMIT 1), 0),
     coalesce((SELECT seq FROM message ORDER BY seq DESC LIMIT 1), 0), (SELECT coalesce(max(id), 0) FROM site),
     (SELECT coalesce(max(id), 0) FROM api_key), (SELECT coalesce(max(id), 0) FROM webhook),
     (SELECT coalesce(max(id), 0) FROM source), (SELECT coalesce(max(highest), 0) FROM rule_group),
     coalesce((SELECT id FROM item ORDER BY id DESC LIMIT 1), 0),
     coalesce((SELECT id FROM job ORDER BY id DESC LIMIT 1), 0),
     coalesce((SELECT id FROM decision ORDER BY id DESC LIMIT 1), 0)) AS seq`,
);

/** Reads the whole catalogue: small beside the events, and kept in memory. */
export async function loadCatalogue(tx: Tx): Promise<CatalogueRows> {
  return {
    version: num((await tx.one(VERSION))!, "value"),
    sites: (await tx.rows(SITES)).map(toSite),
    keys: (await tx.rows(KEYS)).map(toKey),
    eventTypes: (await tx.rows(TYPES)).map(toEventType),
    webhooks: (await tx.rows(WEBHOOKS)).map(toWebhook),
    sources: (await tx.rows(SOURCES)).map(toSource),
    ruleGroups: (await tx.rows(RULE_GROUPS)).map(toRuleGroup),
    moderations: (await tx.rows(MODERATIONS)).map(toModeration),
    highestId: big((await tx.one(HIGHEST))!, "seq"),
  };
}

function toSite(row: Row): Site {
  return {
    no: num(row, "no"),
    id: big(row, "id"),
    name: text(row, "name"),
    description: textOrNull(row, "description"),
    contract: text(row, "contract"),
    isOperator: row.is_operator === true,
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
