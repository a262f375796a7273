import { type Static, Type } from "typebox";
import { formatId, type Prefix, parseId } from "../../model/ids.ts";
import type { Scope } from "../../model/key.ts";
import type { Site } from "../../model/site.ts";
import type { App, AppDeps } from "../app.ts";
import { hasScope, siteOf } from "../auth.ts";
import { line, nullable, oneOf, siteParameter, strict } from "../shapes.ts";
import { isHidden } from "./delivery-find.ts";

const KINDS = ["event", "delivery", "webhook", "source", "message", "media", "job"] as const;
type Kind = (typeof KINDS)[number];

const Found = strict({
  id: Type.String(),
  kind: nullable(oneOf(KINDS, "What such an id stands for; null where it is none.")),
  exists: Type.Boolean({ description: "It is there in this site, and the key may see it." }),
  within: nullable(
    Type.String({ description: "Of a delivery its event's id, of a message its source's, of a job its media's." }),
  ),
});

/** What a thing that is there lies in: the id of it, or null for nothing. Undefined: there is no such thing. */
type Within = string | null | undefined;

interface Sought {
  kind: Kind;
  scope: Scope;
  look(deps: Pick<AppDeps, "catalogue" | "store">, site: Site, id: bigint): Promise<Within> | Within;
}

const SOUGHT: ReadonlyMap<string, Sought> = new Map<Prefix, Sought>([
  [
    "evt",
    {
      kind: "event",
      scope: "events:read",
      look: async ({ store }, site, id) => ((await store.readEvent(site.no, id)) === null ? undefined : null),
    },
  ],
  ["del", { kind: "delivery", scope: "deliveries:read", look: lookForDelivery }],
  [
    "hook",
    {
      kind: "webhook",
      scope: "webhooks:read",
      look: ({ catalogue }, site, id) => (catalogue.now.webhookById(id)?.siteNo === site.no ? null : undefined),
    },
  ],
  [
    "src",
    {
      kind: "source",
      scope: "sources:read",
      look: ({ catalogue }, site, id) => (catalogue.now.sourceById(id)?.siteNo === site.no ? null : undefined),
    },
  ],
  ["msg", { kind: "message", scope: "sources:read", look: lookForMessage }],
  [
    "media",
    {
      kind: "media",
      scope: "moderation:read",
      look: async ({ store }, site, id) => ((await store.readItem(id))?.item.siteNo === site.no ? null : undefined),
    },
  ],
  [
    "job",
    {
      kind: "job",
      scope: "moderation:read",
      look: async ({ store }, site, id) => {
        const job = await store.readJob(id);
        return job?.siteNo === site.no ? formatId("media", job.itemId) : undefined;
      },
    },
  ],
]);

/** Somebody has an id and nothing else: out of a log, or of a receiver's. */
export function addFind(app: App, deps: AppDeps): void {
  app.get(
    "/v1/find",
    {
      config: { access: "any" },
      schema: {
        operationId: "find",
        summary: "Say what an id stands for, and whether it is there",
        description: "`exists` is false also for what the key lacks the scope to see.",
        tags: ["tools"],
        querystring: strict({ ...siteParameter, id: line({ maxLength: 64 }) }),
        response: { 200: Found },
      },
    },
    async (request): Promise<Static<typeof Found>> => {
      const { id: text, site_id } = request.query;
      const site = siteOf(request, deps.catalogue, site_id);
      const prefix = text.slice(0, Math.max(text.indexOf("_"), 0)) as Prefix;
      const sought = SOUGHT.get(prefix);
      const id = sought && parseId(prefix, text);
      if (sought === undefined || id === undefined) return { id: text, kind: null, exists: false, within: null };
      const within = hasScope(request, sought.scope) ? await sought.look(deps, site, id) : undefined;
      return { id: text, kind: sought.kind, exists: within !== undefined, within: within ?? null };
    },
  );
}

async function lookForDelivery(
  { catalogue, store }: Pick<AppDeps, "catalogue" | "store">,
  site: Site,
  seq: bigint,
): Promise<Within> {
  const row = await store.readDelivery(seq);
  if (row === null || isHidden(catalogue.now, row.webhookNo)) return undefined;
  const event = await store.readEvent(site.no, row.eventSeq);
  return event === null ? undefined : formatId("evt", event.seq);
}

async function lookForMessage(
  { catalogue, store }: Pick<AppDeps, "catalogue" | "store">,
  site: Site,
  seq: bigint,
): Promise<Within> {
  const message = await store.readMessage(seq);
  const source = message === null ? undefined : catalogue.now.source(message.sourceNo);
  return source?.siteNo === site.no ? formatId("src", source.id) : undefined;
}
