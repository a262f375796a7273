/** The one way out: every request that leaves the hub (deliveries, polls, media, enforcement) goes through an `Egress`. */

/** Why there was no answer. That an answer was not a 2xx (`http_status`) is for the engine to say. */
export type FailureKind = "timeout" | "dns" | "connect" | "tls" | "blocked" | "aborted";

export interface EgressRequest {
  url: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** Covers everything up to the end of the answer's headers; the body that follows has as long again, at most. */
  timeoutMs: number;
  /** How much of the answer's body is read before it is cut. 16 KiB if absent. */
  bodyBytesMax?: number;
  signal?: AbortSignal;
}

/** Milliseconds, to a tenth. `dns_ms`, `connect_ms` and `tls_ms` are absent where a kept connection was used again. */
export interface Timings {
  dns_ms?: number;
  connect_ms?: number;
  tls_ms?: number;
  /** From the start of `send` to the end of the answer's headers. */
  first_byte_ms?: number;
  total_ms: number;
}

export interface EgressResponse {
  kind: "response";
  status: number;
  /** As they came, in their order; names in lower case. */
  headers: readonly (readonly [string, string])[];
  /** A buffer of its own, at most `bodyBytesMax` long. */
  body: Uint8Array;
  /** The body was longer, slower than the time limit, or broke off. */
  isCut: boolean;
  timings: Timings;
  /** The request was written twice: see `connections.ts` on kept connections that the receiver had closed. */
  isRepeated: boolean;
}

export interface EgressFailure {
  kind: "failure";
  failure: FailureKind;
  /** A sentence for a person: names the host, and the way out where there is one. */
  message: string;
  timings: Timings;
  isRepeated: boolean;
}

export type EgressOutcome = EgressResponse | EgressFailure;

/** `url_invalid`: not an http(s) URL that can be called. `address_refused`: outside what this hub may reach. */
export type VerdictCode = "url_invalid" | "address_refused";

export type Verdict = { allowed: true; note?: string } | { allowed: false; code: VerdictCode; message: string };

export interface Egress {
  /** Never rejects. No redirect is followed: a 3xx is an answer. */
  send(request: EgressRequest): Promise<EgressOutcome>;
  /** The verdict `send` would come to, for when a webhook is saved. A name that does not resolve now is allowed, with a note. */
  check(url: string): Promise<Verdict>;
  /** Ends every connection; what is still under way ends as `aborted`. */
  close(): Promise<void>;
}

/** An address as the resolver gives it: `family` 4 or 6. */
export interface ResolvedAddress {
  address: string;
  family: number;
}

export interface EgressOptions {
  /** CIDRs that may be reached although they are private, loopback, and so on. */
  allow: readonly string[];
  /** `http://` or `https://` URL of a proxy that every request goes through. */
  proxy?: string;
  /** Sent unless a request names its own. */
  userAgent?: string;
  /** PEM certificates trusted in addition to the system's. */
  ca?: string;
  /** How names become addresses; the system's resolver (`getaddrinfo`) if absent. */
  resolve?: (hostname: string) => Promise<readonly ResolvedAddress[]>;
}
