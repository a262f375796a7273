import { lookup } from "node:dns/promises";
import type { ResolvedAddress } from "./egress.ts";
import { NotLookedUpError } from "./errors.ts";
import { LookUps, type Wish } from "./look-ups.ts";
import { LruMap } from "./lru.ts";

/** Names to addresses. */
export interface Resolver {
  /**
   * Rejects with the resolver's own error (`ENOTFOUND`, `EAI_AGAIN`), or with `NotLookedUpError`. `wish` is looked at
   * for as long as the name waits to be looked up.
   */
  resolve(hostname: string, wish?: Wish): Promise<readonly ResolvedAddress[]>;
}

// One look-up a name at a time, and answers are kept for a moment. A name that is known and merely due again goes on
// with its last answer while the new one takes its time.
const FRESH_MS = 5_000;
const USABLE_MS = 300_000;
const PATIENCE_MS = 250;
const NAMES_MAX = 4_096;

interface Name {
  hostname: string;
  addresses: readonly ResolvedAddress[] | undefined;
  addressesAt: number;
  error: unknown;
  endedAt: number;
  pending: { answer: Promise<readonly ResolvedAddress[]>; wishes: Wish[] } | undefined;
}

/**
 * `getaddrinfo`, because it honours the hosts file, search domains and whatever else the operator set up. A DNS client
 * of our own (`dns.Resolver`) could be cancelled and would need no thread, but would not find those names.
 */
export async function systemResolve(hostname: string): Promise<readonly ResolvedAddress[]> {
  return lookup(hostname, { all: true, order: "verbatim" });
}

export function createResolver(resolve: (hostname: string) => Promise<readonly ResolvedAddress[]>): Resolver {
  const names = new LruMap<string, Name>(NAMES_MAX);
  const lookUps = new LookUps(resolve);

  async function ask(name: Name, wishes: readonly Wish[]): Promise<readonly ResolvedAddress[]> {
    const { hostname, addresses } = name;
    try {
      name.addresses = await lookUps.run({ hostname, isKnown: addresses !== undefined, wishes });
      name.endedAt = performance.now();
      name.addressesAt = name.endedAt;
      name.error = undefined;
      return name.addresses;
    } catch (error) {
      if (error instanceof NotLookedUpError) throw error; // which says nothing of the name
      name.endedAt = performance.now();
      name.error = error;
      throw error;
    } finally {
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

  function nameOf(hostname: string): Name {
    const known = names.get(hostname);
    if (known !== undefined) return known;
    const name: Name = {
      hostname,
      addresses: undefined,
      addressesAt: 0,
      error: undefined,
      endedAt: -1,
      pending: undefined,
    };
    names.set(hostname, name);
    return name;
  }

  return {
    async resolve(hostname, wish = { isCancelled: false }) {
      const name = nameOf(hostname);
      const now = performance.now();
      if (name.endedAt >= 0 && now - name.endedAt < FRESH_MS) {
        if (name.error === undefined) return name.addresses!;
        if (codeOf(name.error) === "ENOTFOUND" || name.addresses === undefined) throw name.error;
      }
      if (name.pending === undefined) {
        const wishes = [wish];
        name.pending = { answer: ask(name, wishes), wishes };
      } else {
        name.pending.wishes.push(wish);
        lookUps.reconsider();
      }
      const { answer } = name.pending;
      const isUsable = name.addresses !== undefined && now - name.addressesAt < USABLE_MS;
      return isUsable ? withPatience(name, answer) : answer;
    },
  };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
