/** The options of a custom contract, and what they compile to. */
import type { ContractEvent, Policy } from "../contract.ts";
import { InvalidContractError } from "../errors.ts";
import type { DigestHeader } from "../scheme/digest-header.ts";
import type { SignedPart } from "../scheme/form.ts";
import { readMilliseconds, readSeconds } from "../scheme/timestamp.ts";
import { type Fields, readChoice, readFields, readFlag, readHeaderName, readNumber, readText } from "./fields.ts";
import { compileText, parseTemplate } from "./template.ts";

/** Plain JSON, as it is stored and as the hub's API takes it. All of it is optional. */
export interface CustomOptions {
  title?: string;
  description?: string;
  /**
   * An object whose texts may hold `{{id}}`, `{{type}}`, `{{created_at}}`, `{{delivery_id}}`, and, each alone in its
   * text, `{{data}}`, `{{created_at_s}}`, `{{created_at_ms}}` (numbers); or `"{{data}}"` for the data alone.
   * Default: `{ id, type, created_at, data }`.
   */
  envelope?: { readonly [name: string]: unknown } | "{{data}}";
  /**
   * More headers; their values may hold the placeholders of text. The hub takes no credentials here, since it stores and
   * shows these options as they are: they belong into the webhook's own headers.
   */
  headers?: { readonly [name: string]: string };
  /** Null: nothing is signed. */
  signature?: CustomSignature | null;
  /** A header with the time of the attempt. Its age is checked, whether it is signed or not. */
  timestamp?: { header: string; unit?: "s" | "ms"; tolerance_seconds?: number };
  /** A header with the event's id. Needed when `signature.signed` holds `{{id}}`. */
  id?: { header: string };
  policy?: {
    retry_schedule?: readonly number[];
    timeout_ms?: number;
    ordering?: Policy["ordering"];
    is_jittered?: boolean;
    honours_retry_after?: boolean;
    /** Data for a sender of your own; the hub does not carry it out and refuses true. */
    disables_on_410?: boolean;
    /** Likewise: the hub refuses `dead_letter`. */
    after_last?: Policy["afterLast"];
  };
}

export interface CustomSignature {
  /** Default: `X-Signature`. */
  header?: string;
  /** Default: `sha256`. `sha1` is there for receivers that know nothing newer. */
  algorithm?: "sha1" | "sha256" | "sha512";
  /** Default: `hex`, in lowercase. */
  encoding?: "hex" | "base64";
  /** What stands before the digest, such as `sha256=`. Default: nothing. */
  prefix?: string;
  /** What is signed: `{{body}}` once, and around it text, `{{timestamp}}` and `{{id}}`. Default: `{{body}}`. */
  signed?: string;
}

/** Undefined when nothing is signed. */
export function readDigestHeader(options: Fields): DigestHeader | undefined {
  if (options.signature === null) {
    const lonely = options.timestamp !== undefined ? "timestamp" : options.id !== undefined ? "id" : undefined;
    if (lonely === undefined) return undefined;
    throw new InvalidContractError(lonely, "Without a signature this cannot be verified. Leave it out, or sign.");
  }
  const path = "signature";
  const fields = readFields(options.signature ?? {}, path, ["header", "algorithm", "encoding", "prefix", "signed"]);
  const format: DigestHeader = {
    header: readHeaderName(fields.header, "signature.header", "X-Signature"),
    algorithm: readChoice(fields.algorithm, "signature.algorithm", ["sha1", "sha256", "sha512"], "sha256"),
    encoding: readChoice(fields.encoding, "signature.encoding", ["hex", "base64"], "hex"),
    prefix: readPrefix(fields.prefix),
    around: readSigned(fields.signed),
  };
  if (options.timestamp !== undefined) format.timestamp = readTimestamp(options.timestamp);
  if (options.id !== undefined) {
    const { header } = readFields(options.id, "id", ["header"]);
    format.id = { header: readHeaderName(header, "id.header"), of: "event", presence: "required" };
  }
  refuseTwins(format);
  const { before, after } = format.around!;
  for (const name of ["timestamp", "id"] as const) {
    const isSigned = before.includes(name) || after.includes(name);
    if (!isSigned || format[name] !== undefined) continue;
    throw new InvalidContractError(
      "signature.signed",
      `It holds {{${name}}}, so "${name}" must name the header it is sent in.`,
    );
  }
  return format;
}

/** Each thing has a header to itself. */
function refuseTwins({ header, timestamp, id }: DigestHeader): void {
  const taken = new Set([header.toLowerCase()]);
  for (const [path, name] of [
    ["timestamp.header", timestamp?.header],
    ["id.header", id?.header],
  ] as const) {
    if (name === undefined) continue;
    if (taken.has(name.toLowerCase())) throw new InvalidContractError(path, `The header ${name} is already in use.`);
    taken.add(name.toLowerCase());
  }
}

function readPrefix(value: unknown): string {
  const prefix = readText(value, "signature.prefix", "", 64);
  if (/^[ -~]*$/.test(prefix) && prefix.trimStart() === prefix) return prefix;
  throw new InvalidContractError("signature.prefix", "This must be printable ASCII that does not begin with a space.");
}

function readSigned(value: unknown): NonNullable<DigestHeader["around"]> {
  const path = "signature.signed";
  const parts = parseTemplate(readText(value, path, "{{body}}"), path, ["body", "id", "timestamp"]);
  const bodies = parts.filter((part) => "placeholder" in part && part.placeholder === "body");
  if (bodies.length !== 1) throw new InvalidContractError(path, "It must hold {{body}} exactly once.");
  const around: SignedPart[][] = [[], []];
  let side = 0;
  for (const part of parts) {
    if ("text" in part) around[side]!.push(part);
    else if (part.placeholder === "body") side = 1;
    else around[side]!.push(part.placeholder);
  }
  return { before: around[0]!, after: around[1]! };
}

function readTimestamp(value: unknown): NonNullable<DigestHeader["timestamp"]> {
  const fields = readFields(value, "timestamp", ["header", "unit", "tolerance_seconds"]);
  const unit = readChoice(fields.unit, "timestamp.unit", ["s", "ms"], "s");
  return {
    header: readHeaderName(fields.header, "timestamp.header"),
    unit,
    read: unit === "s" ? readSeconds : readMilliseconds,
    presence: "required",
    toleranceSeconds: readNumber(fields.tolerance_seconds, "timestamp.tolerance_seconds", 300, 0, 86_400),
  };
}

type HeaderTemplate = readonly [name: string, render: (event: ContractEvent) => string];

/** The extra headers. `taken` are those that the signature needs. */
export function readHeaders(value: unknown, taken: readonly string[]): readonly HeaderTemplate[] {
  if (value === undefined) return [];
  const fields = readFields(value, "headers", typeof value === "object" && value !== null ? Object.keys(value) : []);
  const names = new Set(taken.map((name) => name.toLowerCase()));
  return Object.entries(fields).map(([name, template]) => {
    const path = `headers.${name}`;
    readHeaderName(name, path);
    if (names.has(name.toLowerCase()))
      throw new InvalidContractError(path, "This header is already set by the contract.");
    names.add(name.toLowerCase());
    const text = readText(template, path, "");
    if (!/^[ -~]*$/.test(text)) throw new InvalidContractError(path, "A header's value must be printable ASCII.");
    return [name, compileText(text, path)];
  });
}

/** Longer is no retry but a second life; more attempts than this are a loop. */
const DELAY_SECONDS_MAX = 7 * 86_400;
const ATTEMPTS_MAX = 100;

export function readPolicy(value: unknown, fallback: Policy): Policy {
  if (value === undefined) return fallback;
  const fields = readFields(value, "policy", [
    "retry_schedule",
    "timeout_ms",
    "ordering",
    "is_jittered",
    "honours_retry_after",
    "disables_on_410",
    "after_last",
  ]);
  return {
    schedule: readSchedule(fields.retry_schedule, fallback.schedule),
    timeoutMs: readNumber(fields.timeout_ms, "policy.timeout_ms", fallback.timeoutMs, 1, 300_000),
    ordering: readChoice(fields.ordering, "policy.ordering", ["none", "webhook", "key"], fallback.ordering),
    isJittered: readFlag(fields.is_jittered, "policy.is_jittered", fallback.isJittered),
    honoursRetryAfter: readFlag(fields.honours_retry_after, "policy.honours_retry_after", fallback.honoursRetryAfter),
    disablesOn410: readFlag(fields.disables_on_410, "policy.disables_on_410", fallback.disablesOn410),
    afterLast: readChoice(fields.after_last, "policy.after_last", ["failed", "dead_letter"], fallback.afterLast),
  };
}

function readSchedule(value: unknown, fallback: readonly number[]): readonly number[] {
  if (value === undefined) return fallback;
  const path = "policy.retry_schedule";
  if (!Array.isArray(value) || value.length === 0 || value.length > ATTEMPTS_MAX) {
    throw new InvalidContractError(path, `This must be a list of 1 to ${ATTEMPTS_MAX} delays in seconds.`);
  }
  return value.map((delay, i) => readNumber(delay ?? null, `${path}.${i}`, 0, 0, DELAY_SECONDS_MAX));
}
