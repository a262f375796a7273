/** What a receiver would get of a webhook, shown before there is one. */
import {
  type Contract,
  type CustomOptions,
  defineCustom,
  getContract,
  InvalidContractError,
} from "@tabellary/contracts";
import { SAMPLE_EVENT, sampleHeaders } from "../../../snippets/sample.ts";

/** A contract by its name, with the options of a custom one; or what is wrong with these. */
type ContractChoice = { contract: Contract; customContract?: CustomOptions } | { fault: string };

/** `options` matter with the contract `custom` alone. */
export function chooseContract(name: string, options: object | null): ContractChoice {
  if (name !== "custom") return { contract: getContract(name) };
  try {
    const customContract = (options ?? {}) as CustomOptions;
    return { contract: defineCustom(customContract), customContract };
  } catch (error) {
    if (error instanceof InvalidContractError) return { fault: error.message };
    throw error;
  }
}

interface SampleRequest {
  headers: readonly (readonly [name: string, value: string])[];
  /** As people read it; what is sent is the same without white space. */
  body: string;
}

/** By the contract itself, with a secret that is nobody's. `own` are the webhook's headers, whose values may be hidden. */
export function sampleRequest(contract: Contract, type: string, own: Readonly<Record<string, string>>): SampleRequest {
  const event = { ...SAMPLE_EVENT, type };
  return {
    headers: [
      ["content-type", "application/json"],
      ...Object.entries(own),
      ...Object.entries(sampleHeaders(contract, event)),
    ],
    body: JSON.stringify(JSON.parse(contract.envelope(event)), null, 2),
  };
}

/** The first of a webhook's events that is one type and no pattern. */
export function sampleType(events: readonly string[]): string {
  return events.find((pattern) => !pattern.includes("*")) ?? SAMPLE_EVENT.type;
}
