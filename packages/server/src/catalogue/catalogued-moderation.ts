import type { ModerationSecrets, SiteModeration } from "../model/site-moderation.ts";
import type { Vault } from "./vault.ts";

/** What a site is moderated by, ready for use. Another object after each change. */
export interface CataloguedModeration extends SiteModeration {
  readonly secrets: ModerationSecrets;
}

export function openModeration(moderation: SiteModeration, vault: Vault): CataloguedModeration {
  return { ...moderation, secrets: JSON.parse(vault.open(moderation.sealedSecrets, contextOf(moderation.siteNo))) };
}

export function sealModerationSecrets(secrets: ModerationSecrets, siteNo: number, vault: Vault): Uint8Array {
  return vault.seal(JSON.stringify(secrets), contextOf(siteNo));
}

function contextOf(siteNo: number): string {
  return `site:${siteNo}:moderation`;
}
