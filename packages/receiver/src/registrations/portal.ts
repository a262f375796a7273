/** For platforms where a person registers an address, and no program can. */
import { RegistrationError } from "../errors.ts";
import type { Credentials, Platform } from "../platforms/platform.ts";

/** Something to enter in the portal, as it is. */
export interface PortalValue {
  /** What it is. */
  name: string;
  value: string;
  /** Not for a log. */
  isSecret: boolean;
}

/** What is thrown where there is no API: where to go, and what to enter there. The message holds no secret. */
export class PortalOnlyError extends RegistrationError {
  override readonly name = "PortalOnlyError";
  /** Where a person does it: a sentence with the address. */
  readonly portal: string;
  /** What to enter there. */
  readonly values: readonly PortalValue[];

  constructor({ title, register }: Platform, what: string, values: readonly PortalValue[] = []) {
    const portal = register?.kind === "portal" ? register.portal : "Where the sender lets you enter an address.";
    const shown = values.map(({ name, value, isSecret }) => `${name}: ${isSecret ? "(in error.values)" : value}`);
    const toEnter = shown.length === 0 ? "" : ` Enter: ${shown.join("; ")}.`;
    super("registration_portal", `${title} has no API that ${what}. Set it in the portal, here: ${portal}${toEnter}`);
    this.portal = portal;
    this.values = values;
  }
}

/** The address, and what the platform has to be told of what both have to know. */
export function portalValues(platform: Platform, url: string, credentials: Credentials): readonly PortalValue[] {
  const shared = platform.credentials.flatMap(({ name, isSecret, isTheirs }) => {
    const value = credentials[name]?.[0];
    return isTheirs || value === undefined || value === "" ? [] : [{ name, value, isSecret }];
  });
  return [{ name: "address", value: url, isSecret: false }, ...shared];
}
