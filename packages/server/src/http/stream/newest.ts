/** What is newest in a site, of each kind, in the shapes of the lists. */
import { ALL, MINUTE_MS } from "../../model/figures.ts";
import { firstIdAt, timeOfId } from "../../model/ids.ts";
import type { Site } from "../../model/site.ts";
import type { AppDeps } from "../app.ts";
import { readNow } from "../figures/now.ts";
import { readFigures } from "../figures/read-figures.ts";
import { hiddenOf } from "../routes/delivery-find.ts";
import type { DeliveryView } from "../routes/delivery-view.ts";
import { showEvent } from "../routes/event-shape.ts";
import { showMessage } from "../routes/message-shape.ts";
import type { Seen } from "./window.ts";

/** Of each kind. */
export const NEWEST = 100;
/** Messages are looked for at so many of a site's newest sources. */
const SOURCES_MAX = 50;
/** Nodes' ids are in step within this: an event may be there only after one that has a higher id. */
const ID_SKEW_MS = 5_000;

export type NewestDeps = Pick<AppDeps, "catalogue" | "clock" | "engine" | "store">;

/** Events never change: of those that were seen only the last seconds are read again. */
export async function newestEvents(
  { catalogue, store }: NewestDeps,
  siteNo: number,
  seenTo: bigint | null,
): Promise<Seen[]> {
  const from = seenTo === null ? 0n : firstIdAt(timeOfId(seenTo) - ID_SKEW_MS);
  const page = await store.listEvents({ siteNo, type: null, externalId: null, before: null, from, limit: NEWEST });
  return page.rows.map((event) => {
    const text = JSON.stringify(showEvent(event, catalogue.now));
    return { kind: "event", id: event.seq, type: event.type, webhookNos: event.targets, text };
  });
}

export async function newestDeliveries(
  { catalogue, store }: NewestDeps,
  siteNo: number,
  view: DeliveryView,
): Promise<Seen[]> {
  const except = hiddenOf(catalogue.now, siteNo);
  const all = { siteNo, webhookNo: null, except, status: null, type: null, before: null, from: 0n };
  const { rows } = await store.listDeliveries({ ...all, limit: NEWEST });
  const shown = await view.showAll(rows);
  return rows.map((row, index) => {
    const text = JSON.stringify(shown[index]);
    return { kind: "delivery", id: row.seq, type: row.type, webhookNos: [row.webhookNo], text };
  });
}

export async function newestMessages({ catalogue, store }: NewestDeps, siteNo: number): Promise<Seen[]> {
  const sources = catalogue.now
    .sourcesOf(siteNo)
    .sort((one, other) => (one.id < other.id ? 1 : -1))
    .slice(0, SOURCES_MAX);
  const pages = await Promise.all(
    sources.map(async (source) => {
      const query = { sourceNo: source.no, verdict: null, before: null, from: 0n, limit: NEWEST };
      const { rows } = await store.listMessages(query);
      return rows.map((row): Seen => {
        const text = JSON.stringify(showMessage(row, source));
        return { kind: "message", id: row.seq, type: null, webhookNos: null, text };
      });
    }),
  );
  const newestFirst = pages.flat().sort((one, other) => (one.id < other.id ? 1 : -1));
  return newestFirst.slice(0, NEWEST);
}

/** What stands now, and what was counted in this minute and the one before, of a site or of the whole hub. */
export async function presentFigures(deps: NewestDeps, site: Site | null): Promise<string> {
  const thisMinute = Math.floor(deps.clock.now() / MINUTE_MS) * MINUTE_MS;
  const range = {
    resolutionMs: MINUTE_MS,
    stepMs: MINUTE_MS,
    from: thisMinute - MINUTE_MS,
    to: thisMinute + MINUTE_MS,
  };
  const { points } = await readFigures(deps.store, { siteNo: site?.no ?? ALL, webhookNo: ALL }, range);
  const [previous, minute] = points;
  return JSON.stringify({ minute, previous, now: await readNow(deps, site) });
}
