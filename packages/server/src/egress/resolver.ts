import { lookup } from "node:dns/promises";
import type { ResolvedAddress } from "./egress.ts";
import { LruMap } from "./lru.ts";

/** Names to addresses. Rejects with the resolver's own error (`ENOTFOUND`, `EAI_AGAIN`). */
export interface Resolver {
  resolve(hostname: string): Promise<readonly ResolvedAddress[]>;
}

// `getaddrinfo` honours the hosts file, search domains and whatever else the operator set up, which a DNS client of our
// own would not. But it occupies one of libuv's four threads while it waits, up to 10 s for a name whose servers are
// dead, so a few dead names could stall every other. Hence: one look-up per name at a time, answers kept for a moment,
// three threads at most, and only one of them for names that were slow or failed the last time. A name that is known
// and merely due again goes on with its last answer while the new one takes its time.
const FRESH_MS = 5_000;
const USABLE_MS = 300_000;
const PATIENCE_MS = 250;
const SLOW_MS = 1_000;
const THREADS_MAX = 2;
const SUSPECT_THREADS_MAX = 1;
const NAMES_MAX = 4_096;

interface Name {
  hostname: string;
  addresses: readonly ResolvedAddress[] | undefined;
  addressesAt: number;
  error: unknown;
  endedAt: number;
  isSuspect: boolean;
  pending: Promise<readonly ResolvedAddress[]> | undefined;
}

export async function systemResolve(hostname: string): Promise<readonly ResolvedAddress[]> {
  return lookup(hostname, { all: true, order: "verbatim" });
}

export function createResolver(resolve: (hostname: string) => Promise<readonly ResolvedAddress[]>): Resolver {
  const names = new LruMap<string, Name>(NAMES_MAX);
  const steady = createGate(THREADS_MAX);
  const suspect = createGate(SUSPECT_THREADS_MAX);

  async function ask(name: Name): Promise<readonly ResolvedAddress[]> {
    const gate = name.isSuspect ? suspect : steady;
    await gate.enter();
    const startedAt = performance.now();
    try {
      name.addresses = await resolve(name.hostname);
      name.addressesAt = performance.now();
      name.error = undefined;
      return name.addresses;
    } catch (error) {
      name.error = error;
      throw error;
    } finally {
      gate.leave();
      name.endedAt = performance.now();
      name.isSuspect = name.error !== undefined || name.endedAt - startedAt > SLOW_MS;
      name.pending = undefined;
    }
  }

  async function withPatience(name: Name, pending: Promise<readonly ResolvedAddress[]>) {
    const last = name.addresses!;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<typeof last>((use) => {
      timer = setTimeout(use, PATIENCE_MS, last);
    });
    try {
      return await Promise.race([pending, patience]);
    } catch (error) {
      // "Does not exist" is an answer; anything else is the resolver's trouble, and the last answer is better than none.
      if (codeOf(error) === "ENOTFOUND") throw error;
      return last;
    } finally {
      clearTimeout(timer);
      pending.catch(() => {}); // its outcome is kept in `name`; nobody may be waiting for it any more
    }
  }

  return {
    async resolve(hostname) {
      let name = names.get(hostname);
      if (name === undefined) {
        name = {
          hostname,
          addresses: undefined,
          addressesAt: 0,
          error: undefined,
          endedAt: -1,
          isSuspect: false,
          pending: undefined,
        };
        names.set(hostname, name);
      }
      const now = performance.now();
      if (name.endedAt >= 0 && now - name.endedAt < FRESH_MS) {
        if (name.error === undefined) return name.addresses!;
        if (codeOf(name.error) === "ENOTFOUND" || name.addresses === undefined) throw name.error;
      }
      name.pending ??= ask(name);
      const isUsable = name.addresses !== undefined && now - name.addressesAt < USABLE_MS;
      return isUsable ? withPatience(name, name.pending) : name.pending;
    },
  };
}

interface Gate {
  enter(): Promise<void>;
  leave(): void;
}

/** Lets `width` through at a time. Who waits is bounded by the names in flight, and so by the engine's slots. */
function createGate(width: number): Gate {
  let free = width;
  const waiting: (() => void)[] = [];
  return {
    async enter() {
      if (free > 0) free -= 1;
      else await new Promise<void>((next) => waiting.push(next));
    },
    leave() {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
