import type { Catalogue } from "../catalogue/catalogue.ts";
import { innerRoomOf } from "../catalogue/inner-webhook.ts";
import type { Vault } from "../catalogue/vault.ts";
import type { Egress } from "../egress/egress.ts";
import { fetchThrough } from "../egress/fetch.ts";
import type { Effects, Inner, InnerResult } from "../engine/inner.ts";
import type { Lease } from "../engine/lease.ts";
import type { Engine } from "../engine/requests.ts";
import { delayMsAfter } from "../engine/retry.ts";
import type { IdMaker } from "../model/ids.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { OwedDelivery } from "../store/journal-entry.ts";
import type { Store } from "../store/store.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { Aside } from "./aside/aside.ts";
import type { JobTimes } from "./decisions/job-state.ts";
import { Enforcements } from "./enforcements.ts";
import { Enforcing } from "./enforcing.ts";
import { CallbackTokens } from "./evaluators/http/callback-token.ts";
import { Callbacks } from "./evaluators/http/callbacks.ts";
import { Letterbox } from "./evaluators/http/letterbox.ts";
import { ImageHasher } from "./evaluators/image-hash/image-hasher.ts";
import { Expiring } from "./expiring.ts";
import { Incoming } from "./incoming/incoming.ts";
import { Judging } from "./judging.ts";
import { createMedia, type Media } from "./media/media.ts";
import { PictureRoom } from "./media/picture-room.ts";
import { Overdue } from "./overdue.ts";
import { Panels } from "./panel/panels.ts";
import { Settings } from "./panel/settings.ts";
import { Pauses } from "./pauses.ts";
import { Reviewing } from "./reviewing.ts";
import { Rulebook } from "./rulebook.ts";
import { Deciding } from "./rules/deciding.ts";
import { Submitting } from "./submitting.ts";
import { Telling } from "./telling.ts";

/** Of one call of a platform: two of them have room in the time of the delivery that they are made for. */
const PLATFORM_MS_MAX = 12_000;

export interface ModerationDeps {
  catalogue: Catalogue;
  engine: Engine;
  store: Store;
  egress: Pick<Egress, "send">;
  metrics: Pick<Metrics, "evaluatorAsked">;
  /** Keeps the secrets of single jobs. */
  vault: Pick<Vault, "seal">;
  clock: Clock;
  random: Random;
  ids: IdMaker;
  jobTimes: JobTimes;
  /** What callback URLs are signed with: 32 bytes, the same at all nodes. */
  callbackKey: Uint8Array;
  lease: Pick<Lease, "node">;
  /** Where classifiers reach this hub, without a slash at its end. */
  publicUrl(): string;
  /** Something that should not happen did, and was contained. */
  onTrouble(error: Error): void;
}

const NOTHING: Effects = { events: [], moderation: null };

/**
 * All that a node does with content that is to be judged. Judging and enforcing are deliveries to ourselves: the engine
 * keeps them, takes turns among them, tries them again and records what they come to; here is what they do.
 */
export class Moderation implements Inner {
  readonly submitting: Submitting;
  readonly reviewing: Reviewing;
  readonly rulebook: Rulebook;
  readonly deciding: Deciding;
  readonly settings: Settings;
  readonly panels: Panels;
  /** What platforms were asked for. */
  readonly enforcements: Enforcements;
  /** What classifiers answer later. */
  readonly letterbox: Letterbox;
  /** For who reviews as well as for evaluators. */
  readonly media: Pick<Media, "image">;
  readonly #catalogue: Pick<Catalogue, "now">;
  readonly #judging: Judging;
  readonly #incoming: Incoming;
  readonly #enforcing: Enforcing;
  readonly #expiring: Expiring;
  readonly #hasher: ImageHasher;
  readonly #aside: Aside;

  constructor(deps: ModerationDeps) {
    const { catalogue, egress, metrics, publicUrl, callbackKey, lease, store } = deps;
    this.#catalogue = catalogue;
    this.#hasher = new ImageHasher(deps);
    this.#aside = new Aside(deps);
    const tokens = new CallbackTokens({ ...deps, key: callbackKey });
    const callbacks = new Callbacks({ tokens, toUrl: (token) => `${publicUrl()}/moderation/callbacks/${token}` });
    this.letterbox = new Letterbox({ ...deps, callbacks, tokens, shared: store.shared, node: () => lease.node });
    const media = createMedia(deps);
    this.media = media;
    const room = new PictureRoom(deps);
    const build = { ...deps, media, room, hasher: this.#hasher, aside: this.#aside, callbacks };
    this.panels = new Panels({
      ...build,
      onCost: (kind, { attempts, units }) => metrics.evaluatorAsked(kind, attempts, units),
    });
    this.rulebook = new Rulebook(deps);
    this.deciding = new Deciding(this.#aside);
    this.settings = new Settings(build);
    const telling = new Telling({ catalogue, panels: this.panels, store: deps.store });
    const { panels, rulebook, deciding } = this;
    const parts = { ...deps, panels, rulebook, deciding, telling };
    this.submitting = new Submitting(parts);
    this.reviewing = new Reviewing(parts);
    this.#judging = new Judging(parts);
    this.#incoming = new Incoming(parts);
    const pauses = new Pauses(deps);
    this.enforcements = new Enforcements({ ...deps, pauses });
    const fetch = fetchThrough(egress, { timeoutMs: PLATFORM_MS_MAX });
    this.#enforcing = new Enforcing({ ...parts, pauses, fetch });
    this.#expiring = new Expiring({ ...parts, overdue: new Overdue(deps) });
  }

  start(): void {
    this.#expiring.start();
  }

  async stop(): Promise<void> {
    await this.#expiring.stop();
    await Promise.all([this.#hasher.close(), this.#aside.close()]);
  }

  judge(delivery: OwedDelivery, signal: AbortSignal): Promise<InnerResult> {
    if (!isOfItem(delivery)) return this.#incoming.take(delivery);
    return this.#judging.judge(delivery, this.#nextDelayMs(delivery) === null, signal);
  }

  enforce(delivery: OwedDelivery, signal: AbortSignal): Promise<InnerResult> {
    return this.#enforcing.enforce(delivery, this.#nextDelayMs(delivery), signal);
  }

  /** What a platform told is tried for ever, and so has no end. */
  async giveUp(delivery: OwedDelivery, reason: string): Promise<Effects> {
    const webhook = this.#catalogue.now.webhook(delivery.webhookNo);
    const room = webhook && innerRoomOf(webhook.config);
    if (room === "enforce") return this.#enforcing.giveUp(delivery, reason);
    return room === "judge" && isOfItem(delivery) ? this.#judging.giveUp(delivery) : NOTHING;
  }

  /** Until the attempt after the present one, by the schedule; null: that is the last. */
  #nextDelayMs({ webhookNo, attempts, scheduleFrom }: OwedDelivery): number | null {
    const schedule = this.#catalogue.now.webhook(webhookNo)?.terms.schedule ?? [];
    return delayMsAfter(schedule, attempts + 1 - scheduleFrom);
  }
}

/** What a platform told becomes an item first, with an event of its own that owes the judging. */
function isOfItem({ event: { type, messageSeq } }: OwedDelivery): boolean {
  return messageSeq === null && type.startsWith("media.");
}
