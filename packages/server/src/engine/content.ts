import type { Contract, ContractEvent } from "@tabellary/contracts";
import { formatId, isoTimeOfId } from "../model/ids.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { Messages } from "./messages.ts";
import { type Content, passesOn, passOn } from "./passing-on.ts";

const NO_HEADERS: Readonly<Record<string, string>> = {};

/**
 * What a delivery carries, before it is signed: the same bytes at every attempt, and whenever somebody asks later. Null when
 * it passes a message on that is kept no longer.
 */
export async function contentOf(
  messages: Pick<Messages, "read">,
  contract: Contract,
  delivery: Pick<OwedDelivery, "seq" | "event">,
): Promise<Content | null> {
  if (passesOn(contract, delivery)) return passOn(messages, contract, delivery);
  return { body: contract.envelope(toContractEvent(delivery)), headers: NO_HEADERS };
}

/** The event as contracts see it. */
export function toContractEvent({ seq, event }: Pick<OwedDelivery, "seq" | "event">): ContractEvent {
  return {
    id: formatId("evt", event.seq),
    type: event.type,
    createdAt: isoTimeOfId(event.seq),
    data: event.payload,
    deliveryId: formatId("del", seq),
  };
}
