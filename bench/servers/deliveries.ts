/** Events become what is owed for them: one delivery for each webhook of the type. */
import type { ContractEvent } from "@tabellary/contracts";
import { formatId, ID_STEP, IdMaker, isoTimeOfId } from "../../packages/server/src/model/ids.ts";
import { systemClock } from "../../packages/server/src/world.ts";
import type { Target } from "../subjects/subject.ts";

/** An event as it is sent to the route. */
export interface EventWish {
  type: string;
  data: object;
  /** Taken and not used: a queue knows no order. */
  ordering_key?: string;
}

/** One job. Its data is text, so that every store gives back the bytes it was given. */
export interface Delivery {
  /** The place of its target in the list. */
  webhook: number;
  event: ContractEvent;
}

/** Ids are made as the hub makes them, so that the bytes on the wire are as many. */
export class Deliveries {
  readonly #webhooksByType = new Map<string, number[]>();
  readonly #ids = new IdMaker(systemClock, 0);

  constructor(targets: readonly Target[]) {
    for (const [webhook, { type }] of targets.entries()) {
      const webhooks = this.#webhooksByType.get(type) ?? [];
      this.#webhooksByType.set(type, [...webhooks, webhook]);
    }
  }

  /** Adds to `owed` what one event is owed to; returns the event's id. */
  add({ type, data }: EventWish, owed: Delivery[]): string {
    const webhooks = this.#webhooksByType.get(type) ?? [];
    const seq = this.#ids.take(1 + webhooks.length);
    const event = { id: formatId("evt", seq), type, createdAt: isoTimeOfId(seq), data: JSON.stringify(data) };
    for (const [i, webhook] of webhooks.entries()) {
      owed.push({ webhook, event: { ...event, deliveryId: formatId("del", seq + BigInt(i + 1) * ID_STEP) } });
    }
    return event.id;
  }
}
