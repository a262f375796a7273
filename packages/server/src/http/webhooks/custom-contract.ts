import type { Fault } from "../../model/errors.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { pointerStep } from "../json-door.ts";

/** Names whose value is a credential when it is written out in a configuration. */
const CREDENTIAL = /^(authorization|cookie|(.*[-_])?(api-?key|access-?key|auth-?key|token|secret|password))$/i;

/**
 * What `defineCustom` takes and the hub does not. `options` are known to be sound.
 * A contract's options are stored and shown as they are, so no credential may stand in them.
 */
export function customContractFaults(options: JsonObject): Fault[] {
  const headers = Object.keys((options.headers ?? {}) as JsonObject);
  return headers
    .filter((name) => CREDENTIAL.test(name))
    .map((name) => {
      const message = "may hold a credential; put it into the webhook's own `headers`, whose values are sealed";
      return { path: `/custom_contract/headers${pointerStep(name)}`, message };
    });
}
