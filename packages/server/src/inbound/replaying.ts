import {
  type FetchLike,
  type Normalised,
  normalise,
  type Reason,
  type ReceiveInput,
  receiveMessage,
  verify,
} from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import type { Kept } from "../engine/requests.ts";
import { CONCEALED } from "../model/credential-header.ts";
import { Problem } from "../model/errors.ts";
import { formatId, timeOfId } from "../model/ids.ts";
import type { Message } from "../model/message.ts";
import type { Reads } from "../store/reads.ts";
import { readFound } from "./found.ts";
import type { Keeping } from "./keeping.ts";
import { UnfitMessageError } from "./payload.ts";

export interface ReplayingDeps {
  store: Pick<Reads, "readMessage" | "messagesToReplay">;
  keeping: Keeping;
  fetch: FetchLike;
}

/** `refused`: it is still not genuine, or still not readable; nothing was kept of it. */
export type Replayed = { kind: "kept"; kept: Kept } | { kind: "refused"; reason: Reason; message: string };

export interface ReplayRange {
  /** Ids from `from` up to, and without, `to`. */
  from: bigint;
  to: bigint;
  limit: number;
  again: boolean;
}

export interface ReplayTotals {
  /** How many messages. */
  replayed: number;
  /** How many events came of them that were not there. */
  events: number;
  duplicates: number;
  refused: number;
  /** Where to go on; null at the end. */
  next: bigint | null;
}

/**
 * Reads messages once more, as they were kept. What was genuine is not asked for its signature again; what was rejected
 * is, by the secrets of now and whatever its age. Events that are there already are not made twice, unless `again`.
 */
export class Replaying {
  readonly #deps: ReplayingDeps;

  constructor(deps: ReplayingDeps) {
    this.#deps = deps;
  }

  /** @throws Problem `conflict` when not all of it was kept, and as `keeping.keep` does */
  async replay(source: CataloguedSource, message: Message, again: boolean): Promise<Replayed> {
    if (message.isBodyCut) {
      throw new Problem(
        "conflict",
        `Of ${formatId("msg", message.seq)}, which was rejected, not the whole body was kept.`,
      );
    }
    const read = await this.#read(source, message);
    if (!read.ok) return { kind: "refused", reason: read.reason, message: read.message };
    try {
      return { kind: "kept", kept: await this.#keep(source, message, read, again) };
    } catch (error) {
      if (!(error instanceof UnfitMessageError)) throw error;
      return { kind: "refused", reason: error.code, message: error.message };
    }
  }

  /** A range of a source's messages, oldest first. What is over when the store goes away is told, with where to go on. */
  async replayRange(source: CataloguedSource, { from, to, limit, again }: ReplayRange): Promise<ReplayTotals> {
    const { seqs, next } = await this.#deps.store.messagesToReplay(source.no, from, to, limit);
    const totals: ReplayTotals = { replayed: 0, events: 0, duplicates: 0, refused: 0, next };
    for (const [place, seq] of seqs.entries()) {
      try {
        await this.#replayInto(totals, source, seq, again);
      } catch (error) {
        if (place === 0 || !(error instanceof Problem)) throw error;
        return { ...totals, next: seq };
      }
    }
    return totals;
  }

  async #replayInto(totals: ReplayTotals, source: CataloguedSource, seq: bigint, again: boolean): Promise<void> {
    const message = await this.#deps.store.readMessage(seq);
    // Pruned since the page was read.
    if (message === null) return;
    const replayed = await this.replay(source, message, again);
    if (replayed.kind === "refused") {
      totals.refused += 1;
      return;
    }
    const { events } = replayed.kept;
    const made = events.filter(({ isNew }) => isNew).length;
    totals.replayed += 1;
    totals.events += made;
    totals.duplicates += events.length - made;
  }

  async #read(source: CataloguedSource, message: Message): Promise<Normalised> {
    const { platform, secrets } = source;
    const { method, query, headers, body } = message;
    if (method === "") return readFound(platform, { body, query });
    const request = {
      ...{ platform, method, query, headers, body },
      secret: secrets.credentials,
      now: timeOfId(message.seq),
      toleranceSeconds: null,
      fetch: this.#deps.fetch,
    };
    if (message.verdict === "rejected" && message.reason !== "unparsable") return verifyAgain(request);
    // It was genuine, whatever became of the secrets. They say what of it was proven; where they do not any more, it does.
    const verdict = await verify(request);
    return normalise({ ...request, ...(verdict.ok ? { verdict } : { wasVerified: true }) });
  }

  #keep(
    source: CataloguedSource,
    message: Message,
    read: Extract<Normalised, { ok: true }>,
    again: boolean,
  ): Promise<Kept> {
    const { method, query, headers, remoteAddress, body } = message;
    return this.#deps.keeping.keep(source, {
      ...{ origin: "replay", events: read.events, method, query, headers, remoteAddress, body },
      replay: { of: message.replayOf ?? message.seq, repetition: again ? "again" : "replay" },
    });
  }
}

async function verifyAgain(request: ReceiveInput & { headers: Message["headers"] }): Promise<Normalised> {
  const received = await receiveMessage(request);
  if (received.kind === "events") return { ok: true, events: received.events };
  if (received.kind === "answered") return { ok: true, events: [] };
  const { refusal } = received;
  // Whoever sends the secret itself along cannot be verified twice: it is not kept.
  const isConcealed = request.headers.some(([, value]) => value === CONCEALED);
  return isConcealed
    ? { ...refusal, message: `${refusal.message} A credential in its headers was not kept.` }
    : refusal;
}
