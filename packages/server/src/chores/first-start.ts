import { isDeepStrictEqual } from "node:util";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedWebhook } from "../catalogue/catalogued-webhook.ts";
import { Problem } from "../model/errors.ts";
import { OPERATOR_EVENT_TYPES } from "../model/event-type.ts";
import { DEFAULT_CONTRACT, DEFAULT_SITE_NAME, OPERATOR_SITE_NAME, type Site } from "../model/site.ts";

/**
 * A fresh hub has the site `default` and the operator's own. The alert URL of the configuration is a webhook of the
 * operator's site like any other: signed, retried and logged. Changing or removing the setting changes or removes it.
 * Several nodes may start at once: whoever comes second finds what the first has made, and of two alike takes one back.
 */
export async function ensureSites(catalogue: Catalogue, alertUrl: string | null): Promise<void> {
  const fresh = { description: null, contract: DEFAULT_CONTRACT };
  if (catalogue.now.sites().length === 0) {
    await unlessDone(catalogue, catalogue.createSite({ ...fresh, name: DEFAULT_SITE_NAME, isOperator: false }));
  }
  if (catalogue.now.operatorSite() === undefined) {
    const description = "Hears of webhooks that fail, and of deliveries and moderation that were given up.";
    const wishes = { ...fresh, description, name: OPERATOR_SITE_NAME, isOperator: true };
    await unlessDone(catalogue, catalogue.createSite(wishes));
  }
  const site = catalogue.now.operatorSite()!;
  for (const webhook of managed(catalogue, site)) {
    if (webhook.config.url !== alertUrl) await unlessDone(catalogue, catalogue.deleteWebhook(webhook));
  }
  await hearAll(catalogue, site);
  if (alertUrl === null || managed(catalogue, site).length > 0) return;
  await createAlertWebhook(catalogue, site, alertUrl);
  await catalogue.load();
  const [, ...superfluous] = managed(catalogue, site);
  for (const webhook of superfluous) await unlessDone(catalogue, catalogue.deleteWebhook(webhook));
}

/** What it was made with before there was more to hear. */
const EVENTS_BEFORE = ["webhook.failing", "webhook.recovered", "delivery.exhausted"];

/** One that was made by an earlier version hears what has come since; one that somebody changed hears what it was told to. */
async function hearAll(catalogue: Catalogue, site: Site): Promise<void> {
  for (const webhook of managed(catalogue, site)) {
    const { config, headers } = webhook;
    if (!isDeepStrictEqual(config.events, EVENTS_BEFORE)) continue;
    const wishes = { ...config, headers, events: [...OPERATOR_EVENT_TYPES] };
    await unlessDone(catalogue, catalogue.reviseWebhook(webhook, wishes));
  }
}

/** Oldest first. */
function managed(catalogue: Catalogue, site: Site): CataloguedWebhook[] {
  const all = [...catalogue.now.webhooksOf(site.no)].filter(({ config }) => config.managedBy === "alert_url");
  return all.sort((one, other) => one.no - other.no);
}

/** Another node was first: then it is as it should be. */
async function unlessDone(catalogue: Catalogue, change: Promise<unknown>): Promise<void> {
  try {
    await change;
  } catch (error) {
    const isDone = error instanceof Problem && (error.code === "conflict" || error.code === "not_found");
    if (!isDone) throw error;
    await catalogue.load();
  }
}

async function createAlertWebhook(catalogue: Catalogue, site: Site, url: string): Promise<void> {
  await catalogue.createWebhook(
    site.no,
    {
      url,
      events: [...OPERATOR_EVENT_TYPES],
      active: true,
      contract: DEFAULT_CONTRACT,
      customContract: null,
      description: "TABELLARY_ALERT_URL",
      headers: {},
      retrySchedule: null,
      timeoutMs: null,
      ordering: null,
      managedBy: "alert_url",
    },
    catalogue.newSecret(DEFAULT_CONTRACT),
  );
}
