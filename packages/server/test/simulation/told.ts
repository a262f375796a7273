import type { StoredEvent } from "../../src/store/reads.ts";
import { createReads } from "../../src/store/sqlite/core.ts";
import type { Fail } from "./account.ts";
import type { World } from "./world.ts";

/** What a platform was told is kept is there: the message as it came, and each of its events, once. */
export function auditTold({ db, witness }: World, stored: ReadonlyMap<bigint, StoredEvent>, fail: Fail): void {
  const reads = createReads(db);
  const toldOf = ({ payload }: StoredEvent) => (JSON.parse(payload) as { told?: number }).told;
  const inbound = [...stored.values()].filter((event) => event.messageSeq !== null);
  for (const [id, events] of Map.groupBy(inbound, toldOf)) {
    if (events.length > 1) fail("told_once", `${id} exists ${events.length} times`);
  }
  for (const event of inbound) {
    const message = reads.readMessage(event.messageSeq!);
    if (!message?.made.includes(event.seq)) fail("told", `event ${event.seq} is not among what its message made`);
  }
  for (const { ids, kept } of witness.told) {
    if (kept === null) continue;
    const message = reads.readMessage(kept.messageSeq);
    if (message === null) {
      fail("told", `message ${kept.messageSeq} was acknowledged and is lost`);
      continue;
    }
    if (Buffer.from(message.body).toString() !== JSON.stringify(ids)) fail("told", `message ${message.seq} is another`);
    for (const [place, { seq, isNew }] of kept.events.entries()) {
      const event = stored.get(seq);
      if (event === undefined || toldOf(event) !== ids[place]) {
        fail("told", `event ${seq} of message ${message.seq} was acknowledged, and is not there as it was told`);
      }
      const isNoted = message.made.includes(seq) || (!isNew && message.repeated.includes(seq));
      if (!isNoted) fail("told", `message ${message.seq} does not name event ${seq}`);
    }
  }
}
