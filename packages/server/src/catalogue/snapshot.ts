import { type EventType, isSubscribed } from "../model/event-type.ts";
import type { ApiKey } from "../model/key.ts";
import type { RuleGroup } from "../model/rule.ts";
import type { Site } from "../model/site.ts";
import type { InnerPurpose } from "../model/webhook.ts";
import type { CataloguedModeration } from "./catalogued-moderation.ts";
import { type CataloguedSource, hashToken } from "./catalogued-source.ts";
import type { CataloguedWebhook } from "./catalogued-webhook.ts";

/**
 * A site's types are few, and few webhooks take each. Should it be otherwise, all are forgotten at this many types and
 * webhooks together, and the common ones are soon known again.
 */
const REMEMBERED_MAX = 100_000;

/** The catalogue in memory, at one version: what requests are matched against. Changed only by `Catalogue`. */
export class Snapshot {
  version = 0;
  readonly #sites = new Map<number, Site>();
  readonly #siteNos = new Map<bigint, number>();
  readonly #keys = new Map<string, ApiKey>();
  readonly #types = new Map<number, Map<string, EventType>>();
  readonly #webhooks = new Map<number, CataloguedWebhook>();
  readonly #webhookNos = new Map<bigint, number>();
  readonly #bySite = new Map<number, Map<number, CataloguedWebhook>>();
  /** By `site kind key`. */
  readonly #inner = new Map<string, CataloguedWebhook>();
  readonly #ruleGroups = new Map<bigint, RuleGroup>();
  /** Made when they are asked for; another list after each change. */
  readonly #groupsOfSite = new Map<number, readonly RuleGroup[]>();
  readonly #moderations = new Map<number, CataloguedModeration>();
  readonly #sources = new Map<number, CataloguedSource>();
  readonly #sourceNos = new Map<bigint, number>();
  /** By the hash of a token, of the present one or the one before. */
  readonly #sourceTokens = new Map<string, number>();
  /** By `site type`. Forgotten whenever a webhook changes. */
  readonly #subscribed = new Map<string, readonly CataloguedWebhook[]>();
  #remembered = 0;

  sites(): Site[] {
    return [...this.#sites.values()];
  }

  site(no: number): Site | undefined {
    return this.#sites.get(no);
  }

  siteById(id: bigint): Site | undefined {
    const no = this.#siteNos.get(id);
    return no === undefined ? undefined : this.#sites.get(no);
  }

  siteNamed(name: string): Site | undefined {
    return this.sites().find((site) => site.name === name);
  }

  operatorSite(): Site | undefined {
    return this.sites().find((site) => site.isOperator);
  }

  keys(): ApiKey[] {
    return [...this.#keys.values()];
  }

  /** `hash` is SHA-256 in hex. */
  keyByHash(hash: string): ApiKey | undefined {
    return this.#keys.get(hash);
  }

  eventTypes(siteNo: number): EventType[] {
    return [...(this.#types.get(siteNo)?.values() ?? [])];
  }

  eventType(siteNo: number, name: string): EventType | undefined {
    return this.#types.get(siteNo)?.get(name);
  }

  webhook(no: number): CataloguedWebhook | undefined {
    return this.#webhooks.get(no);
  }

  /** Not one of the hub's own: nobody outside knows those. */
  webhookById(id: bigint): CataloguedWebhook | undefined {
    const no = this.#webhookNos.get(id);
    return no === undefined ? undefined : this.#webhooks.get(no);
  }

  /** A webhook of the hub's own. */
  inner(siteNo: number, kind: InnerPurpose["kind"], key: string): CataloguedWebhook | undefined {
    return this.#inner.get(innerKey(siteNo, { kind, key }));
  }

  /** All there are, the hub's own among them. */
  webhooks(): Iterable<CataloguedWebhook> {
    return this.#webhooks.values();
  }

  /** Those that somebody made. */
  webhooksOf(siteNo: number): Iterable<CataloguedWebhook> {
    return this.#bySite.get(siteNo)?.values() ?? [];
  }

  /** The hub's own too. */
  allWebhooksOf(siteNo: number): CataloguedWebhook[] {
    const inner = [...this.#inner.values()].filter((webhook) => webhook.siteNo === siteNo);
    return [...this.webhooksOf(siteNo), ...inner];
  }

  /** Those that are active and subscribed to this type, found once: the hot path asks for each event. */
  webhooksFor(siteNo: number, type: string): readonly CataloguedWebhook[] {
    const key = `${siteNo} ${type}`;
    const known = this.#subscribed.get(key);
    if (known !== undefined) return known;
    const found = [...this.webhooksOf(siteNo)].filter(
      ({ config }) => config.active && isSubscribed(config.events, type),
    );
    if (this.#remembered > REMEMBERED_MAX) this.#forgetSubscribed();
    this.#subscribed.set(key, found);
    this.#remembered += 1 + found.length;
    return found;
  }

  /** The same list until one of them changes, by age. */
  ruleGroups(siteNo: number): readonly RuleGroup[] {
    const known = this.#groupsOfSite.get(siteNo);
    if (known !== undefined) return known;
    const groups = [...this.#ruleGroups.values()].filter((group) => group.siteNo === siteNo);
    groups.sort((one, other) => (one.id < other.id ? -1 : 1));
    this.#groupsOfSite.set(siteNo, groups);
    return groups;
  }

  ruleGroup(id: bigint): RuleGroup | undefined {
    return this.#ruleGroups.get(id);
  }

  /** Undefined where the site's owner has said nothing of it. */
  moderation(siteNo: number): CataloguedModeration | undefined {
    return this.#moderations.get(siteNo);
  }

  source(no: number): CataloguedSource | undefined {
    return this.#sources.get(no);
  }

  sourceById(id: bigint): CataloguedSource | undefined {
    const no = this.#sourceNos.get(id);
    return no === undefined ? undefined : this.#sources.get(no);
  }

  sources(): CataloguedSource[] {
    return [...this.#sources.values()];
  }

  sourcesOf(siteNo: number): CataloguedSource[] {
    return this.sources().filter((source) => source.siteNo === siteNo);
  }

  /** The source whose token this is, or was and still is taken. */
  sourceByToken(token: string, now: number): CataloguedSource | undefined {
    const digest = hashToken(token);
    const no = this.#sourceTokens.get(digest);
    const source = no === undefined ? undefined : this.#sources.get(no);
    if (source === undefined || source.tokenHash === digest) return source;
    return now < (source.secrets.previousUntil ?? 0) ? source : undefined;
  }

  putSite(site: Site): void {
    this.#sites.set(site.no, site);
    this.#siteNos.set(site.id, site.no);
  }

  dropSite(no: number): void {
    const site = this.#sites.get(no);
    if (site) this.#siteNos.delete(site.id);
    this.#sites.delete(no);
    this.#types.delete(no);
    for (const key of this.keys()) if (key.siteNo === no) this.dropKey(key);
    for (const webhook of this.allWebhooksOf(no)) this.dropWebhook(webhook.no);
    for (const group of this.ruleGroups(no)) this.dropRuleGroup(group);
    this.#groupsOfSite.delete(no);
    this.#moderations.delete(no);
    for (const source of this.sourcesOf(no)) this.dropSource(source.no);
    this.#bySite.delete(no);
  }

  putKey(key: ApiKey): void {
    this.#keys.set(Buffer.from(key.hash).toString("hex"), key);
  }

  dropKey(key: ApiKey): void {
    this.#keys.delete(Buffer.from(key.hash).toString("hex"));
  }

  putEventType(type: EventType): void {
    const types = this.#types.get(type.siteNo) ?? new Map<string, EventType>();
    this.#types.set(type.siteNo, types.set(type.name, type));
  }

  dropEventType(siteNo: number, name: string): void {
    this.#types.get(siteNo)?.delete(name);
  }

  putWebhook(webhook: CataloguedWebhook): void {
    this.#webhooks.set(webhook.no, webhook);
    const { inner } = webhook.config;
    if (inner !== undefined) {
      this.#inner.set(innerKey(webhook.siteNo, inner), webhook);
      return;
    }
    this.#forgetSubscribed();
    this.#webhookNos.set(webhook.id, webhook.no);
    const ofSite = this.#bySite.get(webhook.siteNo) ?? new Map<number, CataloguedWebhook>();
    this.#bySite.set(webhook.siteNo, ofSite.set(webhook.no, webhook));
  }

  dropWebhook(no: number): void {
    const webhook = this.#webhooks.get(no);
    if (webhook === undefined) return;
    this.#webhooks.delete(no);
    const { inner } = webhook.config;
    if (inner !== undefined) this.#inner.delete(innerKey(webhook.siteNo, inner));
    this.#forgetSubscribed();
    this.#webhookNos.delete(webhook.id);
    this.#bySite.get(webhook.siteNo)?.delete(no);
  }

  putSource(source: CataloguedSource): void {
    this.dropSource(source.no);
    this.#sources.set(source.no, source);
    this.#sourceNos.set(source.id, source.no);
    this.#sourceTokens.set(source.tokenHash, source.no);
    if (source.previousTokenHash !== null) this.#sourceTokens.set(source.previousTokenHash, source.no);
  }

  dropSource(no: number): void {
    const source = this.#sources.get(no);
    if (source === undefined) return;
    this.#sources.delete(no);
    this.#sourceNos.delete(source.id);
    this.#sourceTokens.delete(source.tokenHash);
    if (source.previousTokenHash !== null) this.#sourceTokens.delete(source.previousTokenHash);
  }

  putRuleGroup(group: RuleGroup): void {
    this.#ruleGroups.set(group.id, group);
    this.#groupsOfSite.delete(group.siteNo);
  }

  dropRuleGroup({ id, siteNo }: Pick<RuleGroup, "id" | "siteNo">): void {
    this.#ruleGroups.delete(id);
    this.#groupsOfSite.delete(siteNo);
  }

  putModeration(moderation: CataloguedModeration): void {
    this.#moderations.set(moderation.siteNo, moderation);
  }

  #forgetSubscribed(): void {
    this.#subscribed.clear();
    this.#remembered = 0;
  }
}

function innerKey(siteNo: number, { kind, key }: InnerPurpose): string {
  return `${siteNo} ${kind} ${key}`;
}
