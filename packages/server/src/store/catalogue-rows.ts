/** The catalogue as rows, and the ways it changes. Every change raises the catalogue's version by one. */
import type { EventType } from "../model/event-type.ts";
import type { ApiKey } from "../model/key.ts";
import type { RuleGroup } from "../model/rule.ts";
import type { Site } from "../model/site.ts";
import type { SiteModeration } from "../model/site-moderation.ts";
import type { Source } from "../model/source.ts";
import type { Webhook } from "../model/webhook.ts";

export interface CatalogueRows {
  version: number;
  sites: readonly Site[];
  keys: readonly ApiKey[];
  eventTypes: readonly EventType[];
  webhooks: readonly Webhook[];
  sources: readonly Source[];
  ruleGroups: readonly RuleGroup[];
  moderations: readonly SiteModeration[];
  /** The highest id stored anywhere: new ids are made above it. */
  highestId: bigint;
}

/** New secrets, from those that were read. */
export interface Reseal {
  was: Uint8Array;
  sealedSecrets: Uint8Array;
}

/** What is created in a site that does not exist (any more) is refused as `unknown`. */
export type CatalogueChange =
  | { kind: "create_site"; site: Omit<Site, "no"> }
  | { kind: "update_site"; site: Site }
  /** With its webhooks, sources, keys, event types and rules. */
  | { kind: "delete_site"; siteNo: number; now: number }
  | { kind: "create_key"; key: Omit<ApiKey, "no"> }
  | { kind: "delete_key"; keyNo: number }
  | { kind: "put_event_type"; eventType: EventType }
  | { kind: "delete_event_type"; siteNo: number; name: string }
  /** Of the hub's own, a site has one for each of its keys: refused as `taken`. */
  | { kind: "create_webhook"; webhook: Omit<Webhook, "no" | "rev" | "health" | "healthSince"> }
  /** Makes revision `rev + 1`; refused as `moved` when somebody else made it, or changed the secrets, first. */
  | { kind: "revise_webhook"; webhookNo: number; rev: number; config: Webhook["config"]; reseal?: Reseal; now: number }
  | ({ kind: "reseal_webhook"; webhookNo: number } & Reseal)
  | { kind: "delete_webhook"; webhookNo: number; now: number }
  | { kind: "create_source"; source: Omit<Source, "no" | "rev"> }
  /** Refused as `moved` when somebody else changed it since it had this `rev`. */
  | { kind: "revise_source"; source: Source }
  /** Its messages stay until the retention takes them; what was noted of it goes. */
  | { kind: "delete_source"; sourceNo: number; now: number }
  | { kind: "create_rule_group"; group: RuleGroup }
  /** To `group.version`, from the one before; refused as `moved` when it is not at that. */
  | { kind: "revise_rule_group"; group: RuleGroup }
  /** Refused as `moved` when it is not at that version. */
  | { kind: "delete_rule_group"; id: bigint; version: number }
  /** `rev` is that which was read, 0 for none; refused as `moved` when somebody else was first. */
  | { kind: "put_site_moderation"; moderation: SiteModeration };

export type ChangeResult =
  | { kind: "changed"; version: number /** The number given to what was created. */; no: number }
  | { kind: "moved" }
  | { kind: "taken" }
  | { kind: "unknown" };
