import {
  type Credentials,
  deleteWebhook,
  type FetchLike,
  listWebhooks,
  type Platform,
  PortalOnlyError,
  type PortalValue,
  type Registration,
  RegistrationError,
  registerWebhook,
} from "@tabellary/receiver";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { CataloguedSource } from "../catalogue/catalogued-source.ts";
import { withoutSecrets } from "../catalogue/discretion.ts";
import type { JsonObject } from "../model/event-type.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { Store } from "../store/store.ts";
import { addCredentials } from "./credentials.ts";
import { ingressUrl } from "./ingress-url.ts";
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
import { toPlatformProblem } from "./platform-problem.ts";
import { endOf, type Known, type RegistrationState, renewalOf, stateOf } from "./registration-state.ts";

export interface RegistrationsDeps {
  store: Pick<Store, "notes" | "note">;
  catalogue: Pick<Catalogue, "now" | "load" | "reviseSource">;
  clock: Pick<Clock, "now" | "after">;
  random: Pick<Random, "float" | "bytes">;
  fetch: FetchLike;
  /** Where platforms reach this hub. */
  publicUrl(): string;
  /** A registration was made or ended: whoever renews has to know. */
  onChange(sourceNo: number): void;
}

/** A registration as the platform and the notes tell of it. Times are in milliseconds since 1970. */
export interface RegistrationView {
  id: string;
  /** Null: the platform did not say. */
  url: string | null;
  state: RegistrationState;
  /** Whether it was made from here. */
  isOurs: boolean;
  endsAt: number | null;
  renewsAt: number | null;
  /** What the platform said last, where it refused or could not be asked. */
  error: string | null;
}

export type Registered =
  | { kind: "registered"; registration: RegistrationView }
  /** There is no API for it: where a person does it, and what to enter there. */
  | { kind: "by_hand"; portal: string; values: readonly PortalValue[] };

export interface Listing {
  /** `unlistable`: the platform has no list. `portal`: a person sees it there. `failed`: what is shown is what was noted. */
  kind: "listed" | "unlistable" | "portal" | "failed";
  /** A sentence, unless it is listed. */
  message: string | null;
  registrations: readonly RegistrationView[];
}

/** Long enough before the end to try again and again when the platform is away. */
const SHARE_MIN = 0.6;
const SHARE_SPREAD = 0.1;
const TOKEN = "{token}";
const SHOWN_BYTES = 24;

/** A platform's own subscriptions, made, listed and ended for a source by the platform's API. */
export class Registrations {
  readonly #deps: RegistrationsDeps;

  constructor(deps: RegistrationsDeps) {
    this.#deps = deps;
  }

  /**
   * Has the platform send to the source's address.
   * @throws Problem `invalid_request` when something is missing for it, `platform_failed`
   */
  async register(source: CataloguedSource, options: JsonObject): Promise<Registered> {
    // Before it answers, the platform may have asked the address.
    const askedAt = this.#deps.clock.now();
    try {
      const { made, asked } = await this.ask(source, options);
      const note = await this.noteMade(asked, made, { options, askedAt, refusals: 0 });
      this.#deps.onChange(source.no);
      const known = { listed: made, isListing: true, note, subscription: undefined };
      return { kind: "registered", registration: this.#view(made.id, made.url, known, asked) };
    } catch (error) {
      if (!(error instanceof PortalOnlyError)) throw toPlatformProblem(error, source);
      return { kind: "by_hand", portal: error.portal, values: error.values };
    }
  }

  /**
   * Asks the platform, with what it and the source have to know of each other. `asked` is the source as it was then: it
   * may have another token since it was read, and that is part of some ids.
   * @throws RegistrationError, Problem
   */
  async ask(source: CataloguedSource, options: JsonObject): Promise<{ made: Registration; asked: CataloguedSource }> {
    const { catalogue, publicUrl } = this.#deps;
    const ready = await addCredentials(catalogue, source, this.#expectedOf(source, options));
    const made = await registerWebhook({ ...this.#access(ready), url: ingressUrl(publicUrl(), ready), options });
    if (made.secret !== undefined) await this.#keepSecret(ready, made, made.secret);
    return { made, asked: ready };
  }

  /** What receiving has to know before the platform asks the address. */
  #expectedOf(source: CataloguedSource, options: JsonObject): Credentials {
    const { catalogue, random } = this.#deps;
    const { register } = source.platform;
    if (register?.kind !== "api") return {};
    const { credentials } = (catalogue.now.source(source.no) ?? source).secrets;
    const expected = register.expects?.(options) ?? {};
    // What was subscribed to before, perhaps by hand, was so without a token: its renewal would be refused for want of one.
    const isAlone = Object.entries(expected).every(([name, values]) => isWithin(credentials[name], values));
    const { shows } = register;
    if (shows === undefined || !isAlone || (credentials[shows] ?? []).length > 0) return expected;
    return { ...expected, [shows]: [Buffer.from(random.bytes(SHOWN_BYTES)).toString("base64url")] };
  }

  /** Notes what was made, so that it is renewed and shown; `source` as it was asked for. */
  async noteMade(
    source: CataloguedSource,
    made: Registration,
    { options, askedAt, refusals }: { options: JsonObject; askedAt: number; refusals: number },
  ): Promise<RegistrationNote> {
    const { store, random } = this.#deps;
    const note: RegistrationNote = {
      id: hideToken(made.id, source),
      options: made.expiresAt === null ? null : options,
      address: addressOf(source),
      asked_at: askedAt,
      ends_at: made.expiresAt === null ? null : Date.parse(made.expiresAt),
      share: SHARE_MIN + SHARE_SPREAD * random.float(),
      ...(refusals > 0 && { refusals }),
      failures: 0,
      retry_at: null,
      error: null,
    };
    await writeNote(store, source.no, REGISTRATION + refOf(note.id), note);
    return note;
  }

  /** What the platform lists, beside what is noted here. Rejects only when the store does not answer. */
  async list(source: CataloguedSource): Promise<Listing> {
    const { store } = this.#deps;
    const notes = await readNotes<RegistrationNote>(store, source.no, REGISTRATION);
    const heard = await readNotes<SubscriptionNote>(store, source.no, SUBSCRIPTION);
    const { kind, message, listed } = await this.#listAtPlatform(source);
    const isListing = kind === "listed";
    const byRef = new Map<string, { id: string; url: string | null; known: Known }>();
    const subscriptionOf = (ref: string) => heard.find(({ key }) => key === SUBSCRIPTION + ref)?.value;
    for (const { value: note } of notes) {
      const ref = refOf(note.id);
      const known = { listed: undefined, isListing, note, subscription: subscriptionOf(ref) };
      byRef.set(ref, { id: showToken(note.id, source), url: null, known });
    }
    for (const one of listed) {
      const ref = refOf(hideToken(one.id, source));
      const note = byRef.get(ref)?.known.note;
      byRef.set(ref, {
        id: one.id,
        url: one.url,
        known: { listed: one, isListing, note, subscription: subscriptionOf(ref) },
      });
    }
    const registrations = [...byRef.values()].map(({ id, url, known }) => this.#view(id, url, known, source));
    return { kind, message, registrations };
  }

  /** @throws Problem `platform_failed`, `conflict` where a person has to do it, `invalid_request` */
  async end(source: CataloguedSource, id: string): Promise<void> {
    const { store, onChange } = this.#deps;
    const ref = refOf(hideToken(id, source));
    const key = REGISTRATION + ref;
    const note = await readNote<RegistrationNote>(store, source.no, key);
    // Before the platform says that it has ended: what is noted is then asked for again.
    if (note !== undefined) await writeNote(store, source.no, key, null);
    try {
      await this.#endAtPlatform(source, id);
    } catch (error) {
      if (note !== undefined) await writeNote(store, source.no, key, note);
      onChange(source.no);
      throw toPlatformProblem(error, source);
    }
    await writeNote(store, source.no, SUBSCRIPTION + ref, null);
    onChange(source.no);
  }

  async #endAtPlatform(source: CataloguedSource, id: string): Promise<void> {
    try {
      await deleteWebhook({ ...this.#access(source), webhookId: id });
    } catch (error) {
      // It is not there any more, and that was asked for.
      const isGone = error instanceof RegistrationError && (error.status === 404 || error.status === 410);
      if (!isGone) throw error;
    }
  }

  async #listAtPlatform(
    source: CataloguedSource,
  ): Promise<Omit<Listing, "registrations"> & { listed: readonly Registration[] }> {
    try {
      return { kind: "listed", message: null, listed: await listWebhooks(this.#access(source)) };
    } catch (error) {
      if (!(error instanceof RegistrationError)) throw error;
      const words = withoutSecrets(error.message, source);
      if (error instanceof PortalOnlyError) return { kind: "portal", message: error.portal, listed: [] };
      return { kind: error.code === "registration_unlistable" ? "unlistable" : "failed", message: words, listed: [] };
    }
  }

  /** Some show it once and never again: without it what comes could not be verified, so the registration goes too. */
  async #keepSecret(source: CataloguedSource, { id }: Registration, secret: string): Promise<void> {
    const [field] = source.platform.credentials;
    if (field === undefined) return;
    try {
      await addCredentials(this.#deps.catalogue, source, { [field.name]: [secret] });
    } catch (error) {
      await deleteWebhook({ ...this.#access(source), webhookId: id }).catch(() => undefined);
      throw error;
    }
  }

  #access({ platform, secrets }: CataloguedSource): RegistrationInput {
    const { fetch, clock } = this.#deps;
    return { platform, credentials: secrets.credentials, fetch, clock };
  }

  #view(id: string, url: string | null, known: Known, source: CataloguedSource): RegistrationView {
    const { note, subscription } = known;
    const isOver = source.config.active === false || note === undefined;
    return {
      id,
      url,
      state: stateOf(known, this.#deps.clock.now()),
      isOurs: note !== undefined,
      endsAt: endOf(known),
      renewsAt: isOver ? null : renewalOf(note, subscription),
      error: note?.error ?? subscription?.reason ?? null,
    };
  }
}

interface RegistrationInput {
  platform: Platform;
  credentials: Credentials;
  fetch: FetchLike;
  clock: Pick<Clock, "now" | "after">;
}

function isWithin(present: readonly string[] = [], values: readonly string[]): boolean {
  return present.every((value) => values.includes(value));
}

/** The source's address is part of some ids, and its token is a secret: it does not stand in a note. */
function hideToken(id: string, { secrets }: CataloguedSource): string {
  const { token, previousToken } = secrets;
  const clean = id.replaceAll(token, TOKEN);
  return previousToken === null ? clean : clean.replaceAll(previousToken, TOKEN);
}

function showToken(id: string, { secrets }: CataloguedSource): string {
  return id.replaceAll(TOKEN, secrets.token);
}
