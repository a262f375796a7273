import type OpenAI from "openai";
import type { Egress } from "../../../egress/egress.ts";
import { fetchThrough } from "../../../egress/fetch.ts";
import { partsOf } from "../../../model/item.ts";
import type { Clock } from "../../../model/ports.ts";
import type { Image, Media } from "../../media/media.ts";
import { moves } from "../../media/movement.ts";
import type { PictureRoom } from "../../media/picture-room.ts";
import { eachImage } from "../each-image.ts";
import { type Evaluator, EvaluatorError } from "../evaluator.ts";
import { type Score, type Thresholds, toLabelFindings } from "../labels.ts";
import { once } from "../once.ts";
import { readModeration } from "./answer.ts";
import { explainOpenAi } from "./failure.ts";

export interface OpenAiOptions {
  name: string;
  /** Without one it says `not_configured` of every item. */
  apiKey: string | null;
  model?: string;
  /** Where the API is, for who has a gateway before it. Ends in `/v1`. */
  baseUrl?: string;
  thresholds?: Thresholds;
  /** Of one request. */
  timeoutMs?: number;
}

export interface OpenAiDeps {
  egress: Pick<Egress, "send">;
  media: Pick<Media, "image">;
  room: Pick<PictureRoom, "take">;
  clock: Clock;
}

const MODEL = "omni-moderation-latest";
const BASE_URL = "https://api.openai.com/v1";
const TIMEOUT_MS = 10_000;
/** An answer has 13 classes and their scores: under 3 KiB. */
const ANSWER_BYTES_MAX = 64 * 1024;

type Input = OpenAI.ModerationMultiModalInput;

/**
 * OpenAI's moderation endpoint: text and pictures, 13 classes with a score each.
 * https://platform.openai.com/docs/guides/moderation
 *
 * The endpoint takes one picture a request, so text and pictures are asked about each by itself. A picture is
 * fetched here, where it is guarded, and sent along: OpenAI need not reach it.
 */
export function createOpenAi(options: OpenAiOptions, deps: OpenAiDeps): Evaluator {
  const { name, thresholds = {}, model = MODEL } = options;
  const client = once(() => connect(options, deps.egress));

  async function ask(input: Input, signal: AbortSignal): Promise<Score[]> {
    const sdk = await client();
    try {
      const answer = await sdk.moderations.create({ model, input: [input] }, { signal });
      return readModeration(answer, input.type === "text" ? "text" : "image");
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof EvaluatorError ? error : explainOpenAi(error, deps.clock.now(), options.apiKey!);
    }
  }

  return {
    name,
    kind: "openai",
    judges: (content) => partsOf(content).filter((part) => part !== "video"),
    units: (content) => (partsOf(content).includes("text") ? 1 : 0) + content.imageUrls.length,
    async evaluate(content, { siteId }, signal) {
      if (options.apiKey === null) throw notConfigured();
      const { text, imageUrls } = content;
      const scores: Score[] = [];
      if (text !== null && partsOf(content).includes("text"))
        scores.push(...(await ask({ type: "text", text }, signal)));
      const ofImages = await eachImage({ imageUrls, siteId, room: deps.room }, signal, async (url, one) => {
        return ask(toImageInput(await deps.media.image(url, one)), one);
      });
      scores.push(...ofImages.flat());
      return toLabelFindings(name, scores, thresholds);
    },
  };
}

/** What the endpoint reads. */
const IMAGE_TYPES: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);

function toImageInput(image: Image): Input {
  const { type, bytes } = image;
  if (!IMAGE_TYPES.has(type)) throw new EvaluatorError("media_type", `OpenAI does not read ${type}.`);
  if (moves(image)) throw new EvaluatorError("media_type", "OpenAI looks at one picture, and this one moves.");
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
  return { type: "image_url", image_url: { url: `data:${type};base64,${base64}` } };
}

/** The library is loaded when it is first needed: it takes memory, and most hubs have no key. */
async function connect(options: OpenAiOptions, egress: Pick<Egress, "send">): Promise<OpenAI> {
  const { OpenAI } = await import("openai");
  const { apiKey, baseUrl = BASE_URL, timeoutMs = TIMEOUT_MS } = options;
  return new OpenAI({
    apiKey: apiKey!,
    baseURL: baseUrl,
    // What it would otherwise read from the environment, which is read in one place.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: "off",
    // Whoever guards this evaluator tries again.
    maxRetries: 0,
    timeout: timeoutMs,
    fetch: fetchThrough(egress, { timeoutMs, bytesMax: ANSWER_BYTES_MAX }) as typeof globalThis.fetch,
  });
}

function notConfigured(): EvaluatorError {
  return new EvaluatorError("not_configured", "No API key of OpenAI is entered. Enter one, or remove this evaluator.");
}
