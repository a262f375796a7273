import { hash } from "node:crypto";
import { type AddressRange, type CredentialField, findPlatform, type Platform, readRanges } from "@tabellary/receiver";
import type { Source, SourceSecrets } from "../model/source.ts";
import type { Vault } from "./vault.ts";

/** A source ready for use: platform resolved, secrets open, addresses read. */
export interface CataloguedSource extends Source {
  readonly platform: Platform;
  readonly secrets: SourceSecrets;
  /** What `config.allowedIps` names. Null: any address. */
  readonly allowed: readonly AddressRange[] | null;
  /** Every credential that nobody may see. */
  readonly hidden: ReadonlySet<string>;
  /** SHA-256 of the token, and of the one before while that goes on being taken. */
  readonly tokenHash: string;
  readonly previousTokenHash: string | null;
}

/** @throws when this version knows no such platform */
export function openSource(source: Source, vault: Vault): CataloguedSource {
  const { config } = source;
  const secrets: SourceSecrets = JSON.parse(vault.open(source.sealedSecrets, secretsContext(source.id)));
  const platform = platformOf(config.platform);
  return {
    ...source,
    platform,
    secrets,
    allowed: config.allowedIps && readRanges("allowed_ips", config.allowedIps),
    hidden: hiddenOf(platform, secrets),
    tokenHash: hashToken(secrets.token),
    previousTokenHash: secrets.previousToken === null ? null : hashToken(secrets.previousToken),
  };
}

export function sealSourceSecrets(secrets: SourceSecrets, sourceId: bigint, vault: Vault): Uint8Array {
  return vault.seal(JSON.stringify(secrets), secretsContext(sourceId));
}

/** Tokens are found by it, so the time that takes says nothing of them. */
export function hashToken(token: string): string {
  return hash("sha256", token);
}

/** What a credential is for. */
export type CredentialUse = "receiving" | "registering" | "polling" | "redelivery" | "acting";

/** Everything that the owner can tell of a platform, each under the first thing that it is needed for. */
export function credentialFields(platform: Platform): readonly (CredentialField & { use: CredentialUse })[] {
  const { credentials, register, poll, redeliver, act } = platform;
  const uses: [CredentialUse, readonly CredentialField[] | undefined][] = [
    ["receiving", credentials],
    ["registering", register?.kind === "api" ? register.credentials : undefined],
    ["polling", poll?.credentials],
    ["redelivery", redeliver?.credentials],
    ["acting", act?.credentials],
  ];
  const all = uses.flatMap(([use, fields = []]) => fields.map((field) => ({ ...field, use })));
  return all.filter(({ name }, place) => all.findIndex((field) => field.name === name) === place);
}

function platformOf(name: string): Platform {
  const platform = findPlatform(name);
  if (platform === undefined) throw new Error(`This version of Tabellary knows no platform "${name}".`);
  return platform;
}

/** Also what no field is known of: a newer version may have taken it. */
function hiddenOf(platform: Platform, { credentials }: SourceSecrets): ReadonlySet<string> {
  const shown = new Set(credentialFields(platform).flatMap((field) => (field.isSecret ? [] : [field.name])));
  const secret = Object.entries(credentials).filter(([name]) => !shown.has(name));
  return new Set(secret.flatMap(([, values]) => values).filter((value) => value !== ""));
}

function secretsContext(sourceId: bigint): string {
  return `src:${sourceId}:secrets`;
}
