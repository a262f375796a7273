import type { Egress } from "../egress/egress.ts";
import type { Fault } from "../model/errors.ts";
import type { RelayBatch } from "./source.ts";

const REQUEST_MS_MAX = 30_000;
const ANSWER_BYTES_MAX = 256 * 1024;

/** What became of a batch. */
export type Answer =
  | { kind: "taken" }
  /** The hub will never take it as it is. `at`: which row is why; null when that is not said. */
  | { kind: "refused"; reason: string; at: number | null }
  /** The same, and no part of it. */
  | { kind: "refused_whole"; reason: string }
  /** It may be taken later; `afterMs` when the hub said so. Whether it was taken now may be unknown. */
  | { kind: "away"; reason: string; afterMs: number | null }
  /** The relay is set up wrongly: another batch would fare no better. */
  | { kind: "misplaced"; reason: string };

export interface HubClientDeps {
  egress: Pick<Egress, "send">;
  /** Such as `http://hub:8484`. */
  url: string;
  key: string;
}

/** Sends batches to a hub's API. Under the batch's idempotency key a repeat is no second event. */
export function createHubClient({ egress, url, key }: HubClientDeps): (batch: RelayBatch) => Promise<Answer> {
  const target = `${url.replace(/\/+$/, "")}/v1/events/batch`;
  return async (batch) => {
    const outcome = await egress.send({
      url: target,
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        "idempotency-key": `outbox-${batch.id}`,
        "user-agent": "tabellary-relay",
      },
      body: toBody(batch),
      timeoutMs: REQUEST_MS_MAX,
      bodyBytesMax: ANSWER_BYTES_MAX,
    });
    if (outcome.kind === "failure") return { kind: "away", reason: outcome.message, afterMs: null };
    const retryAfter = outcome.headers.find(([name]) => name === "retry-after")?.[1];
    return judge(batch, outcome.status, Buffer.from(outcome.body).toString(), retryAfter);
  };
}

/** `data` goes as the application wrote it. */
function toBody({ site, rows }: RelayBatch): string {
  const events = rows.map(({ type, data, externalId, orderingKey, occurredAt }) => {
    const rest = JSON.stringify({
      type,
      occurred_at: occurredAt,
      ...(externalId !== null && { external_id: externalId }),
      ...(orderingKey !== null && { ordering_key: orderingKey }),
    });
    return `${rest.slice(0, -1)},"data":${data}}`;
  });
  return `{"events":[${events.join(",")}]${site === null ? "" : `,"site_id":${JSON.stringify(site)}`}}`;
}

/** Codes (docs/reference/errors.md) by which the hub refuses what is in a row, whatever it is sent with. */
const ROWS_FAULT: ReadonlySet<string> = new Set([
  "invalid_json",
  "invalid_request",
  "unknown_field",
  "external_id_taken",
  "payload_too_large",
  "unsafe_number",
  "unsafe_string",
  "too_deep",
  "schema_violation",
]);

function judge(batch: RelayBatch, status: number, body: string, retryAfter: string | undefined): Answer {
  if (status === 202) return { kind: "taken" };
  const problem = readProblem(body);
  const said = `The hub answered ${status}${problem === null ? "" : ` ${problem.code}: ${problem.detail}`}`;
  if (status === 429 || status >= 500) return { kind: "away", reason: said, afterMs: toMs(retryAfter) };
  // A proxy before the hub may say it as well.
  if (status === 413) return { kind: "refused", reason: said, at: placeOf(problem?.errors ?? []) };
  if (problem === null) return { kind: "misplaced", reason: `${said}, and not as a hub does: is --to its URL?` };
  if (ROWS_FAULT.has(problem.code)) return { kind: "refused", reason: said, at: placeOf(problem.errors) };
  const isOfOtherSite = problem.code === "not_found" && batch.site !== null;
  if (isOfOtherSite || problem.code === "idempotency_key_reused") return { kind: "refused_whole", reason: said };
  return { kind: "misplaced", reason: said };
}

interface SaidProblem {
  code: string;
  detail: string;
  errors: readonly Fault[];
}

function readProblem(body: string): SaidProblem | null {
  try {
    const { type, code, detail, errors } = JSON.parse(body);
    const isOurs = typeof type === "string" && type.startsWith("urn:tabellary:problem:");
    return isOurs ? { code, detail, errors } : null;
  } catch {
    return null;
  }
}

/** `/events/3/data` is about the fourth. */
function placeOf(errors: readonly Fault[]): number | null {
  const place = /^\/events\/(\d+)(\/|$)/.exec(errors[0]?.path ?? "")?.[1];
  return place === undefined ? null : Number(place);
}

function toMs(retryAfter: string | undefined): number | null {
  return retryAfter !== undefined && /^\d{1,5}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : null;
}
