import { getCACertificates } from "node:tls";
import type { FailureKind as AttemptFailureKind, Timings } from "../model/delivery.ts";
import { createConnect, permittedAddresses } from "./connect.ts";
import { Connections } from "./connections.ts";
import { AbortedError, BlockedError } from "./errors.ts";
import { Exchange } from "./exchange.ts";
import { explain, explainTimeout } from "./failure.ts";
import type { Wish } from "./look-ups.ts";
import { LruMap } from "./lru.ts";
import { createAddressPolicy } from "./policy.ts";
import { ProxyCarriers } from "./proxy.ts";
import { createResolver, systemResolve } from "./resolver.ts";
import { parseTarget, type Target } from "./target.ts";

/** The one way out: every request that leaves the hub (deliveries, polls, media, enforcement) goes through an `Egress`. */

/** Why there was no answer. That an answer was not a 2xx (`http_status`) is for the engine to say. */
export type FailureKind = Exclude<AttemptFailureKind, "http_status">;

export interface EgressRequest {
  url: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD";
  headers: Record<string, string>;
  body?: string | Uint8Array;
  /** Covers everything, from the look-up of the name to the last byte read. An answer whose headers came in time stands. */
  timeoutMs: number;
  /** How much of the answer's body is read before it is cut. 16 KiB if absent. */
  bodyBytesMax?: number;
  signal?: AbortSignal;
  /** Asked immediately before the first byte is written: false, and the request ends as `aborted`, unsent. */
  mayWrite?(): boolean;
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
  /** The request was written twice: see `exchange.ts` on kept connections that the receiver had closed. */
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
  /** Ends what is under way, as `aborted`, and its connections with it. */
  cut(): void;
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

// A webhook is called again and again, and taking its URL apart costs as much as writing the request.
const TARGETS_MAX = 4_096;
// Somebody waits for the answer; what the name leads to is looked at again at every connection anyway.
const CHECK_MS_MAX = 3_000;

/** Throws `RangeError` for an `allow` that is no CIDR. */
export function createEgress(options: EgressOptions): Egress {
  const policy = createAddressPolicy(options.allow);
  const resolver = createResolver(options.resolve ?? systemResolve);
  const userAgent = options.userAgent ?? "Tabellary";
  const targets = new LruMap<string, Target | string>(TARGETS_MAX);
  const ca = options.ca === undefined ? undefined : [...getCACertificates("default"), options.ca];
  const carriers =
    options.proxy === undefined
      ? new Connections(createConnect({ policy, resolver, ca }))
      : new ProxyCarriers({ proxy: options.proxy, ca, policy, resolver });
  const underWay = new Set<Exchange>();
  let isClosed = false;

  function targetOf(url: string): Target | string {
    let target = targets.get(url);
    if (target === undefined) {
      target = parseTarget(url);
      targets.set(url, target);
    }
    return target;
  }

  async function judge(target: Target, wish: Wish): Promise<Verdict> {
    try {
      await permittedAddresses(target, policy, resolver, wish);
      return { allowed: true };
    } catch (error) {
      if (error instanceof BlockedError) return { allowed: false, code: "address_refused", message: error.message };
      return { allowed: true, note: explain(error as Error, target, "dns").message };
    }
  }

  return {
    send(request) {
      if (isClosed || request.signal?.aborted === true) {
        return refused("aborted", "The request was given up by this hub before it was sent.");
      }
      const target = targetOf(request.url);
      if (typeof target === "string") return refused("blocked", `The URL cannot be called. ${target}`);
      const headers = withUserAgent(request.headers, userAgent);
      return new Promise((resolve) => {
        const exchange = new Exchange(request, target, headers, carriers, (outcome) => {
          underWay.delete(exchange);
          resolve(outcome);
        });
        underWay.add(exchange);
        exchange.start();
      });
    },

    async check(url) {
      const target = targetOf(url);
      if (typeof target === "string") return { allowed: false, code: "url_invalid", message: target };
      return new Promise((resolve) => {
        const wish = { isCheck: true, isCancelled: false };
        const timer = setTimeout(() => {
          wish.isCancelled = true;
          resolve({ allowed: true, note: explainTimeout(target, "dns", CHECK_MS_MAX).message });
        }, CHECK_MS_MAX);
        void judge(target, wish).then((verdict) => {
          clearTimeout(timer);
          resolve(verdict);
        });
      });
    },

    cut() {
      for (const exchange of [...underWay]) exchange.cut();
    },

    async close() {
      isClosed = true;
      await carriers.destroyAll(new AbortedError("The hub is stopping."));
    },
  };
}

function refused(failure: FailureKind, message: string): Promise<EgressOutcome> {
  return Promise.resolve({ kind: "failure", failure, message, timings: { total_ms: 0 }, isRepeated: false });
}

function withUserAgent(headers: Record<string, string>, userAgent: string): Record<string, string> {
  if (headers["user-agent"] !== undefined) return headers;
  for (const name in headers) if (name.toLowerCase() === "user-agent") return headers;
  return { ...headers, "user-agent": userAgent };
}
