import { Type } from "typebox";
import type { Enforcement } from "../../model/enforcement.ts";
import type { ItemRecord } from "../../store/moderating.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { NextCursor, toCursor } from "../paging.ts";
import { IdParams, named, SiteQuery, strict } from "../shapes.ts";
import { findMedia } from "./media-find.ts";
import { showMedia } from "./media-shape.ts";
import { ReviewsQuery, readQueue } from "./review-queue.ts";
import { showReview } from "./review-shape.ts";

/** Of an author, beside the item that is asked about. */
const HISTORY_MAX = 20;

export function addReviews(app: App, deps: AppDeps): void {
  addListReviews(app, deps);
  addGetReview(app, deps);
}

function addListReviews(app: App, { catalogue, store, moderation }: AppDeps): void {
  app.get(
    "/v1/reviews",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "listReviews",
        summary: "List what waits for a person, oldest first",
        tags: ["reviews"],
        querystring: ReviewsQuery,
        response: { 200: strict({ reviews: Type.Array(named("Review")), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { records, next } = await readQueue(store, site.no, request.query);
      const reviews = await Promise.all(
        records.map(async (record) => showReview(record, await enforcementOf(moderation, record))),
      );
      return { reviews, next_cursor: toCursor(next) };
    },
  );
}

function addGetReview(app: App, { catalogue, store, moderation }: AppDeps): void {
  app.get(
    "/v1/reviews/:id",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "getReview",
        summary: "Read what is known of media that a person is to decide, and its author's history on this site",
        tags: ["reviews"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: strict({ review: named("Review"), history: Type.Array(named("Media")) }) },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const record = await findMedia(store, site, request.params.id);
      const { item } = record;
      const [review, enforcement, others] = await Promise.all([
        store.readReview(item.id),
        enforcementOf(moderation, record),
        item.author.id === null
          ? []
          : store.itemsOfAuthor({
              siteNo: site.no,
              platform: item.origin.platform,
              authorId: item.author.id,
              limit: HISTORY_MAX + 1,
            }),
      ]);
      const history = others.filter((one) => one.item.id !== item.id).slice(0, HISTORY_MAX);
      return { review: showReview({ ...record, review }, enforcement), history: history.map(showMedia) };
    },
  );
}

/** What the newest decision asked of the item's platform. */
async function enforcementOf(
  { enforcements }: Pick<AppDeps["moderation"], "enforcements">,
  { item, decision }: Pick<ItemRecord, "item" | "decision">,
): Promise<Enforcement | undefined> {
  if (decision === null || item.origin.platform === null) return undefined;
  return (await enforcements.of(item)).find(({ decisionId }) => decisionId === decision.id);
}
