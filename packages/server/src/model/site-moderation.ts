import type { JsonObject } from "./event-type.ts";

export type EvaluatorKind = "terms" | "openai" | "rekognition" | "http" | "image-hash";

/** One evaluator of a site, as its owner wants it. */
export interface EvaluatorConfig {
  /** What its findings name it by; of a site's evaluators, each has its own. */
  name: string;
  kind: EvaluatorKind;
  active: boolean;
  /** What it says is information alone: no reason, and its failure holds up nothing. */
  isAdvisory: boolean;
  /** By the kind's own names. Holds no secret. */
  options: JsonObject;
}

/** What the owner of a site decides of its moderation, beside its rule groups. */
export interface ModerationConfig {
  evaluators: readonly EvaluatorConfig[];
  /** By label, 0 to 1: a finding of less confidence is informational. */
  thresholds: Readonly<Record<string, number>>;
}

/** Credentials by the evaluator's name, and then by their own. */
export type ModerationSecrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface SiteModeration {
  siteNo: number;
  /** Rises by one with each change. */
  rev: number;
  config: ModerationConfig;
  /** Sealed with the master key: `ModerationSecrets` as JSON. */
  sealedSecrets: Uint8Array;
}
