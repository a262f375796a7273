/** The `external_id` of an inbound event: its source's id, a colon, and the id that the receiver library gives it. */
import { formatId } from "./ids.ts";

const INBOUND = /^src_[0-9a-hjkmnp-tv-z]{13}:/;
const SOURCE_ID_LENGTH = 17;

export function toInboundExternalId(sourceId: bigint, eventId: string): string {
  return `${formatId("src", sourceId)}:${eventId}`;
}

/** Whether it is of the form that inbound events have: no event of the API may be. */
export function isInboundExternalId(externalId: string): boolean {
  return INBOUND.test(externalId);
}

/** The `src_…` of the source that an inbound event came from. */
export function sourceIdOf(externalId: string): string {
  return externalId.slice(0, SOURCE_ID_LENGTH);
}
