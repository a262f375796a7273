import { type Static, Type } from "typebox";
import type { Catalogue } from "../../catalogue/catalogue.ts";
import type { CataloguedWebhook } from "../../catalogue/catalogued-webhook.ts";
import { Problem } from "../../model/errors.ts";
import { formatId, parseId } from "../../model/ids.ts";
import type { Site } from "../../model/site.ts";
import { pageOf, pageParameters, readPage } from "../paging.ts";
import { siteParameter, strict } from "../shapes.ts";

const IDS_MAX = 200;
const ID_CHARS = "hook_".length + 13;

/** What lists of webhooks are narrowed by. */
export const webhookListParameters = {
  ...siteParameter,
  ...pageParameters,
  q: Type.Optional(
    Type.String({
      maxLength: 256,
      description:
        "Words, each of which is a part of the address, the description, an event type, the contract or the id; in whatever case.",
    }),
  ),
  ids: Type.Optional(
    Type.String({
      maxLength: IDS_MAX * (ID_CHARS + 1),
      description: `At most ${IDS_MAX} ids with commas between them: those of them that are there.`,
    }),
  ),
};
const WebhookListQuery = strict(webhookListParameters);

/**
 * A page of a site's webhooks, newest first.
 * @throws Problem `invalid_cursor`, `invalid_id`, `invalid_request`
 */
export function listWebhooks(catalogue: Catalogue, site: Site, query: Static<typeof WebhookListQuery>) {
  const { q = "", ids, limit, cursor } = query;
  const range = readPage({ ...(limit !== undefined && { limit }), ...(cursor !== undefined && { cursor }) });
  const named = ids === undefined ? [...catalogue.now.webhooksOf(site.no)] : webhooksNamed(catalogue, site, ids);
  const found = q.trim() === "" ? named : named.filter((webhook) => isFound(webhook, q));
  const newestFirst = found.sort((one, other) => (one.id < other.id ? 1 : -1));
  return pageOf(newestFirst, (webhook) => webhook.id, range);
}

function webhooksNamed(catalogue: Catalogue, site: Site, ids: string): CataloguedWebhook[] {
  const texts = new Set(ids.split(","));
  if (texts.size > IDS_MAX) {
    const message = `has ${texts.size} ids, of at most ${IDS_MAX}`;
    throw new Problem("invalid_request", `ids ${message}.`, { faults: [{ path: "ids", message }] });
  }
  return [...texts].flatMap((text) => {
    const id = parseId("hook", text);
    if (id === undefined) throw new Problem("invalid_id", "A webhook's id is `hook_` and 13 characters.");
    const webhook = catalogue.now.webhookById(id);
    return webhook?.siteNo === site.no ? [webhook] : [];
  });
}

function isFound({ id, config }: CataloguedWebhook, words: string): boolean {
  const { url, description, events, contract } = config;
  const text = [formatId("hook", id), url, description ?? "", contract, ...events].join(" ").toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
