import { type Contract, type CustomOptions, defineCustom, generic, InvalidContractError } from "@tabellary/contracts";
import { type Refusal, refuse } from "../../refusal.ts";
import type { Credentials, Incoming, Verdict } from "../platform.ts";

const OPTIONS = [
  "header",
  "algorithm",
  "encoding",
  "prefix",
  "signed",
  "timestampHeader",
  "timestampUnit",
  "idHeader",
] as const;

export function verifyGeneric({ headers, body, nowMs, toleranceSeconds, credentials }: Incoming): Verdict {
  const contract = contractOf(credentials);
  if ("reason" in contract) return contract;
  return contract.verify({ headers, body, nowMs, toleranceSeconds, secrets: credentials.secret ?? [] });
}

/** To read options costs more than to verify by them, and a receiver has few. */
const CONTRACTS_MAX = 64;
const contracts = new Map<string, Contract | Refusal>();

/** The contract that the options beside the secret describe. */
export function contractOf(credentials: Credentials): Contract | Refusal {
  const given = OPTIONS.map((name) => credentials[name]?.[0]);
  if (given.every((value) => value === undefined)) return generic;
  const key = JSON.stringify(given);
  const kept = contracts.get(key);
  if (kept !== undefined) return kept;
  const made = define(given);
  if (contracts.size >= CONTRACTS_MAX) contracts.delete(contracts.keys().next().value!);
  contracts.set(key, made);
  return made;
}

/** Options that make no sense let nothing pass, and say which of them it is. */
function define(given: readonly (string | undefined)[]): Contract | Refusal {
  const [header = "X-Webhook-Signature", algorithm, encoding, prefix, signed, timestampHeader, unit, idHeader] = given;
  const signature = { header, ...defined({ algorithm, encoding, prefix, signed }) };
  const options = {
    signature,
    ...(timestampHeader !== undefined && { timestamp: { header: timestampHeader, ...defined({ unit }) } }),
    ...(idHeader !== undefined && { id: { header: idHeader } }),
  } as CustomOptions;
  try {
    return defineCustom(options);
  } catch (error) {
    if (!(error instanceof InvalidContractError)) throw error;
    return refuse("secret_invalid", `The options beside the secret make no signature: ${error.message}`);
  }
}

function defined(options: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(options).filter((one): one is [string, string] => one[1] !== undefined));
}
