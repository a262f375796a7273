import type { DetectModerationLabelsCommandOutput } from "@aws-sdk/client-rekognition";
import type { Egress } from "../../../egress/egress.ts";
import { partsOf } from "../../../model/item.ts";
import type { Clock } from "../../../model/ports.ts";
import type { Image, Media } from "../../media/media.ts";
import { moves } from "../../media/movement.ts";
import type { PictureRoom } from "../../media/picture-room.ts";
import { eachImage } from "../each-image.ts";
import { type Evaluator, EvaluatorError } from "../evaluator.ts";
import { type Score, type Thresholds, toLabelFindings } from "../labels.ts";
import { once } from "../once.ts";
import { readModerationLabels } from "./answer.ts";
import { EgressHandler } from "./egress-handler.ts";
import { explainRekognition } from "./failure.ts";

export interface RekognitionCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface RekognitionOptions {
  name: string;
  /** Without them it says `not_configured` of every item. */
  credentials: RekognitionCredentials | null;
  region: string;
  thresholds?: Thresholds;
  /** Of one request. */
  timeoutMs?: number;
  /** Where the API is, if it is not the region's own: a VPC endpoint. */
  endpoint?: string;
}

export interface RekognitionDeps {
  egress: Pick<Egress, "send">;
  media: Pick<Media, "image">;
  room: Pick<PictureRoom, "take">;
  clock: Clock;
}

type Sdk = typeof import("@aws-sdk/client-rekognition");

const TIMEOUT_MS = 10_000;
/** "Blob of image bytes up to 5 MBs", https://docs.aws.amazon.com/rekognition/latest/APIReference/API_Image.html */
const IMAGE_BYTES_MAX = 5 * 1024 * 1024;
/** Percent. Below it a label is noise, and there are many. */
const CONFIDENCE_MIN = 20;

/**
 * Amazon Rekognition: pictures, by the labels of its moderation model.
 * https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectModerationLabels.html
 */
export function createRekognition(options: RekognitionOptions, deps: RekognitionDeps): Evaluator {
  const { name, thresholds = {} } = options;
  const connection = once(() => connect(options, deps.egress));

  async function ask(image: Image, signal: AbortSignal): Promise<Score[]> {
    const { sdk, client } = await connection();
    const command = new sdk.DetectModerationLabelsCommand({
      Image: { Bytes: image.bytes },
      MinConfidence: CONFIDENCE_MIN,
    });
    let answer: DetectModerationLabelsCommandOutput;
    try {
      answer = await client.send(command, { abortSignal: signal });
    } catch (error) {
      signal.throwIfAborted();
      throw explainRekognition(error, deps.clock.now(), secretsOf(options.credentials!));
    }
    return readModerationLabels(answer);
  }

  return {
    name,
    kind: "rekognition",
    judges: (content) => (partsOf(content).includes("image") ? ["image"] : []),
    units: ({ imageUrls }) => imageUrls.length,
    async evaluate({ imageUrls }, { siteId }, signal) {
      if (options.credentials === null) throw notConfigured("No AWS credentials are entered.");
      const scores = await eachImage({ imageUrls, siteId, room: deps.room }, signal, async (url, one) => {
        return ask(accepted(await deps.media.image(url, one)), one);
      });
      return toLabelFindings(name, scores.flat(), thresholds);
    },
  };
}

function accepted(image: Image): Image {
  if (image.type !== "image/jpeg" && image.type !== "image/png") {
    throw new EvaluatorError("media_type", `Rekognition reads JPEG and PNG, and this is ${image.type}.`);
  }
  if (moves(image)) throw new EvaluatorError("media_type", "Rekognition looks at one picture, and this one moves.");
  if (image.bytes.length > IMAGE_BYTES_MAX) {
    throw new EvaluatorError("media_too_large", "Rekognition takes pictures of up to 5 MiB, and this one is larger.");
  }
  return image;
}

/** The library is optional, and is loaded when it is first needed. */
async function connect(options: RekognitionOptions, egress: Pick<Egress, "send">) {
  const sdk = await load();
  const { region, credentials, timeoutMs = TIMEOUT_MS, endpoint } = options;
  const client = new sdk.RekognitionClient({
    region,
    credentials: credentials!,
    // Whoever guards this evaluator tries again.
    maxAttempts: 1,
    retryMode: "standard",
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    requestHandler: new EgressHandler(egress, timeoutMs),
    ...(endpoint !== undefined && { endpoint }),
  });
  return { sdk, client };
}

async function load(): Promise<Sdk> {
  try {
    return await import("@aws-sdk/client-rekognition");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw notConfigured("The package @aws-sdk/client-rekognition is not installed: `npm install` it beside the hub.");
  }
}

function secretsOf({ secretAccessKey, sessionToken }: RekognitionCredentials): readonly string[] {
  return sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken];
}

function notConfigured(message: string): EvaluatorError {
  return new EvaluatorError("not_configured", message);
}
