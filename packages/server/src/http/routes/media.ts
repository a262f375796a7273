import { Readable } from "node:stream";
import { Type } from "typebox";
import type { JsonObject } from "../../model/event-type.ts";
import { formatId } from "../../model/ids.ts";
import type { ItemContent } from "../../model/item.ts";
import { CSV_CONTENT_TYPE, type ExportedItem, itemsAsCsv } from "../../moderation/export.ts";
import type { ItemQuery } from "../../store/moderating.ts";
import type { Reads } from "../../store/reads.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { readIdempotency } from "../idempotency.ts";
import { NextCursor, pageParameters, readPage, timeParameters, toCursor } from "../paging.ts";
import { IdParams, line, named, oneOf, SiteQuery, siteParameter, strict } from "../shapes.ts";
import { refuse } from "../webhooks/wishes.ts";
import { checkMediaUrl, MediaUrl, Text } from "./content-shape.ts";
import { MEDIA_STATUSES } from "./decision-shape.ts";
import { idempotencyHeaders, JSON_TYPE } from "./events.ts";
import { findMedia } from "./media-find.ts";
import { showMedia, showWholeMedia } from "./media-shape.ts";

const METADATA_BYTES_MAX = 10 * 1024;

const NewMedia = strict({
  body: Type.Optional(Text),
  content_url: Type.Optional(MediaUrl),
  app_media_id: Type.Optional(line({ minLength: 1, maxLength: 255, description: "Your own id of it." })),
  metadata: Type.Optional(
    Type.Unsafe<JsonObject>({ type: "object", description: "What rules may ask for, at most 10 KiB." }),
  ),
});
const Submitted = strict({ id: Type.String(), status: oneOf(["pending"]) });

const filters = {
  ...siteParameter,
  ...timeParameters,
  status: Type.Optional(oneOf(MEDIA_STATUSES)),
  platform: Type.Optional(line({ maxLength: 64 })),
};
const MediaQuery = strict({
  ...filters,
  ...pageParameters,
  app_media_id: Type.Optional(line({ minLength: 1, maxLength: 255, description: "The newest of your own id." })),
});

export function addMedia(app: App, deps: AppDeps): void {
  addSubmitMedia(app, deps);
  addListMedia(app, deps);
  addGetMedia(app, deps);
  addExportMedia(app, deps);
}

function addSubmitMedia(app: App, deps: AppDeps): void {
  const { catalogue, moderation } = deps;
  app.post(
    "/v1/media",
    {
      config: {
        access: "moderation:write",
        problems: ["idempotency_key_reused", "external_id_taken", "url_not_allowed", "conflict", "overloaded"],
      },
      schema: {
        operationId: "submitMedia",
        summary: "Submit a text, a picture, or both, to be judged",
        description: "It is durable and its judging is owed before this answers. `media.moderated` tells the decision.",
        tags: ["moderation"],
        querystring: SiteQuery,
        headers: idempotencyHeaders,
        body: NewMedia,
        response: { 202: Submitted },
      },
    },
    async (request, reply) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const { body, content_url, app_media_id, metadata = {} } = request.body;
      checkMedia(body, content_url, metadata);
      if (content_url !== undefined) await checkMediaUrl(content_url, "/content_url", deps);
      const { answer, isReplayed } = await moderation.submitting.submit(site, {
        submission: {
          content: toContent(body ?? null, content_url),
          origin: { appMediaId: app_media_id ?? null, platform: null, nativeId: null, postId: null, postedAt: null },
          author: { id: null, username: null },
          metadata,
        },
        callback: null,
        idempotency: readIdempotency(request),
        toAnswer: (item) => JSON.stringify({ id: formatId("media", item.id), status: item.status }),
      });
      if (isReplayed) reply.header("idempotency-replayed", "true");
      return reply
        .code(202)
        .header("content-type", JSON_TYPE)
        .send(answer as never);
    },
  );
}

function checkMedia(body: string | undefined, contentUrl: string | undefined, metadata: JsonObject): void {
  if ((body ?? "").trim() === "" && contentUrl === undefined) {
    refuse([{ path: "/body", message: "or /content_url is required: there is nothing to judge" }]);
  }
  if (Buffer.byteLength(JSON.stringify(metadata)) > METADATA_BYTES_MAX) {
    refuse([{ path: "/metadata", message: `is longer than ${METADATA_BYTES_MAX} bytes of JSON` }]);
  }
}

function toContent(text: string | null, imageUrl: string | undefined): ItemContent {
  const modality = imageUrl === undefined ? "text" : "image";
  return { modality, text, imageUrls: imageUrl === undefined ? [] : [imageUrl], videoUrl: null, language: null };
}

function addListMedia(app: App, { catalogue, store }: AppDeps): void {
  app.get(
    "/v1/media",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "listMedia",
        summary: "List media, newest first",
        tags: ["moderation"],
        querystring: MediaQuery,
        response: { 200: strict({ media: Type.Array(named("Media")), next_cursor: NextCursor }) },
      },
    },
    async (request) => {
      const { query } = request;
      const site = siteOf(request, catalogue, query.site_id);
      if (query.app_media_id !== undefined) {
        const record = await store.findItem(site.no, { appMediaId: query.app_media_id });
        return { media: record === null ? [] : [showMedia(record)], next_cursor: null };
      }
      const { status = null, platform = null } = query;
      const page = await store.listItems({ ...readPage(query), siteNo: site.no, status, platform });
      return { media: page.rows.map(showMedia), next_cursor: toCursor(page.next) };
    },
  );
}

function addGetMedia(app: App, { catalogue, store, moderation }: AppDeps): void {
  app.get(
    "/v1/media/:id",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "getMedia",
        summary: "Read media, with what was found and decided",
        tags: ["moderation"],
        params: IdParams,
        querystring: SiteQuery,
        response: { 200: named("MediaDetail") },
      },
    },
    async (request) => {
      const site = siteOf(request, catalogue, request.query.site_id);
      const record = await findMedia(store, site, request.params.id);
      const { item } = record;
      const [decisions, enforcements] = await Promise.all([
        store.decisionsOf(item.id),
        moderation.enforcements.of(item),
      ]);
      return showWholeMedia(record, decisions, enforcements);
    },
  );
}

const EXPORT_PAGE = 200;

function addExportMedia(app: App, { catalogue, store }: AppDeps): void {
  app.get(
    "/v1/media.csv",
    {
      config: { access: "moderation:read" },
      schema: {
        operationId: "exportMedia",
        summary: "Export media as a table, newest first",
        description:
          "CSV by RFC 4180, in UTF-8 with a byte order mark. What a spreadsheet would take for a formula is text.",
        tags: ["moderation"],
        querystring: strict(filters),
        response: { 200: { content: { "text/csv": { schema: { type: "string" } } } } },
      },
    },
    async (request, reply) => {
      const { query } = request;
      const site = siteOf(request, catalogue, query.site_id);
      const { status = null, platform = null } = query;
      const range = { ...readPage(query), siteNo: site.no, status, platform, limit: EXPORT_PAGE };
      reply.header("content-type", CSV_CONTENT_TYPE).header("content-disposition", 'attachment; filename="media.csv"');
      return reply.send(Readable.from(itemsAsCsv(allItems(store, range)), { objectMode: false }) as never);
    },
  );
}

/** Page by page, as the reader takes them. */
async function* allItems(store: Pick<Reads, "listItems">, query: ItemQuery): AsyncGenerator<ExportedItem> {
  let before = query.before;
  for (;;) {
    const page = await store.listItems({ ...query, before });
    yield* page.rows;
    if (page.next === null) return;
    before = page.next;
  }
}
