/** What it takes to receive from a platform: which credentials, and how an address gets to it. */
import type { CredentialField, Platform } from "@tabellary/receiver";

export interface SetUp {
  /** `api`: `POST …/registrations` does it. `portal`: a person does. `none`: nothing is registered, it is polled or relayed. */
  kind: "api" | "portal" | "none";
  /** Where a person does it, or why nobody needs to: a sentence. */
  portal: string | null;
}

/** What a source cannot be made without. A secret that the platform itself makes comes with the registration. */
export function requiredFields({ credentials, register }: Platform): readonly CredentialField[] {
  const isMade = register?.kind === "api" && register.makesSecret === true;
  return credentials.filter(({ isRequired }, place) => isRequired && !(isMade && place === 0));
}

export function setUpOf({ register, poll }: Platform): SetUp {
  if (register?.kind === "api") return { kind: "api", portal: null };
  return { kind: poll === undefined ? "portal" : "none", portal: register?.portal ?? null };
}
