import { type FetchLike, type PollResult, poll, recordPolled } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { withoutSecrets } from "../catalogue/discretion.ts";
import type { Snapshot } from "../catalogue/snapshot.ts";
import { Problem } from "../model/errors.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { Store } from "../store/store.ts";
import type { Errand, ErrandKind } from "./errands.ts";
import { isUnkeepable, keepFound } from "./found.ts";
import type { Keeping } from "./keeping.ts";
import { type PollNote, readNote, readNotes, writeNote } from "./notes.ts";
import { backOffMs, jittered } from "./pace.ts";

export interface PollingDeps {
  store: Pick<Store, "notes" | "note">;
  catalogue: { readonly now: Pick<Snapshot, "source" | "sources"> };
  keeping: Pick<Keeping, "keep">;
  clock: Pick<Clock, "now" | "after">;
  random: Pick<Random, "float">;
  fetch: FetchLike;
  /** Whether what is asked may be cut off by this hub itself. */
  isStopping(): boolean;
  onTrouble(error: Error): void;
}

/** What one poll has brought. */
export interface PollOutcome {
  /** Items, each a message. */
  messages: number;
  /** The new events, in their order. */
  events: readonly { seq: bigint; type: string }[];
  /** Events that had come before. */
  duplicates: number;
  note: PollNote;
  /** Why nothing came, where the platform failed. */
  failure: string | null;
}

type PollingSource = CataloguedSource & { config: { poll: NonNullable<CataloguedSource["config"]["poll"]> } };

const KEY = "poll";

/**
 * Asks platforms that do not push, each source at its interval. What comes is committed before the cursor moves on: after
 * a crash it comes again, and is a duplicate then. A platform that fails is asked ever more rarely; when it says
 * when it wants to be asked again, that counts.
 */
export class Polling implements ErrandKind {
  readonly name = KEY;
  readonly #deps: PollingDeps;
  /** By source: who asks while a poll is under way gets what that one brings. */
  readonly #underWay = new Map<number, Promise<PollOutcome>>();

  constructor(deps: PollingDeps) {
    this.#deps = deps;
  }

  async plan(sourceNo: number | null): Promise<readonly Errand[]> {
    const { store, catalogue, clock } = this.#deps;
    const sources = sourceNo === null ? [...catalogue.now.sources()] : [catalogue.now.source(sourceNo)];
    const polled = sources.filter((source) => source?.config.active === true && isPolled(source)) as PollingSource[];
    if (polled.length === 0) return [];
    const notes = new Map((await readNotes<PollNote>(store, sourceNo, KEY)).map((note) => [note.sourceNo, note.value]));
    const now = clock.now();
    return polled.map((source) => ({ sourceNo: source.no, ref: "", dueAt: dueAt(source, notes.get(source.no), now) }));
  }

  async run(source: CataloguedSource): Promise<number | null> {
    if (!source.config.active || !isPolled(source)) return null;
    const { note } = await this.ask(source);
    return note.next_at;
  }

  /**
   * Polls now, whenever it would be due.
   * @throws Problem `conflict` when the source is not polled or is switched off, `unavailable`
   */
  async ask(source: CataloguedSource): Promise<PollOutcome> {
    if (!isPolled(source)) {
      throw new Problem("conflict", `${source.platform.title} is not polled for this source: it has no poll.`);
    }
    if (!source.config.active) {
      throw new Problem("conflict", "The source's owner has switched it off: with `active` it is polled again.");
    }
    const known = this.#underWay.get(source.no);
    if (known !== undefined) return known;
    const asked = this.#ask(source).finally(() => {
      this.#underWay.delete(source.no);
    });
    this.#underWay.set(source.no, asked);
    return asked;
  }

  /** When the platform wants to be asked again, if it wants to be left alone now; in milliseconds since 1970. */
  async waitUntil({ no }: CataloguedSource): Promise<number | null> {
    const note = await readNote<PollNote>(this.#deps.store, no, KEY);
    const until = note?.wait_until ?? null;
    return until !== null && until > this.#deps.clock.now() ? until : null;
  }

  async #ask(source: PollingSource): Promise<PollOutcome> {
    const { store, fetch, clock } = this.#deps;
    const noted = await readNote<PollNote>(store, source.no, KEY);
    const last = isSameSubject(noted, source) ? noted : undefined;
    const { subject } = source.config.poll;
    const { credentials } = source.secrets;
    const cursor = last?.cursor ?? null;
    const polled = await poll(source.platform, { subject, credentials, cursor, fetch, clock });
    if (!polled.ok && this.#deps.isStopping()) {
      throw new Problem("unavailable", "The hub is stopping: the poll was given up.", { retryAfter: 1 });
    }
    const outcome = await this.#take(source, last, polled);
    await writeNote(store, source.no, KEY, outcome.note);
    return outcome;
  }

  async #take(source: PollingSource, last: PollNote | undefined, polled: PollResult): Promise<PollOutcome> {
    const { clock, random } = this.#deps;
    const intervalMs = intervalOf(source);
    const place = { rev: source.rev, subject: source.config.poll.subject, polled_at: clock.now() };
    if (!polled.ok) {
      const failures = (last?.failures ?? 0) + 1;
      const wait = polled.retryAfterMs === null ? null : clock.now() + polled.retryAfterMs;
      const next = Math.max(wait ?? 0, clock.now() + backOffMs(intervalMs, failures, random));
      const error = withoutSecrets(polled.message, source);
      const note = { ...place, cursor: last?.cursor ?? null, next_at: next, wait_until: wait, failures, error };
      return { messages: 0, events: [], duplicates: 0, note, failure: error };
    }
    const kept = await this.#keepAll(source, polled.events);
    const next = clock.now() + jittered(intervalMs, random);
    const note = { ...place, cursor: polled.cursor, next_at: next, wait_until: null, failures: 0, error: null };
    return { ...kept, note, failure: null };
  }

  /** One after the other: the events of one thing are told in the order in which they happened. */
  async #keepAll(source: PollingSource, found: Extract<PollResult, { ok: true }>["events"]) {
    const events: { seq: bigint; type: string }[] = [];
    let messages = 0;
    let duplicates = 0;
    for (const event of found) {
      try {
        const record = recordPolled(event, source.config.poll.subject);
        const kept = await keepFound(this.#deps.keeping, source, { origin: "poll", ...record, event });
        messages += 1;
        for (const { seq, type, isNew } of kept.events) {
          if (isNew) events.push({ seq, type });
          else duplicates += 1;
        }
      } catch (error) {
        // One thing that cannot be written must not stand before all that come after it.
        if (!isUnkeepable(error)) throw error;
        this.#deps.onTrouble(error);
      }
    }
    return { messages, events, duplicates };
  }
}

function isPolled(source: CataloguedSource): source is PollingSource {
  return source.config.poll !== null && source.platform.poll !== undefined;
}

/** A change of the source is a reason to ask now: it may be what was missing. */
function dueAt(source: PollingSource, note: PollNote | undefined, now: number): number {
  if (note === undefined) return now;
  return note.rev === source.rev ? note.next_at : (note.wait_until ?? now);
}

function intervalOf({ config, platform }: PollingSource): number {
  const { intervalSeconds } = config.poll;
  return intervalSeconds === null ? platform.poll!.intervalMs : intervalSeconds * 1000;
}

function isSameSubject(note: PollNote | undefined, { config }: PollingSource): boolean {
  return note !== undefined && textOf(note.subject) === textOf(config.poll.subject);
}

function textOf(subject: Readonly<Record<string, string>>): string {
  return new URLSearchParams(Object.entries(subject).sort()).toString();
}
