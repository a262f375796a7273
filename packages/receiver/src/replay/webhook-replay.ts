/** What was kept, handled once more: a file after a bug was mended, dead letters, an export of a sender's. */
import { type Clock, systemClock } from "../clock.ts";
import type { WebhookEvent } from "../event.ts";
import type { WebhookHandler } from "../handler.ts";
import { type ParsedRecord, parseReplayText } from "./parse.ts";
import { type ReplayRecord, readRecord } from "./record.ts";

export interface WebhookReplayOptions {
  handler: WebhookHandler;
  /**
   * `required`: a request has to be genuine by the handler's secrets, as of its `received_at` (else as of now); an event
   * is refused, for it has no signature any more. `skipped`: all that is in the file is believed. Default: `required`.
   */
  verification?: "required" | "skipped";
  /**
   * `skip`: what the handler has handled, and still remembers, is not handled again; what is handled now is remembered.
   * `again`: every event is handled, each time that it is there, and the memory is neither asked nor told.
   * Default: `skip`.
   */
  duplicates?: "skip" | "again";
  /**
   * The source by which events that name none are known in the memory. Default: that of the handler's `endpoint`, where
   * such events arrive. A request is known by its platform's.
   */
  source?: string;
  /** Hears after each record. What it throws ends the replay. */
  onProgress?: (progress: ReplayProgress) => unknown;
  /** Ends the replay after the record that is being handled. */
  signal?: AbortSignal;
  clock?: Clock;
}

/** Counts: of records `refused`, `unreadable` and `records` in all; of events the others. */
export interface ReplayTotals {
  records: number;
  handled: number;
  /** Handled before, or just being handled by another. */
  duplicate: number;
  /** No function is for them. */
  unhandled: number;
  /** A function threw, or the memory was away. */
  failed: number;
  /** Not genuine, or without a signature where one is required. */
  refused: number;
  unreadable: number;
}

export interface ReplayProgress extends ReplayTotals {
  /** The line of the record, from 1; in a JSON array its place. */
  at: number;
  /** Why it was refused, unreadable or failed. */
  message?: string;
}

type Count = keyof Omit<ReplayTotals, "records">;

/** What became of a record: a count for each of its events, or for itself. */
interface Fate {
  counts: readonly Count[];
  message?: string;
}

export class WebhookReplay {
  readonly #options: WebhookReplayOptions & { clock: Clock };

  constructor(options: WebhookReplayOptions) {
    this.#options = { clock: systemClock, ...options };
  }

  /**
   * A file of JSON (an array, or `{"events": […]}`) or NDJSON. On Node.
   * @throws what the file system does; ReplayFileError when the file as a whole cannot be read
   */
  async replayFromFile(path: string): Promise<ReplayTotals> {
    const { readTextFile } = await import("#files");
    return this.#replay(parseReplayText(readTextFile(path)));
  }

  /**
   * A file's text, or records one after another: events, envelopes, requests. In their order, each when the one before
   * has been handled. What a single record does wrong is counted, told and passed over.
   * @throws ReplayFileError
   */
  async replay(records: string | Iterable<unknown> | AsyncIterable<unknown>): Promise<ReplayTotals> {
    return this.#replay(typeof records === "string" ? parseReplayText([records]) : numbered(records));
  }

  async #replay(records: AsyncIterable<ParsedRecord>): Promise<ReplayTotals> {
    const totals = { records: 0, handled: 0, duplicate: 0, unhandled: 0, failed: 0, refused: 0, unreadable: 0 };
    for await (const parsed of records) {
      if (this.#options.signal?.aborted) break;
      const fate = "unreadable" in parsed ? unreadable(parsed.unreadable) : await this.#take(readRecord(parsed.value));
      totals.records++;
      for (const count of fate.counts) totals[count]++;
      const message = fate.message === undefined ? {} : { message: fate.message };
      await this.#options.onProgress?.({ ...totals, at: parsed.at, ...message });
    }
    return totals;
  }

  async #take(record: ReplayRecord): Promise<Fate> {
    if (record.kind === "unreadable") return unreadable(record.message);
    const read = await this.#read(record);
    return "counts" in read ? read : this.#handle(read.events, read.source);
  }

  /** The events of a record, or what became of it without any. */
  async #read(record: Exclude<ReplayRecord, { kind: "unreadable" }>): Promise<Told | Fate> {
    const { handler, verification = "required", clock } = this.#options;
    if (record.kind === "event") return verification === "skipped" ? this.#readEvent(record) : UNSIGNED;
    const { platform, body, headers, method, query, receivedAtMs = clock.now() } = record;
    if (verification === "skipped") {
      return this.#parse(() => ({
        events: handler.parseEvents(body, platform, headers),
        source: handler.sourceOf(platform),
      }));
    }
    const read = await handler.read({ platform, path: "", method, query, headers, body }, receivedAtMs);
    if (read.kind === "events") return { events: read.events, source: read.source };
    if (read.kind === "refused") return { counts: ["refused"], message: read.refusal.message };
    return { counts: ["unhandled"], message: "It is a handshake, and tells of nothing." };
  }

  #readEvent({ value, source }: Extract<ReplayRecord, { kind: "event" }>): Told | Fate {
    const { handler } = this.#options;
    return this.#parse(() => ({
      events: "eventType" in value ? [value as WebhookEvent] : handler.parseEvents(JSON.stringify(value), UNIFIED),
      source: source ?? this.#options.source ?? handler.sourceOf(),
    }));
  }

  #parse(parse: () => Told): Told | Fate {
    try {
      return parse();
    } catch (error) {
      // UnparsableError and UnknownPlatformError: the record says something that the handler cannot read.
      return unreadable(error instanceof Error ? error.message : String(error));
    }
  }

  async #handle(events: readonly WebhookEvent[], source: string): Promise<Fate> {
    const { handler, duplicates = "skip" } = this.#options;
    if (events.length === 0) return { counts: ["unhandled"], message: "It tells of nothing." };
    if (duplicates === "again") return this.#handleAgain(events);
    const taken = await handler.handle(events, { wait: true, source });
    if (!taken.ok) return { counts: events.map(() => "failed"), message: taken.message };
    const counts = taken.outcomes.map((outcome): Count => {
      if (outcome === "busy") return "duplicate";
      return outcome === "taken" ? "handled" : outcome;
    });
    return counts.includes("failed") ? { counts, message: "A handler threw: onError has heard of it." } : { counts };
  }

  async #handleAgain(events: readonly WebhookEvent[]): Promise<Fate> {
    const counts: Count[] = [];
    const messages: string[] = [];
    for (const event of events) {
      try {
        counts.push((await this.#options.handler.run(event)) ? "handled" : "unhandled");
      } catch (error) {
        counts.push("failed");
        messages.push(`A handler threw at ${event.eventId}: ${String(error)}`);
      }
    }
    return messages.length === 0 ? { counts } : { counts, message: messages.join(" ") };
  }
}

/** The platform whose format the unified envelope is. */
const UNIFIED = "moderation-ai";

interface Told {
  events: readonly WebhookEvent[];
  source: string;
}

const UNSIGNED: Fate = {
  counts: ["refused"],
  message: 'A kept event has no signature. Where the file is to be believed, pass { verification: "skipped" }.',
};

function unreadable(message: string): Fate {
  return { counts: ["unreadable"], message };
}

async function* numbered(records: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<ParsedRecord> {
  let at = 0;
  for await (const value of records) yield { at: ++at, value };
}
