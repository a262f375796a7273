import { RegistrationError } from "@tabellary/receiver";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { withoutSecrets } from "../catalogue/discretion.ts";
import type { Snapshot } from "../catalogue/snapshot.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { Store } from "../store/store.ts";
import type { Errand, ErrandKind } from "./errands.ts";
import {
  addressOf,
  REGISTRATION,
  type RegistrationNote,
  readNote,
  readNotes,
  refOf,
  SUBSCRIPTION,
  type SubscriptionNote,
  writeNote,
} from "./notes.ts";
import { backOffMs } from "./pace.ts";
import { refusalsOf, renewalOf } from "./registration-state.ts";
import type { Registrations } from "./registrations.ts";

export interface RenewingDeps {
  store: Pick<Store, "notes" | "note">;
  catalogue: { readonly now: Pick<Snapshot, "source"> };
  registrations: Pick<Registrations, "ask" | "noteMade" | "end">;
  clock: Pick<Clock, "now">;
  random: Pick<Random, "float">;
}

/** After a first failure; the lease has days to go then. */
const RETRY_MS = 5 * 60_000;

/** Renews the registrations that end by themselves, such as WebSub's leases, well before they do. */
export class Renewing implements ErrandKind {
  readonly name = "renewal";
  readonly #deps: RenewingDeps;

  constructor(deps: RenewingDeps) {
    this.#deps = deps;
  }

  async plan(sourceNo: number | null): Promise<readonly Errand[]> {
    const { store, catalogue } = this.#deps;
    const notes = await readNotes<RegistrationNote>(store, sourceNo, REGISTRATION);
    if (notes.length === 0) return [];
    const heard = await readNotes<SubscriptionNote>(store, sourceNo, SUBSCRIPTION);
    const heardBy = new Map(heard.map(({ sourceNo: no, key, value }) => [`${no} ${key}`, value]));
    return notes.flatMap(({ sourceNo: no, value }) => {
      const ref = refOf(value.id);
      const source = catalogue.now.source(no);
      if (source === undefined || !source.config.active) return [];
      const dueAt = dueAtOf(source, value, heardBy.get(`${no} ${SUBSCRIPTION}${ref}`));
      return dueAt === null ? [] : [{ sourceNo: no, ref, dueAt }];
    });
  }

  async run(source: CataloguedSource, ref: string): Promise<number | null> {
    const { clock } = this.#deps;
    const note = await this.#read(source, ref);
    if (note === undefined || !source.config.active) return null;
    const subscription = await readNote<SubscriptionNote>(this.#deps.store, source.no, SUBSCRIPTION + ref);
    const dueAt = dueAtOf(source, note, subscription);
    if (dueAt === null || dueAt > clock.now()) return dueAt;
    try {
      return await this.#renew(source, ref, note, refusalsOf(note, subscription));
    } catch (error) {
      if (!(error instanceof RegistrationError)) throw error;
      return this.#noteFailure(source, ref, note, error);
    }
  }

  async #renew(
    source: CataloguedSource,
    ref: string,
    note: RegistrationNote,
    refusals: number,
  ): Promise<number | null> {
    const { registrations, clock } = this.#deps;
    const askedAt = clock.now();
    const options = note.options ?? {};
    const { made, asked } = await registrations.ask(source, options);
    if ((await this.#read(source, ref)) === undefined) {
      // Somebody ended it in the meantime, and it has just been made anew.
      await registrations.end(asked, made.id);
      return null;
    }
    return renewalOf(await registrations.noteMade(asked, made, { options, askedAt, refusals }), undefined);
  }

  async #noteFailure(source: CataloguedSource, ref: string, note: RegistrationNote, error: RegistrationError) {
    const { store, clock, random } = this.#deps;
    const failures = note.failures + 1;
    const waitMs = Math.max(error.retryAfterMs ?? 0, backOffMs(RETRY_MS, failures - 1, random));
    const retryAt = clock.now() + waitMs;
    const failed = { ...note, failures, retry_at: retryAt, error: withoutSecrets(error.message, source) };
    if ((await this.#read(source, ref)) !== undefined) await writeNote(store, source.no, REGISTRATION + ref, failed);
    return retryAt;
  }

  #read({ no }: CataloguedSource, ref: string): Promise<RegistrationNote | undefined> {
    return readNote(this.#deps.store, no, REGISTRATION + ref);
  }
}

/** At once when the source has another address since: the one that the platform has is soon taken no more. */
function dueAtOf(source: CataloguedSource, note: RegistrationNote, subscription: SubscriptionNote | undefined) {
  const dueAt = renewalOf(note, subscription);
  const isMoved = note.address !== addressOf(source);
  return isMoved && dueAt !== null && note.failures === 0 ? note.asked_at : dueAt;
}
