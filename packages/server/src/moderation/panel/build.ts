/** Evaluators out of a site's settings. */
import type { Egress } from "../../egress/egress.ts";
import type { Fault } from "../../model/errors.ts";
import type { ContentPart } from "../../model/item.ts";
import type { Clock, Random } from "../../model/ports.ts";
import type { EvaluatorConfig } from "../../model/site-moderation.ts";
import type { Aside } from "../aside/aside.ts";
import type { Evaluator } from "../evaluators/evaluator.ts";
import type { Callbacks } from "../evaluators/http/callbacks.ts";
import { createHttp } from "../evaluators/http/http.ts";
import { createImageHash, InvalidImageListError, type ListedImage } from "../evaluators/image-hash/image-hash.ts";
import type { ImageHasher } from "../evaluators/image-hash/image-hasher.ts";
import type { Thresholds } from "../evaluators/labels.ts";
import { createOpenAi } from "../evaluators/openai/openai.ts";
import { createRekognition } from "../evaluators/rekognition/rekognition.ts";
import { InvalidTermsError, type TermList } from "../evaluators/terms/term-list.ts";
import { createTerms } from "../evaluators/terms/terms.ts";
import { GUARD_LIMITS, type GuardLimits } from "../guard/guard.ts";
import type { Media } from "../media/media.ts";
import { patientFor } from "../media/patience.ts";
import type { PictureRoom } from "../media/picture-room.ts";
import { HEADER_PREFIX } from "./kinds.ts";
import { TIMEOUT_MS_MAX } from "./limits.ts";

/** Of an evaluator's time, for a picture to find room: what waited longer has not failed, and comes again. */
const ROOM_SHARE = 0.4;

export interface BuildDeps {
  egress: Pick<Egress, "send">;
  media: Media;
  room: Pick<PictureRoom, "take">;
  hasher: Pick<ImageHasher, "hashes">;
  aside: Pick<Aside, "run">;
  callbacks: Callbacks;
  clock: Clock;
  random: Random;
}

/** What `readSettings` has let through. A list that cannot be used throws: ask `listFaults` before it is kept. */
export function buildEvaluator(
  { name, kind, options }: EvaluatorConfig,
  secrets: Readonly<Record<string, string>>,
  thresholds: Thresholds,
  all: BuildDeps,
): Evaluator {
  const text = (field: string) => options[field] as string | undefined;
  const timeoutMs = timeoutMsOf(options);
  const deps = { ...all, media: patientFor(timeoutMs, all.media, all.clock), room: roomFor(timeoutMs, all) };
  switch (kind) {
    case "terms":
      return createTerms(
        {
          name,
          hasEnglish: options.english === true,
          lists: options.lists as unknown as readonly TermList[],
        },
        deps.aside,
      );
    case "openai": {
      const places = { ...given("model", text("model")), ...given("baseUrl", text("base_url")) };
      return createOpenAi({ name, apiKey: secrets.api_key ?? null, thresholds, timeoutMs, ...places }, deps);
    }
    case "rekognition": {
      const credentials = toAwsCredentials(secrets);
      const place = { region: text("region")!, ...given("endpoint", text("endpoint")) };
      return createRekognition({ name, credentials, thresholds, timeoutMs, ...place }, deps);
    }
    case "http": {
      const judges = options.judges as unknown as readonly ContentPart[];
      const { url, secret } = { url: text("url")!, secret: secrets.secret! };
      return createHttp({ name, url, judges, secret, headers: headersOf(secrets), timeoutMs }, deps);
    }
    case "image-hash": {
      const images = options.images as unknown as readonly ListedImage[];
      return createImageHash(
        { name, images, timeoutMs, ...given("distanceMax", options.distance_max as number | undefined) },
        deps,
      );
    }
  }
}

export function limitsOf({ kind, options }: EvaluatorConfig): GuardLimits {
  const concurrencyMax = (options.concurrency as number | undefined) ?? GUARD_LIMITS.concurrencyMax;
  // Long texts of one site wait for each other, and asking again makes none of them quicker.
  const timeoutMs = kind === "terms" ? TIMEOUT_MS_MAX : timeoutMsOf(options);
  const attemptsMax = Math.min(GUARD_LIMITS.attemptsMax, Math.floor(TIMEOUT_MS_MAX / timeoutMs));
  return { ...GUARD_LIMITS, timeoutMs, concurrencyMax, attemptsMax };
}

/** What of an evaluator's lists cannot be used, with JSON pointers into the evaluator. */
export function listFaults(config: EvaluatorConfig, deps: BuildDeps): readonly Fault[] {
  if (config.kind !== "terms" && config.kind !== "image-hash") return [];
  try {
    buildEvaluator(config, {}, {}, deps);
    return [];
  } catch (error) {
    if (error instanceof InvalidImageListError) return error.faults;
    if (!(error instanceof InvalidTermsError)) throw error;
    return error.faults.map(({ path, message }) => ({ path: `/lists${path}`, message }));
  }
}

function roomFor(timeoutMs: number, { room }: BuildDeps): BuildDeps["room"] {
  return { take: (siteId, signal) => room.take(siteId, signal, timeoutMs * ROOM_SHARE) };
}

function timeoutMsOf(options: EvaluatorConfig["options"]): number {
  return (options.timeout_ms as number | undefined) ?? GUARD_LIMITS.timeoutMs;
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [name in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { [name in Name]?: Value };
}

function toAwsCredentials({ access_key_id, secret_access_key, session_token }: Readonly<Record<string, string>>) {
  if (access_key_id === undefined || secret_access_key === undefined) return null;
  const token = session_token === undefined ? {} : { sessionToken: session_token };
  return { accessKeyId: access_key_id, secretAccessKey: secret_access_key, ...token };
}

function headersOf(secrets: Readonly<Record<string, string>>): Record<string, string> {
  const headers = Object.entries(secrets).filter(([name]) => name.startsWith(HEADER_PREFIX));
  return Object.fromEntries(headers.map(([name, value]) => [name.slice(HEADER_PREFIX.length), value]));
}
