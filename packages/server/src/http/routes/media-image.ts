import { Type } from "typebox";
import { Problem } from "../../model/errors.ts";
import { EvaluatorError } from "../../moderation/evaluators/evaluator.ts";
import type { Image } from "../../moderation/media/media.ts";
import type { ImageType } from "../../moderation/media/media-type.ts";
import type { App, AppDeps } from "../app.ts";
import { siteOf } from "../auth.ts";
import { IdParams, siteParameter, strict } from "../shapes.ts";
import { findMedia } from "./media-find.ts";

/** What every browser shows, and what is a picture and nothing else. */
const SHOWN: ReadonlySet<ImageType> = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);
/** Each holds a picture of up to 10 MiB in memory, and a connection to somebody else's server. */
const FETCHES_MAX = 8;

/** What somebody else stored is handed on: it is a picture, and runs nothing whatever it has in it. */
const HEADERS = {
  "content-security-policy": "default-src 'none'; sandbox",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "private, max-age=300",
};

const PictureQuery = strict({
  ...siteParameter,
  number: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 1, description: "Where it has several." })),
});

/** The picture of an item for who reviews it: fetched by the hub, so that the reviewer's browser asks no other host. */
export function addMediaImage(app: App, { catalogue, store, moderation }: AppDeps): void {
  let underWay = 0;

  async function fetchImage(url: string, signal: AbortSignal): Promise<Image> {
    if (underWay >= FETCHES_MAX) {
      throw new Problem("overloaded", `${FETCHES_MAX} pictures are being fetched already.`, { retryAfter: 1 });
    }
    underWay += 1;
    try {
      return await moderation.media.image(url, signal);
    } catch (error) {
      if (signal.aborted) throw new Problem("invalid_request", "The caller hung up.");
      if (error instanceof EvaluatorError) throw new Problem("media_unavailable", error.message);
      throw error;
    } finally {
      underWay -= 1;
    }
  }

  app.get(
    "/v1/media/:id/image",
    {
      config: { access: "moderation:read", problems: ["media_unavailable", "overloaded"] },
      schema: {
        operationId: "readMediaImage",
        summary: "Read the picture of media",
        description:
          "Fetched from where it is, through the guarded way out, when it is asked for. JPEG, PNG, GIF or WebP by its bytes, of 10 MiB at most. 404: it has no such picture; 502: it cannot be fetched, or is no picture.",
        tags: ["moderation"],
        params: IdParams,
        querystring: PictureQuery,
        response: { 200: { content: { "image/*": { schema: Type.Unsafe<string>({ type: "string" }) } } } },
      },
    },
    async (request, reply) => {
      const { site_id, number = 1 } = request.query;
      const site = siteOf(request, catalogue, site_id);
      const { item } = await findMedia(store, site, request.params.id);
      const url = item.content.imageUrls[number - 1];
      if (url === undefined) throw new Problem("not_found", `${request.params.id} has no picture ${number}.`);
      const left = new AbortController();
      reply.raw.once("close", () => left.abort());
      const { type, bytes } = await fetchImage(url, left.signal);
      if (!SHOWN.has(type))
        throw new Problem("media_unavailable", `The picture is ${type}, which browsers do not show.`);
      return reply
        .headers(HEADERS)
        .header("content-type", type)
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as never);
    },
  );
}
