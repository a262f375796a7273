import type { Vault } from "./vault.ts";

/** The secret that one job's end is signed with is kept on the job, and opens only there. */
export function sealJobSecret(secret: string, jobId: bigint, vault: Pick<Vault, "seal">): Uint8Array {
  return vault.seal(secret, contextOf(jobId));
}

/** @throws VaultError */
export function openJobSecret(sealed: Uint8Array, jobId: bigint, vault: Pick<Vault, "open">): string {
  return vault.open(sealed, contextOf(jobId));
}

function contextOf(jobId: bigint): string {
  return `job:${jobId}:callback`;
}
