import type { Catalogue } from "../catalogue/catalogue.ts";
import { DEFAULT_CONTRACT, DEFAULT_SITE_NAME, OPERATOR_SITE_NAME } from "../model/site.ts";

const ALERT_EVENTS = ["webhook.failing", "webhook.recovered", "delivery.exhausted"];

/**
 * A fresh hub has the site `default` and the operator's own. The alert URL of the configuration is a webhook of the
 * operator's site like any other: signed, retried and logged. Changing or removing the setting changes or removes it.
 */
export async function ensureSites(catalogue: Catalogue, alertUrl: string | null): Promise<void> {
  const fresh = { description: null, contract: DEFAULT_CONTRACT };
  if (catalogue.now.sites().length === 0) {
    await catalogue.createSite({ ...fresh, name: DEFAULT_SITE_NAME, isOperator: false });
  }
  if (catalogue.now.operatorSite() === undefined) {
    const description = "Hears of webhooks that fail and deliveries that were given up.";
    await catalogue.createSite({ ...fresh, description, name: OPERATOR_SITE_NAME, isOperator: true });
  }
  const site = catalogue.now.operatorSite()!;
  const known = [...catalogue.now.webhooksOf(site.no)].find(({ config }) => config.managedBy === "alert_url");
  if (known && known.config.url !== alertUrl) await catalogue.deleteWebhook(known);
  if (alertUrl === null || known?.config.url === alertUrl) return;
  await catalogue.createWebhook(
    site.no,
    {
      url: alertUrl,
      events: ALERT_EVENTS,
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
