/** What applications emit inside their own transactions comes through the same door as what they send by HTTP. */
import { setImmediate } from "node:timers/promises";
import type { EmittedRequest } from "../engine/emitted.ts";
import { Problem } from "../model/errors.ts";
import type { JsonObject } from "../model/event-type.ts";
import type { UnfitRow } from "../store/journal-entry.ts";
import type { OutboxRow } from "../store/shared.ts";
import { type EventWish, type IntakeDeps, readEvent } from "./event-intake.ts";
import { hashOf } from "./idempotency.ts";
import { parseJson } from "./json-door.ts";
import { showAccepted } from "./routes/event-shape.ts";

/** After so long a stretch of judging, others have their turn. */
const STRETCH_MS = 10;

export interface Judged {
  events: readonly EmittedRequest[];
  unfit: readonly UnfitRow[];
}

export interface JudgeDeps extends IntakeDeps {
  onTrouble(error: Error): void;
}

/** Says of each row whether it is fit to be an event, as `POST /v1/events` would. */
export async function judgeEmitted(rows: readonly OutboxRow[], deps: JudgeDeps): Promise<Judged> {
  const events: EmittedRequest[] = [];
  const unfit: UnfitRow[] = [];
  let stretchEnd = performance.now() + STRETCH_MS;
  for (const row of rows) {
    try {
      events.push(read(row, deps));
    } catch (error) {
      if (!(error instanceof Problem)) deps.onTrouble(error as Error);
      const code = error instanceof Problem ? error.code : "internal";
      unfit.push({ no: row.no, code, reason: (error as Error).message });
    }
    if (performance.now() < stretchEnd) continue;
    await setImmediate();
    stretchEnd = performance.now() + STRETCH_MS;
  }
  return { events, unfit };
}

function read(row: OutboxRow, deps: IntakeDeps): EmittedRequest {
  if (deps.catalogue.now.site(row.siteNo) === undefined) throw new Problem("not_found", "Its site was deleted.");
  const wish: EventWish = {
    type: row.type,
    data: parseJson(Buffer.from(row.data)) as JsonObject,
    ...(row.externalId !== null && { external_id: row.externalId }),
    ...(row.orderingKey !== null && { ordering_key: row.orderingKey }),
  };
  const event = { ...readEvent(wish, row.siteNo, deps), occurredAt: row.emittedAt };
  const key = row.idempotencyKey;
  return {
    no: row.no,
    siteNo: row.siteNo,
    event,
    // The same key means the same event, whether it was emitted or sent.
    idempotency: key === null ? null : { key, bodyHash: hashOf("/v1/events", wish) },
    toAnswer: (accepted) => JSON.stringify(showAccepted(accepted)),
  };
}
