import type { Static } from "typebox";
import type { CataloguedSource } from "../../catalogue/catalogued-source.ts";
import { HANDSHAKE, type HandshakeNote } from "../../inbound/handshakes.ts";
import { type PollNote, REGISTRATION, type RegistrationNote, readNote, readNotes } from "../../inbound/notes.ts";
import { timeOfId } from "../../model/ids.ts";
import type { Reads } from "../../store/reads.ts";
import { toIso } from "../times.ts";
import type { SourceStateShape } from "./source-shape.ts";

/** How a source stands: what has been noted of it, and what came last. */
export async function readSourceState(
  store: Pick<Reads, "notes" | "listMessages">,
  { no, config }: CataloguedSource,
): Promise<Static<typeof SourceStateShape>> {
  const [handshake, poll, registrations, newest] = await Promise.all([
    readNote<HandshakeNote>(store, no, HANDSHAKE),
    config.poll === null ? undefined : readNote<PollNote>(store, no, "poll"),
    readNotes<RegistrationNote>(store, no, REGISTRATION),
    store.listMessages({ sourceNo: no, verdict: null, before: null, from: 0n, limit: 1 }),
  ]);
  const [last] = newest.rows;
  return {
    handshake_at: handshake === undefined ? null : toIso(handshake.at),
    last_message_at: last === undefined ? null : toIso(timeOfId(last.seq)),
    last_verdict: last?.verdict ?? null,
    last_reason: last?.reason ?? null,
    poll: poll === undefined ? null : showPoll(poll),
    registrations: registrations.length,
    registration_error: registrations.find(({ value }) => value.error !== null)?.value.error ?? null,
  };
}

function showPoll({ polled_at, next_at, failures, error }: PollNote) {
  return { polled_at: toIso(polled_at), next_at: toIso(next_at), failures, error };
}
