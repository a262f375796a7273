import { isCredentialHeader } from "../../model/credential-header.ts";
import type { Fault } from "../../model/errors.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { pointerStep } from "../../model/json-pointer.ts";

/** What `defineCustom` takes and the hub does not. `options` are known to be sound. */
export function customContractFaults({ headers, policy }: JsonObject): Fault[] {
  const faults = [
    ...Object.keys((headers ?? {}) as JsonObject).flatMap(credentialFault),
    ...policyFaults((policy ?? {}) as JsonObject),
  ];
  return faults.map(({ path, message }) => ({ path: `/custom_contract${path}`, message }));
}

/** A contract's options are stored and shown as they are. */
function credentialFault(name: string): Fault[] {
  if (!isCredentialHeader(name)) return [];
  const message = "may hold a credential; put it into the webhook's own `headers`, whose values are sealed";
  return [{ path: `/headers${pointerStep(name)}`, message }];
}

/** The library keeps these as data; here they would be accepted and ignored. */
function policyFaults(policy: JsonObject): Fault[] {
  const message = "is not carried out by this version of Tabellary; leave it out";
  const faults: Fault[] = [];
  if (policy.disables_on_410 === true) faults.push({ path: "/policy/disables_on_410", message });
  if (policy.after_last === "dead_letter") faults.push({ path: "/policy/after_last", message });
  return faults;
}
