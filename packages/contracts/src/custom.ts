import type { Contract } from "./contract.ts";
import { readFields, readText } from "./custom/fields.ts";
import { type CustomOptions, readDigestHeader, readHeaders, readPolicy } from "./custom/options.ts";
import { compileEnvelope } from "./custom/template.ts";
import { generic } from "./generic.ts";
import { digestHeader } from "./scheme/digest-header.ts";
import { type ContractParts, makeContract } from "./scheme/make-contract.ts";
import { unsigned } from "./scheme/unsigned.ts";

export type { CustomOptions, CustomSignature } from "./custom/options.ts";

const DEFAULT_ENVELOPE = { id: "{{id}}", type: "{{type}}", created_at: "{{created_at}}", data: "{{data}}" };

type CustomContract = Contract & { readonly name: "custom" };

/**
 * A wire format of your own, out of plain JSON: envelope, headers, one HMAC in a header. What is left out is as in
 * `generic`, signed with a hex HMAC-SHA256 of the body in `X-Signature`; the policy too, with `Retry-After` heard.
 * It also describes the formats of many that send: Shopify, Slack, X and others are a few lines each.
 *
 * @throws InvalidContractError with the path of the field that is wrong
 */
export function defineCustom(options: CustomOptions): CustomContract {
  const fields = readFields(options, "", [
    "title",
    "description",
    "envelope",
    "headers",
    "signature",
    "timestamp",
    "id",
    "policy",
  ]);
  const format = readDigestHeader(fields);
  const taken = format === undefined ? [] : digestHeader(format).headerNames;
  const headers = readHeaders(fields.headers, taken);
  const eventHeaders: NonNullable<ContractParts<unknown>["eventHeaders"]> = {
    names: headers.map(([name]) => name),
    add(into, event) {
      for (const [name, render] of headers) into[name] = render(event);
    },
  };
  const parts = {
    name: "custom" as const,
    title: readText(fields.title, "title", "Custom"),
    description: readText(fields.description, "description", "A format of your own: envelope, headers, signature."),
    policy: readPolicy(fields.policy, generic.policy),
    envelope: compileEnvelope(fields.envelope ?? DEFAULT_ENVELOPE, "envelope"),
  };
  if (format !== undefined) return makeContract({ ...parts, scheme: digestHeader(format), eventHeaders });
  return {
    ...parts,
    headerNames: eventHeaders.names,
    sign({ event }) {
      const into: Record<string, string> = {};
      eventHeaders.add(into, event);
      return into;
    },
    ...unsigned("custom", "This custom contract signs nothing, so anybody could have sent this.", []),
  };
}

/** `custom` with nothing said. */
export const custom = defineCustom({});
