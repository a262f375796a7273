/** An event as an application leaves it in its outbox. */
export interface OutboxEvent {
  /** 1 to 128 of A-Z, a-z, 0-9, dot, hyphen, underscore, such as `order.paid`. */
  type: string;
  /** A JSON object. */
  data: object;
  /** Your own id, 1 to 255 characters. The hub takes it once for each site. */
  externalId?: string;
  /** For webhooks with `ordering: key`, 1 to 255 characters. */
  orderingKey?: string;
  /** When it happened. Left out: when it was emitted, by the database's clock. */
  occurredAt?: Date;
  /** The site's id (`site_…`), for a relay with an administrator's key. Left out: the site of the relay's key. */
  site?: string;
}

/**
 * The event cannot be one, or cannot be written in a transaction. Thrown before anything is written, so that your
 * transaction decides. `code` is `invalid_event`, `invalid_table` or `no_transaction`.
 */
export class OutboxError extends Error {
  override readonly name = "OutboxError";
  readonly code: "invalid_event" | "invalid_table" | "no_transaction";

  constructor(code: OutboxError["code"], sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}

/** The columns that a row is written with, in this order. */
export const COLUMNS = ["site", "type", "data", "external_id", "ordering_key", "occurred_at"] as const;

const TYPE = /^[A-Za-z0-9._-]{1,128}$/;
const SITE = /^site_[0-9a-hjkmnp-tv-z]{13}$/;
const KEY_LENGTH_MAX = 255;

/** The values of `COLUMNS`. Throws `OutboxError` with the field's name. */
export function toRow(event: OutboxEvent): (string | null)[] {
  const { type, externalId = null, orderingKey = null, occurredAt = null, site = null } = event;
  if (!TYPE.test(type) || type.startsWith(".") || type.endsWith(".") || type.includes("..")) {
    throw invalid(
      `type is ${JSON.stringify(type)}, but an event type is 1 to 128 of A-Z, a-z, 0-9, dot, hyphen, underscore, such as order.paid; no dot is first, last, or beside another`,
    );
  }
  if (site !== null && !SITE.test(site)) {
    throw invalid(`site is ${JSON.stringify(site)}, but a site's id is site_ and 13 characters`);
  }
  if (occurredAt && Number.isNaN(occurredAt.getTime())) throw invalid("occurredAt is an invalid Date");
  checkKey("externalId", externalId);
  checkKey("orderingKey", orderingKey);
  return [site, type, toJson(event.data), externalId, orderingKey, occurredAt?.toISOString() ?? null];
}

function toJson(data: object): string {
  let json: string | undefined;
  try {
    json = JSON.stringify(data);
  } catch (cause) {
    throw invalid(`data cannot be written as JSON: ${(cause as Error).message}`, { cause });
  }
  if (!json?.startsWith("{")) throw invalid("data has to be a JSON object");
  return json;
}

function checkKey(name: string, key: string | null): void {
  if (key === null) return;
  // By code points, as the hub counts.
  const { length } = [...key];
  if (length >= 1 && length <= KEY_LENGTH_MAX && !key.includes("\0")) return;
  throw invalid(`${name} has 1 to ${KEY_LENGTH_MAX} characters and no NUL, and this one has ${length}`);
}

function invalid(what: string, options?: ErrorOptions): OutboxError {
  return new OutboxError("invalid_event", `The event cannot be sent: ${what}.`, options);
}
