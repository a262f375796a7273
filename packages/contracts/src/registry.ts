/** The contracts there are. */
import type { Contract } from "./contract.ts";
import { custom } from "./custom.ts";
import { UnknownContractError } from "./errors.ts";
import { generic } from "./generic.ts";
import { github } from "./github.ts";
import { moderationAi } from "./moderation-ai.ts";
import { omnifence } from "./omnifence.ts";
import { omnifenceSigned } from "./omnifence-signed.ts";
import { passThrough } from "./pass-through.ts";
import { pixelpatrol } from "./pixelpatrol.ts";
import { standard } from "./standard.ts";
import { stripe } from "./stripe.ts";

const all = [
  pixelpatrol,
  generic,
  omnifence,
  omnifenceSigned,
  moderationAi,
  standard,
  stripe,
  github,
  passThrough,
  custom,
] as const satisfies readonly Contract[];

export type ContractName = (typeof all)[number]["name"];

export const contracts: readonly Contract[] = all;

const byName = new Map<string, Contract>(all.map((contract) => [contract.name, contract]));

/**
 * The contract of that name. `custom` is `defineCustom({})`.
 * @throws UnknownContractError
 */
export function getContract(name: string): Contract {
  const contract = byName.get(name);
  if (contract === undefined) throw new UnknownContractError(name, [...byName.keys()]);
  return contract;
}
