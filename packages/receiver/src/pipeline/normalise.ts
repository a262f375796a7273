/** The second step: what does it tell? Pure. Only for a request that has been verified. */
import { sha256Hex } from "@tabellary/contracts/schemes";
import type { Answer } from "../answer.ts";
import { WebhookEvent } from "../event.ts";
import { parseExactJson } from "../json/exact-json.ts";
import type { Draft, Incoming, NamedDraft, Platform, Proof, Verdict } from "../platforms/platform.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { type RequestInput, readRequest } from "./incoming.ts";

/** `reply`: the platform asked for this answer, and told of nothing. */
export type Normalised = { ok: true; events: readonly WebhookEvent[]; reply?: Answer } | Refusal;

export type NormaliseInput = Omit<RequestInput, "secret" | "now"> &
  Partial<RequestInput> & {
    /**
     * What `verify` said of it. Left out: you have verified it in another way, headers and all. Where a platform may be
     * told things that are not proven (OmniFence), it then counts as not proven.
     */
    verdict?: Verdict;
    /** Without a verdict: `verify` has passed it before, by secrets that are gone since. It is read as it was then. */
    wasVerified?: boolean;
  };

/** The events of a message. Never throws: a body that is none of the platform's is `unparsable`. */
export function normalise(input: NormaliseInput): Normalised {
  const request = readRequest({ secret: [], now: Number.NaN, ...input });
  if ("reason" in request) return request;
  const { platform, incoming } = request;
  const { verdict, wasVerified } = input;
  if (verdict?.ok === false) return verdict;
  const proof = verdict ?? (wasVerified === true ? platform.proofOf?.(incoming) : undefined);
  return normaliseIncoming(platform, incoming, proof);
}

export function normaliseIncoming(platform: Platform, incoming: Incoming, proof: Proof | undefined): Normalised {
  try {
    const parsed = platform.parse === undefined ? parseExactJson(incoming.body) : platform.parse(incoming);
    if (parsed === undefined) return refuse("unparsable", `The body is not what ${platform.title} sends.`);
    const reply = platform.reply?.(parsed.value, incoming);
    if (reply !== undefined) return { ok: true, events: [], reply };
    const drafts = platform.normalise(parsed.value, { headers: incoming.headers, proof });
    return { ok: true, events: drafts.map((draft) => toEvent(draft, platform, incoming.body)) };
  } catch (error) {
    // A genuine message of a shape that nobody foresaw must not become a 500 that is sent again for days.
    return refuse("unparsable", `The body could not be read as ${platform.title}'s: ${String(error)}`);
  }
}

export function toEvent(draft: Draft | NamedDraft, platform: Platform, body: string | Uint8Array): WebhookEvent {
  const { type, key, timestamp, data, native } = draft;
  const eventId = key.length > 0 ? identify(key) : sha256Hex(body).slice(0, DERIVED_ID_DIGITS);
  return new WebhookEvent({
    eventId,
    eventType: EVENT_TYPE.test(type) ? type : `${platform.name}.unknown`,
    platform: "platform" in draft ? draft.platform : platform.name,
    timestamp,
    data: data as WebhookEvent["data"],
    native,
  });
}

/** A platform's own names become part of types, and some are chosen by strangers. */
const EVENT_TYPE = /^(?=.{1,128}$)[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

/** 128 bits. */
const DERIVED_ID_DIGITS = 32;
const ID_CHARS_MAX = 200;
const READABLE = /^[!-~]+$/;

/** One text of the parts of a key. Readable where it can be; a hash where parts could be confused or the text is long. */
export function identify(key: readonly string[]): string {
  const id = key.join(":");
  const isClear = key.length === 1 || !key.some((part) => part.includes(":"));
  if (isClear && id.length <= ID_CHARS_MAX && READABLE.test(id)) return id;
  return sha256Hex(JSON.stringify(key)).slice(0, DERIVED_ID_DIGITS);
}
