import type { Fault } from "../../../model/errors.ts";
import type { Finding, Severity } from "../../../model/finding.ts";
import { partsOf } from "../../../model/item.ts";
import type { Clock } from "../../../model/ports.ts";
import type { Media } from "../../media/media.ts";
import type { PictureRoom } from "../../media/picture-room.ts";
import { eachImage } from "../each-image.ts";
import { type Evaluator, EvaluatorError } from "../evaluator.ts";
import type { ImageHasher } from "./image-hasher.ts";
import { isPerceptualHash, type PerceptualHash } from "./perceptual-hash.ts";

/** A picture that a site does not want. */
export interface ListedImage {
  /** 16 hexadecimal digits, as `ImageHasher` gives them. */
  hash: PerceptualHash;
  /** What a finding is called. */
  label: string;
  severity: Severity;
  /** For the person who reads the finding. Null: the hash. */
  name: string | null;
}

export interface ImageHashOptions {
  name: string;
  images: readonly ListedImage[];
  /** How many of the 64 bits may differ. Resized and recompressed pictures differ in up to six or so. */
  distanceMax?: number;
  /** Of an attempt. */
  timeoutMs?: number;
}

export interface ImageHashDeps {
  media: Pick<Media, "image">;
  room: Pick<PictureRoom, "take">;
  hasher: Pick<ImageHasher, "hashes">;
  clock: Pick<Clock, "after">;
}

const TIMEOUT_MS = 10_000;
/** Of that time. What has not begun by then is left to later: who is kept waiting by others has not failed. */
const PATIENCE_SHARE = 0.8;

const DISTANCE_MAX = 8;
/** Two unrelated pictures differ in about 32; from here on they would begin to be taken for each other. */
const DISTANCE_MAX_MAX = 16;
/** Each is compared with each picture: half a millisecond for all of them. */
const IMAGES_MAX = 50_000;
const LABEL = /^[a-z0-9_]{1,64}$/;
const FAULTS_MAX = 10;
const BITS = 64;

/** The list cannot be used. The paths of its faults are JSON pointers into the options. */
export class InvalidImageListError extends Error {
  readonly code = "invalid_image_list";
  readonly faults: readonly Fault[];

  constructor(faults: readonly Fault[]) {
    super(
      `The list of pictures cannot be used: ${faults.map(({ path, message }) => `${path} ${message}`).join("; ")}.`,
    );
    this.name = "InvalidImageListError";
    this.faults = faults;
  }
}

/**
 * Pictures that are like one on a site's list. It says nothing of any other picture.
 * @throws InvalidImageListError
 */
export function createImageHash(options: ImageHashOptions, deps: ImageHashDeps): Evaluator {
  const { name, distanceMax = DISTANCE_MAX, timeoutMs = TIMEOUT_MS } = options;
  const faults = faultsOf(options, distanceMax);
  if (faults.length > 0) throw new InvalidImageListError(faults.slice(0, FAULTS_MAX));
  const list = toList(options.images);
  return {
    name,
    kind: "image-hash",
    judges: (content) => (partsOf(content).includes("image") ? ["image"] : []),
    units: () => 0,
    async evaluate({ imageUrls }, { siteId }, signal) {
      const patience = new AbortController();
      const limit = deps.clock.after(timeoutMs * PATIENCE_SHARE, () => patience.abort(tooManyPictures()));
      const hashes = await eachImage({ imageUrls, siteId, room: deps.room }, signal, async (url, one) => {
        const image = await deps.media.image(url, one);
        return deps.hasher.hashes(image, { siteId, signal: one, patience: patience.signal });
      }).finally(() => limit.cancel());
      const nearest = new Map<string, Near>();
      for (const hash of hashes.flat()) noteNear(nearest, list, hash, distanceMax);
      return [...nearest.values()].map((near) => toFinding(name, near));
    },
  };
}

function tooManyPictures(): EvaluatorError {
  return new EvaluatorError("overloaded", "There were too many other pictures to be compared before it.");
}

function faultsOf({ images }: ImageHashOptions, distanceMax: number): Fault[] {
  const faults: Fault[] = [];
  if (!Number.isInteger(distanceMax) || distanceMax < 0 || distanceMax > DISTANCE_MAX_MAX) {
    faults.push({ path: "/distance_max", message: `must be a whole number from 0 to ${DISTANCE_MAX_MAX}` });
  }
  if (images.length > IMAGES_MAX) faults.push({ path: "/images", message: `has more than ${IMAGES_MAX} pictures` });
  images.forEach(({ hash, label }, index) => {
    if (!isPerceptualHash(hash))
      faults.push({ path: `/images/${index}/hash`, message: "must be 16 hexadecimal digits" });
    if (!LABEL.test(label)) {
      faults.push({ path: `/images/${index}/label`, message: "must be 1 to 64 of a-z, 0-9 and _" });
    }
  });
  return faults;
}

/** The halves of the hashes apart: numbers of 32 bits are compared a hundred times faster than bigints. */
interface List {
  images: readonly ListedImage[];
  high: Uint32Array;
  low: Uint32Array;
}

interface Near {
  image: ListedImage;
  distance: number;
}

function toList(images: readonly ListedImage[]): List {
  return {
    images,
    high: Uint32Array.from(images, ({ hash }) => Number.parseInt(hash.slice(0, 8), 16)),
    low: Uint32Array.from(images, ({ hash }) => Number.parseInt(hash.slice(8), 16)),
  };
}

/** Of each label the picture that is nearest. */
function noteNear(nearest: Map<string, Near>, { images, high, low }: List, hash: PerceptualHash, distanceMax: number) {
  const hashHigh = Number.parseInt(hash.slice(0, 8), 16);
  const hashLow = Number.parseInt(hash.slice(8), 16);
  for (let index = 0; index < images.length; index++) {
    const distance = bitsIn(high[index]! ^ hashHigh) + bitsIn(low[index]! ^ hashLow);
    if (distance > distanceMax) continue;
    const image = images[index]!;
    if (distance < (nearest.get(image.label)?.distance ?? BITS)) nearest.set(image.label, { image, distance });
  }
}

/** https://graphics.stanford.edu/~seander/bithacks.html#CountBitsSetParallel */
function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

function toFinding(evaluator: string, { image, distance }: Near): Finding {
  const listed = image.name ?? image.hash;
  return {
    evaluator,
    kind: "match",
    label: image.label,
    confidence: 1 - distance / BITS,
    severity: image.severity,
    isInformational: false,
    evidence: { kind: "image", distance, listed },
    reason: `Like the listed picture ${listed}: ${distance} of ${BITS} bits differ.`,
  };
}
