import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { CataloguedWebhook } from "../../catalogue/catalogued-webhook.ts";
import { Problem } from "../../model/errors.ts";
import { parseId } from "../../model/ids.ts";
import type { Site } from "../../model/site.ts";

/** @throws Problem `invalid_id`, or `not_found` also when it is another site's */
export function findWebhook(catalogue: Catalogue, site: Site, text: string): CataloguedWebhook {
  const id = parseId("hook", text);
  if (id === undefined) throw new Problem("invalid_id", "A webhook's id is `hook_` and 13 characters.");
  const webhook = catalogue.now.webhookById(id);
  if (webhook?.siteNo !== site.no) throw new Problem("not_found", `There is no webhook ${text} in this site.`);
  return webhook;
}
