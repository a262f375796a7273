import type { Contract, ContractEvent } from "@tabellary/contracts";

/** Ids as the hub makes them, so that a receiver that looks at their form is not surprised. */
export const SAMPLE_EVENT: ContractEvent = {
  id: "evt_0d8k2m4q6s8va",
  type: "user.created",
  createdAt: "2026-01-15T12:30:00Z",
  data: JSON.stringify({ id: "user_123", email: "ada@example.com" }),
  deliveryId: "del_0d8k2m4q6s8vb",
};

/** Any key that every contract can sign with: what it signs is not looked at. */
const SAMPLE_SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

/** The headers of a request with the sample event. Signatures in it are of no use to anybody. */
export function sampleHeaders(contract: Contract, event: ContractEvent = SAMPLE_EVENT): Record<string, string> {
  const nowMs = Date.parse(event.createdAt);
  return contract.sign({ event, body: contract.envelope(event), secrets: [SAMPLE_SECRET], nowMs });
}

/** Where in a request something of the event stands. */
export type Place = { in: "body"; name: string } | { in: "header"; name: string };

/** What is told of an event once it was verified. A contract need not carry any of it. */
interface EventPlaces {
  type?: Place;
  /** The event's id, or the delivery's where the event's is not sent: what a repeat is known by. */
  id?: Place;
}

/** Found by looking: a request is made of the sample event, and searched for what it is known to hold. */
export function placesIn(contract: Contract): EventPlaces {
  const { id, deliveryId, type } = SAMPLE_EVENT;
  const body = Object.entries(JSON.parse(contract.envelope(SAMPLE_EVENT)) as Record<string, unknown>);
  const headers = Object.entries(sampleHeaders(contract));
  const find = (text: string): Place | undefined => {
    const member = body.find(([, value]) => value === text);
    if (member !== undefined) return { in: "body", name: member[0] };
    const header = headers.find(([, value]) => value === text);
    return header && { in: "header", name: header[0] };
  };
  return { type: find(type), id: find(id) ?? find(deliveryId) };
}
