import { type Attempted, type FetchLike, type Redeliverer, RegistrationError } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { withoutSecrets } from "../catalogue/discretion.ts";
import type { Snapshot } from "../catalogue/snapshot.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { Store } from "../store/store.ts";
import type { Errand, ErrandKind } from "./errands.ts";
import { type RedeliveryNote, readNote, readNotes, SWEEP, writeNote } from "./notes.ts";
import { backOffMs, jittered } from "./pace.ts";
import { type RedeliveryConfig, redeliveryConfigOf } from "./reconcile-config.ts";

export interface RedeliveriesDeps {
  store: Pick<Store, "notes" | "note">;
  catalogue: { readonly now: Pick<Snapshot, "source" | "sources"> };
  clock: Pick<Clock, "now">;
  random: Pick<Random, "float">;
  fetch: FetchLike;
}

/** How many deliveries one sweep asks for: what is left waits for the next. */
const ASKED_MAX = 50;
/** A delivery that has failed so often while this hub was there to sweep has something about it that will not pass. */
const TRIES_MAX = 5;
/** What is delivered while the list is read may come to stand in it a little later. */
const OVERLAP_MS = 60_000;
/** A delivery that cannot be sent again: too old, or gone. */
const GONE: ReadonlySet<number | null> = new Set([404, 410, 422]);

/** A delivery that no attempt has brought here. */
interface Missed {
  deliveryId: string;
  /** The last attempt's. */
  attemptId: string;
  atMs: number;
}

interface Sweep {
  source: CataloguedSource;
  config: RedeliveryConfig;
  redeliverer: Redeliverer;
  startedAt: number;
  note: RedeliveryNote | undefined;
}

/**
 * For platforms that send once, and once more when they are asked, such as GitHub: goes through their list of deliveries
 * since the last sweep and asks for those that failed. What comes then comes through the door like everything else.
 */
export class Redeliveries implements ErrandKind {
  readonly name = "redelivery";
  readonly #deps: RedeliveriesDeps;

  constructor(deps: RedeliveriesDeps) {
    this.#deps = deps;
  }

  async plan(sourceNo: number | null): Promise<readonly Errand[]> {
    const { store, catalogue, clock } = this.#deps;
    const sources = sourceNo === null ? [...catalogue.now.sources()] : [catalogue.now.source(sourceNo)];
    const swept = sources.filter((source) => source !== undefined).filter(isSwept);
    if (swept.length === 0) return [];
    const notes = new Map(
      (await readNotes<RedeliveryNote>(store, sourceNo, SWEEP)).map((one) => [one.sourceNo, one.value]),
    );
    return swept.map(({ no }) => ({ sourceNo: no, ref: "", dueAt: notes.get(no)?.next_at ?? clock.now() }));
  }

  async run(source: CataloguedSource): Promise<number | null> {
    const { store, clock, random } = this.#deps;
    const config = redeliveryConfigOf(source);
    const redeliverer = source.platform.redeliver;
    if (config === null || redeliverer === undefined || !source.config.active) return null;
    const note = await readNote<RedeliveryNote>(store, source.no, SWEEP);
    const startedAt = clock.now();
    const swept = await this.#sweep({ source, config, redeliverer, startedAt, note });
    const failures = swept.failed === null ? 0 : (note?.failures ?? 0) + 1;
    const restMs =
      failures === 0 ? jittered(config.intervalMs, random) : backOffMs(config.intervalMs, failures, random);
    const next = clock.now() + Math.max(restMs, swept.failed?.retryAfterMs ?? 0);
    const error = swept.failed === null ? swept.remark : withoutSecrets(swept.failed.message, source);
    const { since, tries } = swept;
    const left: RedeliveryNote = { swept_at: startedAt, next_at: next, since, tries, failures, error };
    await writeNote(store, source.no, SWEEP, left);
    return next;
  }

  async #sweep(sweep: Sweep) {
    const { redeliverer, config, startedAt, note } = sweep;
    const since = Math.max(note?.since ?? 0, startedAt - redeliverer.keptMs);
    const access = { ...this.#accessOf(sweep), webhookId: config.hookId };
    let tries: Readonly<Record<string, number>> = note?.tries ?? {};
    try {
      const { attempts, isWhole } = await redeliverer.list({ ...access, sinceMs: since });
      const missed = missedOf(attempts);
      tries = Object.fromEntries(
        missed.flatMap(({ deliveryId }) => (tries[deliveryId] ? [[deliveryId, tries[deliveryId]]] : [])),
      );
      const open = missed.filter(({ deliveryId }) => (tries[deliveryId] ?? 0) < TRIES_MAX);
      const asked = await askFor(open.slice(0, ASKED_MAX), ({ attemptId }) =>
        redeliverer.redeliver({ ...access, attemptId }),
      );
      for (const { deliveryId } of asked.done) tries = { ...tries, [deliveryId]: (tries[deliveryId] ?? 0) + 1 };
      // What was not asked for is looked at again.
      const left = open[asked.done.length];
      const remark = remarkOf(missed.length - open.length, isWhole);
      return { since: left?.atMs ?? startedAt - OVERLAP_MS, tries, failed: asked.failed, remark };
    } catch (error) {
      if (!(error instanceof RegistrationError)) throw error;
      return { since, tries, failed: error, remark: null };
    }
  }

  #accessOf({ source, config, startedAt }: Sweep) {
    const { credentials } = source.secrets;
    const own = config.repository === null ? credentials : { ...credentials, repository: [config.repository] };
    return { credentials: own, fetch: this.#deps.fetch, nowMs: startedAt };
  }
}

function isSwept(source: CataloguedSource): boolean {
  return source.config.active && redeliveryConfigOf(source) !== null;
}

/** Oldest first: they are told in the order in which they happened, as far as that can be mended. */
function missedOf(attempts: readonly Attempted[]): readonly Missed[] {
  const byDelivery = Map.groupBy(attempts, ({ deliveryId }) => deliveryId);
  return [...byDelivery]
    .filter(([, all]) => !all.some(({ isTaken }) => isTaken))
    .map(([deliveryId, all]) => {
      const last = all.reduce((a, b) => (b.atMs > a.atMs ? b : a));
      return { deliveryId, attemptId: last.id, atMs: Math.min(...all.map(({ atMs }) => atMs)) };
    })
    .sort((a, b) => a.atMs - b.atMs);
}

/** One after the other, until the platform has had enough of it. */
async function askFor(missed: readonly Missed[], redeliver: (one: Missed) => Promise<void>) {
  const done: Missed[] = [];
  for (const one of missed) {
    try {
      await redeliver(one);
    } catch (error) {
      if (!(error instanceof RegistrationError)) throw error;
      if (!GONE.has(error.status)) return { done, failed: error };
    }
    done.push(one);
  }
  return { done, failed: null };
}

function remarkOf(givenUp: number, isWhole: boolean): string | null {
  if (!isWhole) return "There were more deliveries than one sweep reads: the oldest were not looked at.";
  return givenUp === 0 ? null : `${givenUp} deliveries failed ${TRIES_MAX} times and are not asked for any more.`;
}
