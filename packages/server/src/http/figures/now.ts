/** What stands at this moment: what is owed, and whose webhooks fail and why. */
import { type Static, Type } from "typebox";
import type { CataloguedWebhook } from "../../catalogue/catalogued-webhook.ts";
import type { Snapshot } from "../../catalogue/snapshot.ts";
import { isInner } from "../../engine/inner.ts";
import { formatId } from "../../model/ids.ts";
import type { Site } from "../../model/site.ts";
import type { OwedCount } from "../../store/figures.ts";
import type { Reads } from "../../store/reads.ts";
import type { AppDeps } from "../app.ts";
import { nullable, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";

/** What is owed is counted up to here. */
export const OWED_MAX = 10_000;
/** So many webhooks that fail are told of. */
const FAILING_MAX = 50;
/** Among so many of the newest owed to a webhook one is looked for that has been tried. */
const OWED_LOOKS = 20;

export const Owed = strict({
  count: Type.Integer({ description: `Counted up to ${OWED_MAX}.` }),
  more: Type.Boolean({ description: "There are more than were counted." }),
});

export const LastFailure = strict({
  at: nullable({ ...Time, description: "When its last attempt began." }),
  delivery_id: Type.String(),
  event_id: Type.String(),
  event_type: Type.String(),
  status_code: nullable(Type.Integer()),
  error: nullable(Type.String()),
  next_attempt_at: nullable(Time),
});

const FailingWebhook = strict({
  webhook_id: Type.String(),
  site_id: Type.String(),
  url: Type.String(),
  description: nullable(Type.String()),
  active: Type.Boolean(),
  since: nullable(Time),
  owed: Type.Integer(),
  last_failure: nullable(LastFailure),
});

const Webhooks = strict({
  total: Type.Integer(),
  inactive: Type.Integer({ description: "Switched off by their owners." }),
  failing: Type.Integer({ description: "That failed so many times in a row (TABELLARY_WEBHOOK_FAILING_AFTER)." }),
});

export const NowShape = strict(
  {
    at: Time,
    owed: Owed,
    webhooks: Webhooks,
    failing: Type.Array(FailingWebhook, { description: `At most ${FAILING_MAX}, those owed the most first.` }),
    sites: nullable(
      Type.Array(
        strict({ site_id: Type.String(), name: Type.String(), owed: Type.Integer(), ...Webhooks.properties }),
        { description: "Each site, where the whole hub was asked for." },
      ),
    ),
    node: nullable(
      strict(
        {
          queued: Type.Integer({ description: "Deliveries ready in its memory." }),
          lanes: Type.Integer({ description: "Lanes in its memory." }),
          in_flight: Type.Integer({ description: "Attempts under way." }),
        },
        { description: "The node that answers, where the whole hub was asked for." },
      ),
    ),
  },
  { $id: "Now" },
);

type Deps = Pick<AppDeps, "catalogue" | "clock" | "engine"> & {
  store: Pick<Reads, "countOwed" | "listDeliveries" | "attemptsOf">;
};

/** Of one site; of the whole hub where `site` is null. */
export async function readNow(deps: Deps, site: Site | null): Promise<Static<typeof NowShape>> {
  const { catalogue, clock, engine, store } = deps;
  const snapshot = catalogue.now;
  const webhooks = site === null ? [...snapshot.webhooks()] : [...snapshot.webhooksOf(site.no)];
  const outside = webhooks.filter((webhook) => !isInner(webhook));
  const counted = await store.countOwed(site === null ? null : outside.map(({ no }) => no), OWED_MAX);
  const owed = owedByWebhook(counted, snapshot);
  const count = sumOf(owed.values());
  const failing = outside
    .filter(({ health }) => health === "failing")
    .sort((one, other) => (owed.get(other.no) ?? 0) - (owed.get(one.no) ?? 0));
  const told: Static<typeof FailingWebhook>[] = [];
  for (const webhook of failing.slice(0, FAILING_MAX)) {
    told.push(await showFailing(deps, webhook, owed.get(webhook.no) ?? 0));
  }
  const { depth, lanes, inFlightFast, inFlightSlow } = engine.stands();
  return {
    at: toIso(clock.now()),
    owed: { count, more: sumOf(counted.map((one) => one.count)) >= OWED_MAX },
    webhooks: countWebhooks(outside),
    failing: told,
    sites: site === null ? showSites(snapshot, outside, owed) : null,
    node: site === null ? { queued: depth, lanes, in_flight: inFlightFast + inFlightSlow } : null,
  };
}

/** Without what the hub owes itself. */
function owedByWebhook(counted: readonly OwedCount[], snapshot: Snapshot): Map<number, number> {
  const outside = counted.filter(({ webhookNo }) => {
    const webhook = snapshot.webhook(webhookNo);
    return webhook !== undefined && !isInner(webhook);
  });
  return new Map(outside.map(({ webhookNo, count }) => [webhookNo, count]));
}

function sumOf(counts: Iterable<number>): number {
  let sum = 0;
  for (const count of counts) sum += count;
  return sum;
}

function countWebhooks(webhooks: readonly CataloguedWebhook[]): Static<typeof Webhooks> {
  return {
    total: webhooks.length,
    inactive: webhooks.filter(({ config }) => !config.active).length,
    failing: webhooks.filter(({ health }) => health === "failing").length,
  };
}

function showSites(snapshot: Snapshot, webhooks: readonly CataloguedWebhook[], owed: ReadonlyMap<number, number>) {
  const bySite = Map.groupBy(webhooks, ({ siteNo }) => siteNo);
  return snapshot.sites().map(({ no, id, name }) => {
    const own = bySite.get(no) ?? [];
    const ofSite = sumOf(own.map((webhook) => owed.get(webhook.no) ?? 0));
    return { site_id: formatId("site", id), name, owed: ofSite, ...countWebhooks(own) };
  });
}

async function showFailing(
  { catalogue, store }: Deps,
  webhook: CataloguedWebhook,
  owed: number,
): Promise<Static<typeof FailingWebhook>> {
  const { siteNo, config } = webhook;
  return {
    webhook_id: formatId("hook", webhook.id),
    site_id: formatId("site", catalogue.now.site(siteNo)?.id ?? 0n),
    url: config.url,
    description: config.description,
    active: config.active,
    since: webhook.healthSince === null ? null : toIso(webhook.healthSince),
    owed,
    last_failure: await lastFailure(store, webhook),
  };
}

/** Of the newest delivery that was tried and is owed still, or that has failed for good. */
export async function lastFailure(
  store: Pick<Reads, "listDeliveries" | "attemptsOf">,
  { no, siteNo }: Pick<CataloguedWebhook, "no" | "siteNo">,
): Promise<Static<typeof LastFailure> | null> {
  const query = { siteNo, webhookNo: no, type: null, before: null, from: 0n };
  const owed = await store.listDeliveries({ ...query, status: "pending", limit: OWED_LOOKS });
  const ended = await store.listDeliveries({ ...query, status: "failed", limit: 1 });
  const tried = owed.rows.find(({ error }) => error !== null);
  const [failed] = ended.rows;
  const last = tried !== undefined && tried.seq > (failed?.seq ?? 0n) ? tried : failed;
  if (last === undefined) return null;
  const attempt = (await store.attemptsOf(last.seq)).at(-1);
  return {
    at: attempt === undefined ? null : toIso(attempt.startedAt),
    delivery_id: formatId("del", last.seq),
    event_id: formatId("evt", last.eventSeq),
    event_type: last.type,
    status_code: last.statusCode,
    error: last.error,
    next_attempt_at: last.due === null ? null : toIso(last.due),
  };
}
