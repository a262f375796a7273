/** What evaluators a site asks, as JSON writes it (docs/moderation/README.md). */
import { standard } from "@tabellary/contracts";
import type { Fault } from "../../model/errors.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { SEVERITIES } from "../../model/finding.ts";
import type {
  EvaluatorConfig,
  EvaluatorKind,
  ModerationConfig,
  ModerationSecrets,
} from "../../model/site-moderation.ts";
import { Fields, isObject, note } from "../rules/fields.ts";
import { NAME_MAX } from "../rules/limits.ts";
import { readThresholds } from "../rules/thresholds.ts";
import { EVALUATOR_KINDS, HEADER_PREFIX, SECRETS_OF } from "./kinds.ts";
import {
  CONCURRENCY_MAX,
  CREDENTIAL_CHARS_MAX,
  EVALUATORS_MAX,
  HEADERS_MAX,
  TIMEOUT_MS_MAX,
  TIMEOUT_MS_MIN,
  URL_CHARS_MAX,
} from "./limits.ts";

export interface Settings {
  config: ModerationConfig;
  secrets: ModerationSecrets;
}

export type ReadSettings =
  | { ok: true; settings: Settings }
  /** The paths are JSON pointers into the document as it was given. */
  | { ok: false; faults: readonly Fault[] };

const COMMON = ["name", "kind", "active", "advisory", "timeout_ms", "concurrency"] as const;
const OPTIONS: Readonly<Record<EvaluatorKind, readonly string[]>> = {
  terms: ["english", "lists"],
  openai: ["model", "base_url"],
  rekognition: ["region", "endpoint"],
  http: ["url", "judges"],
  "image-hash": ["images", "distance_max"],
};
const LIST_FIELDS = ["label", "severity", "words", "patterns", "except"] as const;
const IMAGE_FIELDS = ["hash", "label", "severity", "name"] as const;
const PARTS = ["text", "image", "video"] as const;
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/;
const LISTED_MAX = 50_000;

/**
 * Reads the whole of a site's settings. Credentials that are left out stay as they were under the evaluator's name, unless
 * they would go to another address than they were entered for.
 */
export function readSettings(value: unknown, before: Settings | null): ReadSettings {
  const faults: Fault[] = [];
  const fields = Fields.of(value, "", ["evaluators", "thresholds"], faults);
  if (fields === undefined) return { ok: false, faults };
  const secrets: Record<string, Record<string, string>> = {};
  const evaluators = fields.list("evaluators", EVALUATORS_MAX).map((one, index) => {
    const path = `${fields.pointer("evaluators")}/${index}`;
    return readEvaluator(one, path, faults, (config, given, hasHeaders) => {
      if (Object.hasOwn(secrets, config.name)) note(faults, `${path}/name`, "is the name of an evaluator before it");
      const known = keptSecrets(before, config).filter(([name]) => !(hasHeaders && isHeader(name)));
      const kept = isElsewhere(before, config) ? [] : known;
      if (isElsewhere(before, config)) refuseToTakeAlong(known, given, path, faults);
      const all = Object.fromEntries(
        Object.entries({ ...Object.fromEntries(kept), ...given }).filter(([, secret]) => secret !== null),
      );
      secrets[config.name] = all as Record<string, string>;
      if (config.kind === "http" && all.secret === undefined) note(faults, `${path}/secret`, "is required: it signs");
    });
  });
  const thresholds = readThresholds(fields, faults);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, settings: { config: { evaluators: evaluators as EvaluatorConfig[], thresholds }, secrets } };
}

function keptSecrets(before: Settings | null, config: EvaluatorConfig): [name: string, secret: string][] {
  return sameBefore(before, config) === undefined ? [] : Object.entries(before?.secrets[config.name] ?? {});
}

function sameBefore(before: Settings | null, { name, kind }: EvaluatorConfig): EvaluatorConfig | undefined {
  return before?.config.evaluators.find((one) => one.name === name && one.kind === kind);
}

/** Where an evaluator's credentials go, by the option that says so. */
const PLACES = ["url", "base_url", "endpoint"] as const;

function isElsewhere(before: Settings | null, config: EvaluatorConfig): boolean {
  const was = sameBefore(before, config);
  return was !== undefined && PLACES.some((place) => was.options[place] !== config.options[place]);
}

/** Whoever changes the address has to know the credentials: else they could be had by pointing them at one's own. */
function refuseToTakeAlong(
  known: readonly (readonly [name: string, secret: string])[],
  given: Given,
  path: string,
  faults: Fault[],
): void {
  const fields = known
    .filter(([name]) => !Object.hasOwn(given, name))
    .map(([name]) => (isHeader(name) ? "headers" : name));
  for (const field of new Set(fields)) {
    note(faults, `${path}/${field}`, "has to be entered again, or be null: the address that it goes to is another");
  }
}

function isHeader(name: string): boolean {
  return name.startsWith(HEADER_PREFIX);
}

type Given = Readonly<Record<string, string | null>>;

function readEvaluator(
  value: unknown,
  path: string,
  faults: Fault[],
  take: (config: EvaluatorConfig, given: Given, hasHeaders: boolean) => void,
): EvaluatorConfig | undefined {
  const kind = isObject(value) ? EVALUATOR_KINDS.find((one) => one === value.kind) : undefined;
  if (kind === undefined) {
    note(faults, `${path}/kind`, `must be one of: ${EVALUATOR_KINDS.join(", ")}`);
    return undefined;
  }
  const known = [...COMMON, ...OPTIONS[kind], ...SECRETS_OF[kind], ...(kind === "http" ? ["headers"] : [])];
  const fields = Fields.of(value, path, known, faults);
  if (fields === undefined) return undefined;
  const written = fields.value("name");
  const name = typeof written === "string" ? written : "";
  if (!NAME.test(name)) fields.blame("name", "must be 1 to 64 of a-z, 0-9, _ and -");
  const config: EvaluatorConfig = {
    name,
    kind,
    active: fields.flag("active", true),
    isAdvisory: fields.flag("advisory", false),
    options: { ...readLimits(fields), ...readOptions(kind, fields, faults) },
  };
  const given = { ...readSecrets(kind, fields), ...(kind === "http" && readHeaders(fields)) };
  take(config, given, fields.value("headers") !== undefined);
  return config;
}

/** Left out: what the evaluator's guard has. */
function readLimits(fields: Fields): JsonObject {
  const timeoutMs = wholeNumberOrNull(fields, "timeout_ms", TIMEOUT_MS_MIN, TIMEOUT_MS_MAX);
  const concurrency = wholeNumberOrNull(fields, "concurrency", 1, CONCURRENCY_MAX);
  return { ...(timeoutMs !== null && { timeout_ms: timeoutMs }), ...(concurrency !== null && { concurrency }) };
}

function readOptions(kind: EvaluatorKind, fields: Fields, faults: Fault[]): JsonObject {
  switch (kind) {
    case "terms":
      return { english: fields.flag("english", true), lists: readLists(fields, faults) };
    case "openai":
      return { ...given("model", fields.text("model", NAME_MAX)), ...given("base_url", url(fields, "base_url")) };
    case "rekognition":
      return { region: fields.name("region", 32), ...given("endpoint", url(fields, "endpoint")) };
    case "http":
      return { url: url(fields, "url") ?? required(fields, "url"), judges: readParts(fields) };
    case "image-hash":
      return {
        images: readImages(fields, faults),
        ...given("distance_max", wholeNumberOrNull(fields, "distance_max", 0, 16)),
      };
  }
}

function given(name: string, value: string | number | null): JsonObject {
  return value === null ? {} : { [name]: value };
}

function required(fields: Fields, name: string): string {
  if (fields.value(name) === undefined) fields.blame(name, "is required");
  return "";
}

function url(fields: Fields, name: string): string | null {
  const text = fields.text(name, URL_CHARS_MAX);
  if (text === null) return null;
  const { protocol = "", username = "", password = "" } = URL.parse(text) ?? {};
  // A URL is shown to whoever reads the settings.
  if (username + password !== "") fields.blame(name, "must not hold a user name or password");
  else if (!/^https?:$/.test(protocol)) fields.blame(name, "must be a URL that begins with https:// or http://");
  else return text;
  return null;
}

function wholeNumberOrNull(fields: Fields, name: string, min: number, max: number): number | null {
  const value = fields.value(name) ?? null;
  if (value === null || (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max)) {
    return value;
  }
  fields.blame(name, `must be a whole number from ${min} to ${max}, or null`);
  return null;
}

function readParts(fields: Fields): string[] {
  const parts = fields.list("judges", PARTS.length);
  const isKnown = parts.length > 0 && parts.every((part) => PARTS.some((one) => one === part));
  if (!isKnown) fields.blame("judges", `must name what it judges, at least one of: ${PARTS.join(", ")}`);
  return isKnown ? (parts as string[]) : [];
}

/** What the schema of a list cannot say `createTerms` says: it is asked before anything is kept. */
function readLists(fields: Fields, faults: Fault[]): JsonObject[] {
  return fields.list("lists", LISTED_MAX).flatMap((list, index) => {
    const own = Fields.of(list, `${fields.pointer("lists")}/${index}`, LIST_FIELDS, faults);
    if (own === undefined) return [];
    const texts = (name: string) => own.list(name, LISTED_MAX).map((text, at) => oneText(own, name, at, text, faults));
    return [
      {
        label: own.name("label", NAME_MAX),
        severity: own.choice("severity", SEVERITIES),
        words: texts("words"),
        patterns: texts("patterns"),
        except: texts("except"),
      },
    ];
  });
}

function oneText(fields: Fields, name: string, at: number, text: unknown, faults: Fault[]): string {
  if (typeof text === "string" && text.isWellFormed()) return text;
  note(faults, `${fields.pointer(name)}/${at}`, "must be a text");
  return "";
}

function readImages(fields: Fields, faults: Fault[]): JsonObject[] {
  return fields.list("images", LISTED_MAX).flatMap((image, index) => {
    const own = Fields.of(image, `${fields.pointer("images")}/${index}`, IMAGE_FIELDS, faults);
    if (own === undefined) return [];
    return [
      {
        hash: own.name("hash", 16),
        label: own.name("label", NAME_MAX),
        severity: own.choice("severity", SEVERITIES),
        name: own.text("name", NAME_MAX),
      },
    ];
  });
}

function readSecrets(kind: EvaluatorKind, fields: Fields): Given {
  const secrets: Record<string, string | null> = {};
  for (const name of SECRETS_OF[kind]) {
    if (fields.value(name) === undefined) continue;
    const secret = fields.value(name) === null ? null : fields.name(name, CREDENTIAL_CHARS_MAX);
    secrets[name] = secret;
    const fault = kind === "http" && secret ? standard.checkSecret(secret) : undefined;
    if (fault !== undefined) fields.blame(name, fault.replace(/\.$/, ""));
  }
  return secrets;
}

/** Their values may be credentials, so all of them are kept as such. They are given all together, or null: none. */
function readHeaders(fields: Fields): Given {
  const value = fields.value("headers") ?? {};
  if (!isObject(value) || Object.keys(value).length > HEADERS_MAX) {
    fields.blame("headers", `must be an object with at most ${HEADERS_MAX} headers`);
    return {};
  }
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    const isFit = HEADER_NAME.test(name) && typeof text === "string" && /^[\t\x20-\x7e]{1,4096}$/.test(text);
    if (isFit) headers[HEADER_PREFIX + name.toLowerCase()] = text;
    else fields.blame("headers", `has ${JSON.stringify(name.slice(0, 64))}, which is no header with a visible value`);
  }
  return headers;
}
