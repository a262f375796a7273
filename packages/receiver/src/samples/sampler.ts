/** How a sample is made: what it says, and a signer that makes it genuine. */
import type { Contract } from "@tabellary/contracts";
import type { Scheme } from "@tabellary/contracts/schemes";
import type { Credentials } from "../platforms/platform.ts";

/** A genuine request of a platform, to be sent as it stands. */
export interface SampleRequest {
  method: "POST";
  /** Without the `?`. */
  query: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** Nobody but the platform could make one, or there is nothing to sign with. A sentence says which. */
export interface Unsupported {
  unsupported: string;
}

export interface SampleInput {
  credentials: Credentials;
  /** Makes each sample another: its events have ids of their own. */
  nowMs: number;
}

export type Sampler = (input: SampleInput) => SampleRequest | Unsupported;

/** What a sample says, before it is signed. */
export interface Told {
  /** The message's id, where the signature covers one or a header has it. */
  id?: string;
  /** The event's name, where a header has it. */
  type?: string;
  /** Sent as JSON, unless it is text. */
  payload: object | string;
  /** Beside those of the signature. */
  headers?: Readonly<Record<string, string>>;
}

/** The headers that make a body genuine. */
export type Signer = (
  message: { id: string; type: string; body: string },
  input: SampleInput,
) => Readonly<Record<string, string>> | Unsupported;

export function sampler(sign: Signer, tell: (nowMs: number) => Told): Sampler {
  return (input) => {
    const { id = `sample-${input.nowMs}`, type = "", payload, headers = {} } = tell(input.nowMs);
    const body = typeof payload === "string" ? payload : JSON.stringify(payload);
    const signature = sign({ id, type, body }, input);
    if ("unsupported" in signature) return signature as Unsupported;
    return {
      method: "POST",
      query: "",
      headers: { "content-type": "application/json", ...headers, ...signature },
      body,
    };
  };
}

/** By a platform's own scheme, with the first value of the credential. */
export function byScheme<Key>(scheme: Scheme<Key>, credential: string): Signer {
  return ({ id, body }, { credentials, nowMs }) => {
    const secret = credentials[credential]?.[0];
    if (secret === undefined) return nothingToSignWith(credential);
    const { key, problem } = scheme.readKey(secret, "sign");
    if (problem !== undefined) return { unsupported: problem };
    const headers: Record<string, string> = {};
    scheme.sign(headers, { id, deliveryId: id, body, nowMs }, [key]);
    return headers;
  };
}

/** By a contract, with the first value of the credential `secret`. */
export function byContract(contract: Contract): Signer {
  return ({ id, type, body }, { credentials, nowMs }) => {
    const secret = credentials.secret?.[0];
    if (secret === undefined) return nothingToSignWith("secret");
    const problem = contract.checkSecret(secret);
    if (problem !== undefined) return { unsupported: problem };
    const event = { id, type, createdAt: new Date(nowMs).toISOString(), data: "{}", deliveryId: id };
    return contract.sign({ event, body, secrets: [secret], nowMs });
  };
}

export function nothingToSignWith(credential: string): Unsupported {
  return { unsupported: `There is no ${credential}, which would sign a sample.` };
}

/** What a sample's comment says. */
export const SAMPLE_TEXT = "This is a sample, sent to see that all is in order.";

/** An id of digits, as long as the platform's are. */
export function digits(nowMs: number, count: number): string {
  return String(nowMs).padEnd(count, "0").slice(0, count);
}

/** `2026-01-15T12:30:00Z` */
export function toSeconds(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}Z`;
}
