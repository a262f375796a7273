import type { CatalogueChange, ChangeResult } from "../catalogue-rows.ts";
import { VERSION } from "./catalogue.ts";
import { type Change, hasSite, type Made, numberOr } from "./change-made.ts";
import { createRuleGroup, deleteRuleGroup, deleteRulesOf, putModeration, reviseRuleGroup } from "./change-rules.ts";
import { createSource, deleteSource, deleteSourcesOf, reviseSource } from "./change-source.ts";
import type { Database, Tx } from "./database.ts";
import { innerKey, num } from "./rows.ts";
import { statement } from "./statement.ts";

/** Wakes the other nodes with it. */
const RAISE = statement(
  `WITH raised AS (UPDATE meta SET value = $1 WHERE key = 'catalogue_version') SELECT pg_notify($2::text, '')`,
);

/**
 * Changes the catalogue and raises its version, alone: commits under way end first, and those that come wait. So
 * nothing is accepted for a webhook after its deletion was answered.
 */
export function change(db: Database, wanted: CatalogueChange): Promise<ChangeResult> {
  return db.transact(
    async (tx) => {
      const next = num((await tx.one(VERSION))!, "value") + 1;
      const made = await make(tx, wanted, next);
      if (typeof made === "string") return { kind: made };
      await tx.rows(RAISE, next, db.channel);
      return { kind: "changed", version: next, no: made };
    },
    { first: db.lock("catalogue") },
  );
}

function make(tx: Tx, wanted: CatalogueChange, next: number): Promise<Made> {
  switch (wanted.kind) {
    case "create_site":
      return createSite(tx, wanted);
    case "update_site":
      return updateSite(tx, wanted);
    case "delete_site":
      return deleteSite(tx, wanted, next);
    case "create_key":
      return createKey(tx, wanted);
    case "delete_key":
      return deleteKey(tx, wanted);
    case "put_event_type":
      return putEventType(tx, wanted);
    case "delete_event_type":
      return deleteEventType(tx, wanted);
    case "create_webhook":
      return createWebhook(tx, wanted, next);
    case "revise_webhook":
      return reviseWebhook(tx, wanted, next);
    case "reseal_webhook":
      return resealWebhook(tx, wanted);
    case "delete_webhook":
      return deleteWebhook(tx, wanted, next);
    case "create_source":
      return createSource(tx, wanted);
    case "revise_source":
      return reviseSource(tx, wanted);
    case "delete_source":
      return deleteSource(tx, wanted);
    case "create_rule_group":
      return createRuleGroup(tx, wanted);
    case "revise_rule_group":
      return reviseRuleGroup(tx, wanted);
    case "delete_rule_group":
      return deleteRuleGroup(tx, wanted);
    case "put_site_moderation":
      return putModeration(tx, wanted);
  }
}

const SITE_NAMED = statement("SELECT no FROM site WHERE name = $1 AND deleted IS NULL");
const CREATE_SITE = statement(
  `INSERT INTO site (id, name, description, contract, is_operator, created) VALUES ($1, $2, $3, $4, $5, $6)
   RETURNING no`,
);
const UPDATE_SITE = statement(
  "UPDATE site SET name = $1, description = $2, contract = $3 WHERE no = $4 AND deleted IS NULL RETURNING no",
);
const DELETE_SITE = statement("UPDATE site SET deleted = $1 WHERE no = $2 AND deleted IS NULL RETURNING no");
/** Relies on webhook_site. */
const DELETE_WEBHOOKS = statement(
  "UPDATE webhook SET deleted = $2, deleted_version = $3 WHERE site_no = $1 AND deleted IS NULL",
);
const DELETE_KEYS = statement("DELETE FROM api_key WHERE site_no = $1");
const DELETE_TYPES = statement("DELETE FROM event_type WHERE site_no = $1");

async function createSite(tx: Tx, { site }: Change<"create_site">): Promise<Made> {
  if (await tx.one(SITE_NAMED, site.name)) return "taken";
  const { id, name, description, contract, isOperator, createdAt } = site;
  return num((await tx.one(CREATE_SITE, id, name, description, contract, isOperator, createdAt))!, "no");
}

async function updateSite(tx: Tx, { site }: Change<"update_site">): Promise<Made> {
  const twin = await tx.one(SITE_NAMED, site.name);
  if (twin && num(twin, "no") !== site.no) return "taken";
  return numberOr(await tx.one(UPDATE_SITE, site.name, site.description, site.contract, site.no), "unknown");
}

async function deleteSite(tx: Tx, { siteNo, now }: Change<"delete_site">, version: number): Promise<Made> {
  if ((await tx.one(DELETE_SITE, now, siteNo)) === undefined) return "unknown";
  await tx.rows(DELETE_WEBHOOKS, siteNo, now, version);
  await deleteSourcesOf(tx, siteNo, now);
  await deleteRulesOf(tx, siteNo);
  await tx.rows(DELETE_KEYS, siteNo);
  await tx.rows(DELETE_TYPES, siteNo);
  return siteNo;
}

const CREATE_KEY = statement(
  `INSERT INTO api_key (id, site_no, name, hash, hint, scopes, created) VALUES ($1, $2, $3, $4, $5, $6, $7)
   RETURNING no`,
);
const KEY_OF_HASH = statement("SELECT no FROM api_key WHERE hash = $1");
const DELETE_KEY = statement("DELETE FROM api_key WHERE no = $1 RETURNING no");

async function createKey(tx: Tx, { key }: Change<"create_key">): Promise<Made> {
  if (key.siteNo !== null && !(await hasSite(tx, key.siteNo))) return "unknown";
  if (await tx.one(KEY_OF_HASH, key.hash)) return "taken";
  const { id, siteNo, name, hash, hint, scopes, createdAt } = key;
  return num((await tx.one(CREATE_KEY, id, siteNo, name, hash, hint, JSON.stringify(scopes), createdAt))!, "no");
}

async function deleteKey(tx: Tx, { keyNo }: Change<"delete_key">): Promise<Made> {
  return numberOr(await tx.one(DELETE_KEY, keyNo), "unknown");
}

const PUT_TYPE = statement(
  `INSERT INTO event_type (site_no, name, description, schema, created) VALUES ($1, $2, $3, $4, $5)
   ON CONFLICT (site_no, name) DO UPDATE SET description = excluded.description, schema = excluded.schema`,
);
const DELETE_TYPE = statement("DELETE FROM event_type WHERE site_no = $1 AND name = $2 RETURNING site_no AS no");

async function putEventType(tx: Tx, { eventType }: Change<"put_event_type">): Promise<Made> {
  const { siteNo, name, description, createdAt } = eventType;
  if (!(await hasSite(tx, siteNo))) return "unknown";
  const schema = eventType.schema === null ? null : JSON.stringify(eventType.schema);
  await tx.rows(PUT_TYPE, siteNo, name, description, schema, createdAt);
  return 0;
}

async function deleteEventType(tx: Tx, { siteNo, name }: Change<"delete_event_type">): Promise<Made> {
  return numberOr(await tx.one(DELETE_TYPE, siteNo, name), "unknown");
}

const CREATE_WEBHOOK = statement(
  `INSERT INTO webhook (id, site_no, rev, secrets, health, created, created_version, inner_key)
   VALUES ($1, $2, 1, $3, 'healthy', $4, $5, $6) RETURNING no`,
);
/** Relies on webhook_inner. */
const INNER = statement(
  "SELECT 1 FROM webhook WHERE site_no = $1 AND inner_key = $2 AND inner_key IS NOT NULL AND deleted IS NULL",
);
const ADD_REV = statement(
  "INSERT INTO webhook_rev (webhook_no, rev, version, config, created) VALUES ($1, $2, $3, $4, $5)",
);
const RAISE_REV = statement(
  "UPDATE webhook SET rev = rev + 1 WHERE no = $1 AND rev = $2 AND deleted IS NULL RETURNING no",
);
const RAISE_AND_RESEAL = statement(
  `UPDATE webhook SET rev = rev + 1, secrets = $3 WHERE no = $1 AND rev = $2 AND secrets = $4 AND deleted IS NULL
   RETURNING no`,
);
const RESEAL = statement(
  "UPDATE webhook SET secrets = $1 WHERE no = $2 AND secrets = $3 AND deleted IS NULL RETURNING no",
);
const DELETE_WEBHOOK = statement(
  "UPDATE webhook SET deleted = $1, deleted_version = $2 WHERE no = $3 AND deleted IS NULL RETURNING no",
);

async function createWebhook(tx: Tx, { webhook }: Change<"create_webhook">, version: number): Promise<Made> {
  const { id, siteNo, sealedSecrets, createdAt, config } = webhook;
  if (!(await hasSite(tx, siteNo))) return "unknown";
  const key = innerKey(config);
  if (key !== null && (await tx.one(INNER, siteNo, key))) return "taken";
  const no = num((await tx.one(CREATE_WEBHOOK, id, siteNo, sealedSecrets, createdAt, version, key))!, "no");
  await tx.rows(ADD_REV, no, 1, version, JSON.stringify(config), createdAt);
  return no;
}

async function reviseWebhook(tx: Tx, wanted: Change<"revise_webhook">, version: number): Promise<Made> {
  const { webhookNo, rev, config, reseal, now } = wanted;
  const raised = reseal
    ? await tx.one(RAISE_AND_RESEAL, webhookNo, rev, reseal.sealedSecrets, reseal.was)
    : await tx.one(RAISE_REV, webhookNo, rev);
  if (raised === undefined) return "moved";
  await tx.rows(ADD_REV, webhookNo, rev + 1, version, JSON.stringify(config), now);
  return webhookNo;
}

async function resealWebhook(tx: Tx, { webhookNo, was, sealedSecrets }: Change<"reseal_webhook">): Promise<Made> {
  return numberOr(await tx.one(RESEAL, sealedSecrets, webhookNo, was), "moved");
}

async function deleteWebhook(tx: Tx, { webhookNo, now }: Change<"delete_webhook">, version: number): Promise<Made> {
  return numberOr(await tx.one(DELETE_WEBHOOK, now, version, webhookNo), "unknown");
}
