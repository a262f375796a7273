import type { FastifyRequest } from "fastify";
import { type Static, Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import { formatId, parseId } from "../../model/ids.ts";
import { pointerStep } from "../../model/json-pointer.ts";
import type { Review } from "../../model/review.ts";
import type { Person, PersonsWord } from "../../moderation/reviewing.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, named, nullable, oneOf, SiteQuery, strict } from "../shapes.ts";
import { refuse } from "../webhooks/wishes.ts";
import { readMediaId } from "./media-find.ts";
import { showMedia } from "./media-shape.ts";
import { By, Note, ReviewStateShape, showReviewState, Why } from "./review-shape.ts";

const BULK_MAX = 100;

const who = { by: Type.Optional(By) };
const Who = optionalBody(strict(who));
const WhoAndWhy = optionalBody(strict({ ...who, note: Type.Optional(Note) }));
const Told = strict({ ...who, text: Note });
const Word = optionalBody(
  strict({
    ...who,
    note: Type.Optional(Why),
    decision_id: Type.Optional(
      Type.String({ description: "The decision that the person has seen: 409 when there is a newer one." }),
    ),
  }),
);
const Bulk = strict({
  ...who,
  action: oneOf(["approve", "reject"]),
  media_ids: Type.Array(Type.String(), { minItems: 1, maxItems: BULK_MAX }),
  note: Type.Optional(Why),
  decision_ids: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      maxProperties: BULK_MAX,
      description:
        "By ids of `media_ids`: the decision that the person has seen of it. `conflict` for media with a newer one.",
    }),
  ),
});
const BulkDone = strict({
  results: Type.Array(
    strict({
      media_id: Type.String(),
      media: Type.Unsafe<unknown>({ anyOf: [{ $ref: "Media#" }, { type: "null" }] }),
      code: nullable(Type.String({ description: "Why it could not be decided." })),
      detail: nullable(Type.String()),
    }),
  ),
});

export function addReviewWork(app: App, deps: AppDeps): void {
  addDecide(app, deps, "approve");
  addDecide(app, deps, "reject");
  addBulk(app, deps);
  addClaims(app, deps);
  addTalk(app, deps);
}

function addDecide(app: App, { catalogue, moderation }: AppDeps, action: "approve" | "reject"): void {
  app.post(
    `/v1/reviews/:id/${action}`,
    {
      config: { access: "reviews:write", problems: ["conflict", "overloaded"] },
      schema: {
        operationId: `${action}Media`,
        summary: `${action === "approve" ? "Approve" : "Reject"} media, whatever rules say of it`,
        description: "A decision of its own: `media.moderated` tells of it, and its platform is asked to follow.",
        tags: ["reviews"],
        params: IdParams,
        querystring: SiteQuery,
        body: Word,
        response: { 200: named("Media") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { note = null, decision_id } = request.body ?? {};
      const word = { action, person: personOf(request), note, seen: readDecisionId(decision_id) };
      return showMedia(await moderation.reviewing.decide(site.no, readMediaId(request.params.id), word));
    },
  );
}

function addBulk(app: App, { catalogue, moderation }: AppDeps): void {
  app.post(
    "/v1/reviews/bulk",
    {
      config: { access: "reviews:write", problems: ["invalid_id"] },
      schema: {
        operationId: "decideMany",
        summary: "Approve or reject several media, each by itself",
        tags: ["reviews"],
        querystring: SiteQuery,
        body: Bulk,
        response: { 200: BulkDone },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { action, media_ids, note = null } = request.body;
      const seen = readDecisionIds(request.body);
      const word: Omit<PersonsWord, "seen"> = { action, person: personOf(request), note };
      const results: Static<typeof BulkDone>["results"] = [];
      for (const media_id of media_ids) {
        try {
          const told = { ...word, seen: seen.get(media_id) ?? null };
          const record = await moderation.reviewing.decide(site.no, readMediaId(media_id), told);
          results.push({ media_id, media: showMedia(record), code: null, detail: null });
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          results.push({ media_id, media: null, code: error.code, detail: error.message });
        }
      }
      return { results };
    },
  );
}

function addClaims(app: App, { catalogue, moderation }: AppDeps): void {
  const { reviewing } = moderation;
  const common = { tags: ["reviews"], params: IdParams, querystring: SiteQuery, response: { 200: ReviewStateShape } };
  app.post(
    "/v1/reviews/:id/claim",
    {
      config: { access: "reviews:write", problems: ["conflict"] },
      schema: { operationId: "claimReview", summary: "Take media to review, alone", ...common, body: Who },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      return show(await reviewing.claim(site.no, readMediaId(request.params.id), personOf(request).name));
    },
  );
  app.post(
    "/v1/reviews/:id/release",
    {
      config: { access: "reviews:write", problems: ["conflict"] },
      schema: { operationId: "releaseReview", summary: "Give media back to the queue", ...common },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      return show(await reviewing.release(site.no, readMediaId(request.params.id)));
    },
  );
}

function addTalk(app: App, { catalogue, moderation }: AppDeps): void {
  const { reviewing } = moderation;
  const common = { tags: ["reviews"], params: IdParams, querystring: SiteQuery, response: { 200: ReviewStateShape } };
  app.post(
    "/v1/reviews/:id/escalate",
    {
      config: { access: "reviews:write", problems: ["conflict"] },
      schema: { operationId: "escalateReview", summary: "Leave media to somebody senior", ...common, body: WhoAndWhy },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const note = request.body?.note ?? null;
      return show(await reviewing.escalate(site.no, readMediaId(request.params.id), personOf(request), note));
    },
  );
  app.post(
    "/v1/reviews/:id/note",
    {
      config: { access: "reviews:write", problems: ["conflict"] },
      schema: { operationId: "noteReview", summary: "Leave a note for other reviewers", ...common, body: Told },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { text } = request.body;
      return show(await reviewing.note(site.no, readMediaId(request.params.id), personOf(request), text));
    },
  );
}

/** By the name that they give, else by that of their key. */
function personOf({ body, caller }: FastifyRequest): Person {
  const apiKey = caller?.name ?? "somebody";
  return { name: (body as { by?: string } | null)?.by ?? apiKey, apiKey };
}

/** @throws Problem `invalid_id` */
function readDecisionId(text: string | undefined): bigint | null {
  if (text === undefined) return null;
  const id = parseId("dec", text);
  if (id === undefined) throw new Problem("invalid_id", "A decision's id is `dec_` and 13 characters.");
  return id;
}

/** By the media's id as it was given. @throws Problem `invalid_request`, `invalid_id` */
function readDecisionIds({ media_ids, decision_ids = {} }: Static<typeof Bulk>): Map<string, bigint | null> {
  const asked = new Set(media_ids);
  // Of a name that stands for no media nobody would be told that what they have seen does not count.
  const strangers = Object.keys(decision_ids).filter((id) => !asked.has(id));
  refuse(strangers.map((id) => ({ path: `/decision_ids${pointerStep(id)}`, message: "is not one of media_ids" })));
  return new Map(Object.entries(decision_ids).map(([id, decision]) => [id, readDecisionId(decision)]));
}

function show(review: Review): Static<typeof ReviewStateShape> {
  return { media_id: formatId("media", review.itemId), ...showReviewState(review) };
}

/** A route whose body may be left out. */
function optionalBody<S extends ReturnType<typeof strict>>(schema: S) {
  return Type.Unsafe<Static<S> | null | undefined>({ ...schema, type: ["object", "null"] });
}
