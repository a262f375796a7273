import { getContract } from "@tabellary/contracts";

const SECRET_BYTES = 32;

/** A secret that every contract can sign with, so that a webhook can change its contract and keep it. */
export function makeSecret(): string {
  return getContract("standard").generateSecret(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}
