import type { Egress, EgressResponse } from "../../egress/egress.ts";
import type { Clock } from "../../model/ports.ts";
import { EvaluatorError } from "../evaluators/evaluator.ts";
import { fetchMedia, headerOf, hostOf } from "./fetch-media.ts";
import { type ImageType, isImageType, isVideoType, mediaTypeOf, type VideoType } from "./media-type.ts";
import { SharedDownloads } from "./shared-downloads.ts";

export interface Image {
  type: ImageType;
  bytes: Uint8Array;
}

/** A video is not fetched: it is looked at from outside. */
export interface Video {
  type: VideoType;
  /** As its host says. */
  bytes: number;
}

export interface Media {
  /**
   * The picture behind a URL, whole. Several who ask for the same within seconds share it: it is not to be changed.
   * @throws EvaluatorError `media_unreachable`, `media_too_large`, `media_type`; the signal's reason
   */
  image(url: string, signal: AbortSignal): Promise<Image>;
  /**
   * What is behind the URL of a video, by its first bytes and the length that its host states.
   * @throws EvaluatorError as `image`
   */
  video(url: string, signal: AbortSignal): Promise<Video>;
}

export interface MediaOptions {
  imageBytesMax?: number;
  videoBytesMax?: number;
  /** Of one fetch, redirects included. */
  timeoutMs?: number;
  /** Pictures kept for a moment, all together. */
  keptBytesMax?: number;
}

const MIB = 1024 * 1024;
const IMAGE_BYTES_MAX = 10 * MIB;
const VIDEO_BYTES_MAX = 300 * MIB;
const TIMEOUT_MS = 15_000;
const KEPT_BYTES_MAX = 64 * MIB;
/** Of a video; a server that does not know ranges is cut off there. */
const FIRST_BYTES = 4_096;

/** The media of items, through the guarded way out. What it is its bytes say, never its name or a header. */
export function createMedia(deps: { egress: Pick<Egress, "send">; clock: Clock }, options: MediaOptions = {}): Media {
  const { imageBytesMax = IMAGE_BYTES_MAX, videoBytesMax = VIDEO_BYTES_MAX, timeoutMs = TIMEOUT_MS } = options;
  const images = new SharedDownloads<Image>({
    clock: deps.clock,
    bytesMax: options.keptBytesMax ?? KEPT_BYTES_MAX,
    bytesOf: ({ bytes }) => bytes.length,
    download: async (url, signal) =>
      toImage(await fetchMedia(deps, { url, bytesMax: imageBytesMax, timeoutMs, signal }), url, imageBytesMax),
  });
  return {
    image: (url, signal) => images.get(url, signal),
    async video(url, signal) {
      const headers = { range: `bytes=0-${FIRST_BYTES - 1}` };
      const response = await fetchMedia(deps, { url, bytesMax: FIRST_BYTES, timeoutMs, headers, signal });
      return toVideo(response, url, videoBytesMax);
    },
  };
}

function toImage({ body, isCut }: EgressResponse, url: string, bytesMax: number): Image {
  const type = mediaTypeOf(body);
  if (!isImageType(type)) throw wrongType(url, "a picture");
  if (isCut && body.length >= bytesMax) throw tooLarge(url, `is larger than ${bytesMax / MIB} MiB`);
  if (isCut)
    throw new EvaluatorError("media_unreachable", `The picture of ${hostOf(url)} broke off, or came too slowly.`);
  return { type, bytes: body };
}

function toVideo(response: EgressResponse, url: string, bytesMax: number): Video {
  const type = mediaTypeOf(response.body);
  if (!isVideoType(type)) throw wrongType(url, "a video");
  const bytes = statedBytes(response);
  if (bytes === null) throw tooLarge(url, "does not say how long it is, and may have no end");
  if (bytes > bytesMax) throw tooLarge(url, `is larger than ${bytesMax / MIB} MiB`);
  return { type, bytes };
}

/** `Content-Range: bytes 0-4095/146515` of a part, else `Content-Length` (RFC 9110, 14.4 and 8.6). */
function statedBytes(response: EgressResponse): number | null {
  const range = /^bytes \d+-\d+\/(\d{1,15})$/.exec(headerOf(response, "content-range") ?? "")?.[1];
  if (response.status === 206) return range === undefined ? null : Number(range);
  const length = headerOf(response, "content-length");
  return length !== null && /^\d{1,15}$/.test(length) ? Number(length) : null;
}

function wrongType(url: string, what: string): EvaluatorError {
  return new EvaluatorError("media_type", `What ${hostOf(url)} sent is not ${what} of a known format.`);
}

function tooLarge(url: string, how: string): EvaluatorError {
  return new EvaluatorError("media_too_large", `What ${hostOf(url)} sent ${how}.`);
}
