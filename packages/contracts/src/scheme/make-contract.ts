/** Puts a contract together out of an envelope, a policy and a signature scheme. */
import type { Contract, ContractEvent, Policy, SignInput } from "../contract.ts";
import { InvalidSecretError } from "../errors.ts";
import { explainWith } from "./explain.ts";
import type { FormedScheme, Scheme } from "./scheme.ts";
import { generateSecret } from "./secret.ts";
import { verifyWith } from "./verify.ts";

export interface ContractParts<Key, Name extends string = string> {
  name: Name;
  title: string;
  description: string;
  policy: Policy;
  envelope: (event: ContractEvent) => string;
  scheme: FormedScheme<Key>;
  /** Headers that no signature covers: the event's type, the delivery's id. */
  eventHeaders?: { names: readonly string[]; add: (headers: Record<string, string>, event: ContractEvent) => void };
}

export function makeContract<Key, Name extends string>(
  parts: ContractParts<Key, Name>,
): Contract & { readonly name: Name } {
  const { name, title, description, policy, envelope, scheme, eventHeaders } = parts;

  function sign({ event, body, secrets, nowMs }: SignInput): Record<string, string> {
    const keys = signingKeys(scheme, secrets, name);
    const headers: Record<string, string> = {};
    eventHeaders?.add(headers, event);
    scheme.sign(headers, { id: event.id, deliveryId: event.deliveryId, body, nowMs }, keys);
    return headers;
  }

  return {
    name,
    title,
    description,
    policy,
    signature: scheme.form,
    signatureHeaders: scheme.signatureHeaders,
    headerNames: [...new Set([...scheme.headerNames, ...(eventHeaders?.names ?? [])])],
    envelope,
    sign,
    verify: (input) => verifyWith(scheme, input),
    explain: (input) => explainWith(name, scheme, input),
    generateSecret,
    checkSecret: (secret) => scheme.readKey(secret, "sign").problem,
  };
}

function signingKeys<Key>(scheme: Scheme<Key>, secrets: readonly string[], contract: string): Key[] {
  const keys: Key[] = [];
  const count = scheme.isList ? secrets.length : 1;
  for (let i = 0; i < count; i++) {
    const result = scheme.readKey(secrets[i] ?? "", "sign");
    if (result.problem !== undefined) throw new InvalidSecretError(contract, result.problem);
    keys.push(result.key);
  }
  if (keys.length === 0) throw new InvalidSecretError(contract, "There is no secret to sign with.");
  return keys;
}
