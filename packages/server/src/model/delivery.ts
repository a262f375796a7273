/** The state of a delivery as people see it. `held` and `cancelling` are derived, never stored as an end. */
export type DeliveryStatus = "pending" | "held" | "cancelling" | DeliveryEnd;

/** How a delivery ends. */
export type DeliveryEnd = "success" | "failed" | "cancelled";

export const DELIVERY_STATUSES = ["pending", "held", "cancelling", "success", "failed", "cancelled"] as const;

/** Why an attempt did not succeed. `http_status` is an answer outside 2xx; the rest never got a status line. */
export type FailureKind = "http_status" | "timeout" | "dns" | "connect" | "tls" | "blocked" | "aborted";

/** Milliseconds spent in each step, to a tenth; `dns_ms` to `tls_ms` are absent where a kept connection was used again. */
export interface Timings {
  dns_ms?: number;
  connect_ms?: number;
  tls_ms?: number;
  /** From the start of the attempt to the end of the answer's headers. */
  first_byte_ms?: number;
  total_ms: number;
  /** The request was written twice: a kept connection turned out to be dead before any byte of an answer. */
  repeated?: true;
}

/** One HTTP request of a delivery, as it is kept. */
export interface Attempt {
  seq: bigint;
  deliverySeq: bigint;
  /** 1, 2, … over the whole life of the delivery, also past a manual retry. */
  number: number;
  /** The revision of the webhook that gave address and headers. */
  rev: number;
  /** Milliseconds since 1970. */
  startedAt: number;
  durationMs: number;
  statusCode: number | null;
  failure: FailureKind | null;
  message: string | null;
  timings: Timings;
  /** The contract's own headers of this request: signature, timestamp. */
  requestHeaders: Readonly<Record<string, string>>;
  responseHeaders: readonly (readonly [string, string])[] | null;
  /** At most 16 KiB of the answer's body. */
  responseBody: Uint8Array | null;
  isResponseCut: boolean;
}
