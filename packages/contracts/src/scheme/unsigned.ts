/** The part of a contract that signs nothing, and says so whenever it is asked to verify. */
import type { Contract } from "../contract.ts";
import { fail } from "../verification.ts";
import { generateSecret } from "./secret.ts";

type Unsigned = Pick<
  Contract,
  "signature" | "signatureHeaders" | "verify" | "explain" | "generateSecret" | "checkSecret"
>;

/** `message` tells the receiver what to do instead of verifying. */
export function unsigned(contract: string, message: string, hints: readonly string[]): Unsigned {
  return {
    signature: { kind: "none" },
    signatureHeaders: [],
    verify: () => fail("unsigned_contract", message),
    explain: () => ({
      ok: false,
      contract,
      steps: [{ step: "signature header", ok: false, detail: message }],
      reason: "unsigned_contract",
      hints,
    }),
    generateSecret,
    // No secret is used, so none is wrong.
    checkSecret: () => undefined,
  };
}
