import { createHash } from "node:crypto";
import { Problem } from "../model/errors.ts";
import type { EventType } from "../model/event-type.ts";
import type { IdMaker } from "../model/ids.ts";
import type { ApiKey, Scope } from "../model/key.ts";
import type { Clock, Random } from "../model/ports.ts";
import type { RuleGroup } from "../model/rule.ts";
import type { Site } from "../model/site.ts";
import type { ModerationConfig, ModerationSecrets } from "../model/site-moderation.ts";
import type { Source, SourceConfig, SourceSecrets } from "../model/source.ts";
import type { Health, Webhook, WebhookConfig, WebhookSecrets } from "../model/webhook.ts";
import type { CatalogueChange } from "../store/catalogue-rows.ts";
import type { Store } from "../store/store.ts";
import { type CataloguedModeration, openModeration, sealModerationSecrets } from "./catalogued-moderation.ts";
import { type CataloguedSource, openSource, sealSourceSecrets } from "./catalogued-source.ts";
import { type CataloguedWebhook, contractOf, openWebhook, sealHeaders, sealSecrets } from "./catalogued-webhook.ts";
import { type InnerKind, innerConfig } from "./inner-webhook.ts";
import { Snapshot } from "./snapshot.ts";
import type { Vault } from "./vault.ts";

export interface CatalogueDeps {
  store: Pick<Store, "loadCatalogue" | "change">;
  vault: Vault;
  clock: Clock;
  random: Random;
  ids: IdMaker;
}

/** What a webhook is made of, as its owner gives it: header values in the clear. */
export type WebhookWishes = WebhookConfig;

const SOURCE_TOKEN_BYTES = 32;

/**
 * Sites, keys, event types, webhooks, sources and rules: in memory for matching, and the one place that changes them. A change is in
 * the store before it is here; its version says which events were matched with it.
 */
export class Catalogue {
  #snapshot = new Snapshot();
  readonly #deps: CatalogueDeps;
  readonly #listeners: ((webhookNo: number) => void)[] = [];
  readonly #sourceListeners: ((sourceNo: number) => void)[] = [];
  #reading: Promise<void> | null = null;
  #nextReading: Promise<void> | null = null;

  constructor(deps: CatalogueDeps) {
    this.#deps = deps;
  }

  /** The present state. Do not keep it across an await: a change may replace it. */
  get now(): Snapshot {
    return this.#snapshot;
  }

  /** Hears of every webhook that was changed or deleted, after the change. */
  onWebhookChange(listener: (webhookNo: number) => void): void {
    this.#listeners.push(listener);
  }

  /** Hears of every source that was made, changed or deleted, after that. */
  onSourceChange(listener: (sourceNo: number) => void): void {
    this.#sourceListeners.push(listener);
  }

  /**
   * Reads everything anew: at start, and when another node has changed something. What was committed before the call is
   * then known. Many who ask while one reading is under way share the next.
   */
  load(): Promise<void> {
    if (this.#reading === null) {
      this.#reading = this.#read().finally(() => {
        this.#reading = null;
      });
      return this.#reading;
    }
    this.#nextReading ??= this.#reading
      .catch(() => undefined)
      .then(() => {
        this.#nextReading = null;
        return this.load();
      });
    return this.#nextReading;
  }

  async #read(): Promise<void> {
    let { version: known } = this.#snapshot;
    let rows = await this.#deps.store.loadCatalogue();
    // A change made here came in between: what others changed is not known yet. A store that went back behind what was
    // known before it was asked (a backup was put in its place) is taken as it is.
    while (rows.version >= known && rows.version < this.#snapshot.version) {
      known = this.#snapshot.version;
      rows = await this.#deps.store.loadCatalogue();
    }
    const before = this.#snapshot;
    const next = new Snapshot();
    next.version = rows.version;
    for (const site of rows.sites) next.putSite(site);
    for (const key of rows.keys) next.putKey(key);
    for (const type of rows.eventTypes) next.putEventType(type);
    for (const webhook of rows.webhooks) next.putWebhook(openWebhook(webhook, this.#deps.vault));
    for (const source of rows.sources) next.putSource(openSource(source, this.#deps.vault));
    for (const group of rows.ruleGroups) next.putRuleGroup(group);
    for (const moderation of rows.moderations) next.putModeration(openModeration(moderation, this.#deps.vault));
    this.#snapshot = next;
    const touched = new Set([...before.webhooks(), ...next.webhooks()].map((webhook) => webhook.no));
    for (const no of touched) if (before.webhook(no)?.rev !== next.webhook(no)?.rev) this.#tell(no);
    const sources = new Set([...before.sources(), ...next.sources()].map((source) => source.no));
    for (const no of sources) if (before.source(no)?.rev !== next.source(no)?.rev) this.#tellSource(no);
  }

  /** Goes on when the present version is another than `version`, which turned out to be past: at once, or after a load. */
  afterMove(version: number, go: () => void, fail: (error: Error) => void): void {
    if (this.#snapshot.version !== version) go();
    else this.load().then(go, fail);
  }

  async createSite(wishes: Pick<Site, "name" | "description" | "contract" | "isOperator">): Promise<Site> {
    const site = { ...wishes, id: this.#deps.ids.take(), createdAt: this.#deps.clock.now() };
    return this.#change({ kind: "create_site", site }, nameTaken(site), (no) => this.#putSite({ ...site, no }));
  }

  async updateSite(site: Site): Promise<Site> {
    return this.#change({ kind: "update_site", site }, nameTaken(site), () => this.#putSite(site));
  }

  /** Deletes the site with its webhooks, sources, keys, event types and rules. What its webhooks are owed ends as `cancelled`. */
  async deleteSite({ no }: Site): Promise<void> {
    await this.#change({ kind: "delete_site", siteNo: no, now: this.#deps.clock.now() }, "", () => {
      const webhooks = this.#snapshot.allWebhooksOf(no);
      const sources = this.#snapshot.sourcesOf(no);
      this.#snapshot.dropSite(no);
      for (const webhook of webhooks) this.#tell(webhook.no);
      for (const source of sources) this.#tellSource(source.no);
    });
  }

  /** Returns the key and its token, which is shown once: only its hash is kept. */
  async createKey(wishes: { siteNo: number | null; name: string; scopes: readonly Scope[]; token?: string }) {
    const token = wishes.token ?? `tab_${Buffer.from(this.#deps.random.bytes(24)).toString("base64url")}`;
    const key = {
      id: this.#deps.ids.take(),
      siteNo: wishes.siteNo,
      name: wishes.name,
      hash: createHash("sha256").update(token).digest(),
      hint: token.slice(0, 8),
      scopes: wishes.scopes,
      createdAt: this.#deps.clock.now(),
    };
    return this.#change({ kind: "create_key", key }, "This key exists already.", (no) => {
      const created: ApiKey = { ...key, no };
      this.#snapshot.putKey(created);
      return { key: created, token };
    });
  }

  async deleteKey(key: ApiKey): Promise<void> {
    await this.#change({ kind: "delete_key", keyNo: key.no }, "", () => this.#snapshot.dropKey(key));
  }

  async putEventType(eventType: EventType): Promise<void> {
    await this.#change({ kind: "put_event_type", eventType }, "", () => this.#snapshot.putEventType(eventType));
  }

  async deleteEventType(siteNo: number, name: string): Promise<void> {
    await this.#change({ kind: "delete_event_type", siteNo, name }, "", () =>
      this.#snapshot.dropEventType(siteNo, name),
    );
  }

  /** A fresh secret of the kind the contract takes. */
  newSecret(contract: string): string {
    return contractOf({ contract, customContract: {} }).generateSecret(this.#deps.random.bytes(32));
  }

  async createWebhook(siteNo: number, wishes: WebhookWishes, secret: string): Promise<CataloguedWebhook> {
    const id = this.#deps.ids.take();
    const secrets: WebhookSecrets = { current: secret, next: null, previous: null, previousUntil: null };
    const webhook: Omit<Webhook, "no" | "rev" | "health" | "healthSince"> = {
      id,
      siteNo,
      config: this.#sealed(wishes, id),
      sealedSecrets: sealSecrets(secrets, id, this.#deps.vault),
      createdAt: this.#deps.clock.now(),
    };
    return this.#change({ kind: "create_webhook", webhook }, "", (no) =>
      this.#put({ ...webhook, no, rev: 1, health: "healthy", healthSince: null }),
    );
  }

  /** A webhook of the hub's own, that moderation works by for a site: made at its first use. */
  async ensureInner(siteNo: number, kind: InnerKind, key: string): Promise<CataloguedWebhook> {
    const find = () => this.#snapshot.inner(siteNo, kind, key);
    const known = find();
    if (known) return known;
    const config = innerConfig(kind, key);
    try {
      return await this.createWebhook(siteNo, config, this.newSecret(config.contract));
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "conflict") throw error;
      // Somebody was first, here or at another node.
      if (!find()) await this.load();
      const made = find();
      if (!made) throw error;
      return made;
    }
  }

  /**
   * Makes a new revision, with new secrets in the same commit when there are `secrets`.
   * 409 when somebody else changed either since `webhook` was read.
   */
  async reviseWebhook(
    webhook: CataloguedWebhook,
    wishes: WebhookWishes,
    secrets?: WebhookSecrets,
  ): Promise<CataloguedWebhook> {
    const config = this.#sealed(wishes, webhook.id);
    const { no, rev, sealedSecrets: was } = webhook;
    const resealed = secrets && { sealedSecrets: sealSecrets(secrets, webhook.id, this.#deps.vault) };
    const reseal = resealed && { reseal: { was, ...resealed } };
    const now = this.#deps.clock.now();
    return this.#change({ kind: "revise_webhook", webhookNo: no, rev, config, ...reseal, now }, "", () =>
      this.#put({ ...(this.#snapshot.webhook(no) ?? webhook), ...resealed, config, rev: rev + 1 }),
    );
  }

  async setSecrets(webhook: CataloguedWebhook, secrets: WebhookSecrets): Promise<CataloguedWebhook> {
    const sealedSecrets = sealSecrets(secrets, webhook.id, this.#deps.vault);
    const { no, sealedSecrets: was } = webhook;
    return this.#change({ kind: "reseal_webhook", webhookNo: no, was, sealedSecrets }, "", () =>
      this.#put({ ...(this.#snapshot.webhook(no) ?? webhook), sealedSecrets }),
    );
  }

  async deleteWebhook(webhook: CataloguedWebhook): Promise<void> {
    const change = { kind: "delete_webhook", webhookNo: webhook.no, now: this.#deps.clock.now() } as const;
    await this.#change(change, "", () => {
      this.#snapshot.dropWebhook(webhook.no);
      this.#tell(webhook.no);
    });
  }

  /** Makes a source with a token of its own. `credentials` are by the platform's names. */
  async createSource(
    siteNo: number,
    config: SourceConfig,
    credentials: SourceSecrets["credentials"],
  ): Promise<CataloguedSource> {
    const id = this.#deps.ids.take();
    const secrets = { credentials, token: this.#newSourceToken(), previousToken: null, previousUntil: null };
    const sealedSecrets = sealSourceSecrets(secrets, id, this.#deps.vault);
    const source = { id, siteNo, config, sealedSecrets, createdAt: this.#deps.clock.now() };
    return this.#change({ kind: "create_source", source }, "", (no) => this.#putSource({ ...source, no, rev: 1 }));
  }

  /** 409 when somebody else changed it since `source` was read. */
  async reviseSource(
    source: CataloguedSource,
    { config = source.config, secrets }: { config?: SourceConfig; secrets?: SourceSecrets },
  ): Promise<CataloguedSource> {
    const { no, id, siteNo, rev, createdAt } = source;
    const sealedSecrets = secrets ? sealSourceSecrets(secrets, id, this.#deps.vault) : source.sealedSecrets;
    const revised = { no, id, siteNo, rev, config, sealedSecrets, createdAt };
    return this.#change({ kind: "revise_source", source: revised }, "", () =>
      this.#putSource({ ...revised, rev: rev + 1 }),
    );
  }

  /** A new token at once. The old one goes on being taken for `overlapMs`; the one before it does not. */
  rotateSourceToken(source: CataloguedSource, overlapMs: number): Promise<CataloguedSource> {
    const { token, credentials } = source.secrets;
    const kept = overlapMs > 0;
    return this.reviseSource(source, {
      secrets: {
        credentials,
        token: this.#newSourceToken(),
        previousToken: kept ? token : null,
        previousUntil: kept ? this.#deps.clock.now() + overlapMs : null,
      },
    });
  }

  async deleteSource({ no }: CataloguedSource): Promise<void> {
    const change = { kind: "delete_source", sourceNo: no, now: this.#deps.clock.now() } as const;
    await this.#change(change, "", () => {
      this.#snapshot.dropSource(no);
      this.#tellSource(no);
    });
  }

  async createRuleGroup(group: RuleGroup): Promise<RuleGroup> {
    return this.#change({ kind: "create_rule_group", group }, "", () => this.#putRuleGroup(group));
  }

  /** To its next version. 409 when somebody else has changed or deleted it since. */
  async reviseRuleGroup(group: RuleGroup): Promise<RuleGroup> {
    return this.#change({ kind: "revise_rule_group", group }, "", () => this.#putRuleGroup(group));
  }

  /** 409 when somebody else has changed or deleted it since. */
  async deleteRuleGroup(group: RuleGroup): Promise<void> {
    const { id, version } = group;
    await this.#change({ kind: "delete_rule_group", id, version }, "", () => this.#snapshot.dropRuleGroup(group));
  }

  /** 409 when somebody else has changed it since `before` was read. */
  async putModeration(
    siteNo: number,
    config: ModerationConfig,
    secrets: ModerationSecrets,
    before: CataloguedModeration | undefined,
  ): Promise<CataloguedModeration> {
    const rev = before?.rev ?? 0;
    const sealedSecrets = sealModerationSecrets(secrets, siteNo, this.#deps.vault);
    const moderation = { siteNo, rev, config, sealedSecrets };
    return this.#change({ kind: "put_site_moderation", moderation }, "", () => {
      const opened = openModeration({ ...moderation, rev: rev + 1 }, this.#deps.vault);
      this.#snapshot.putModeration(opened);
      return opened;
    });
  }

  /** The health as the engine has just stored it, in the commit of the attempt that changed it. */
  noteHealth(webhookNo: number, health: Health): void {
    const webhook = this.#snapshot.webhook(webhookNo);
    if (webhook) this.#snapshot.putWebhook({ ...webhook, health, healthSince: this.#deps.clock.now() });
  }

  /** Version and content move in one step, so that nobody matches with the one and without the other. */
  async #change<T>(change: CatalogueChange, taken: string, apply: (no: number) => T): Promise<T> {
    const result = await this.#deps.store.change(change);
    switch (result.kind) {
      case "changed":
        // Another node's change lies between: take everything anew.
        if (result.version > this.#snapshot.version + 1) await this.load();
        else this.#snapshot.version = Math.max(this.#snapshot.version, result.version);
        return apply(result.no);
      case "taken":
        throw new Problem("conflict", taken);
      case "moved":
        // By another node, it may be: whoever reads it again here is to see what it is now.
        await this.load();
        throw new Problem("conflict", "Somebody else has changed it meanwhile: read it again.");
      case "unknown":
        throw new Problem("not_found", "It does not exist (any more).");
    }
  }

  #putSite(site: Site): Site {
    this.#snapshot.putSite(site);
    return site;
  }

  #sealed(wishes: WebhookWishes, id: bigint): WebhookConfig {
    return { ...wishes, headers: sealHeaders(wishes.headers, id, this.#deps.vault) };
  }

  #putRuleGroup(group: RuleGroup): RuleGroup {
    this.#snapshot.putRuleGroup(group);
    return group;
  }

  #put(webhook: Webhook): CataloguedWebhook {
    const opened = openWebhook(webhook, this.#deps.vault);
    this.#snapshot.putWebhook(opened);
    this.#tell(webhook.no);
    return opened;
  }

  #newSourceToken(): string {
    return Buffer.from(this.#deps.random.bytes(SOURCE_TOKEN_BYTES)).toString("base64url");
  }

  #putSource(source: Source): CataloguedSource {
    const opened = openSource(source, this.#deps.vault);
    this.#snapshot.putSource(opened);
    this.#tellSource(source.no);
    return opened;
  }

  #tellSource(sourceNo: number): void {
    for (const listener of this.#sourceListeners) listener(sourceNo);
  }

  #tell(webhookNo: number): void {
    for (const listener of this.#listeners) listener(webhookNo);
  }
}

function nameTaken(site: { name: string }): string {
  return `A site is named "${site.name}" already.`;
}
