import type { ResolvedAddress } from "./egress.ts";
import { NotLookedUpError } from "./errors.ts";
import { LruMap } from "./lru.ts";

/** Somebody who wants a name looked up. That it was given up is seen when a place comes free; nobody is told. */
export interface Wish {
  readonly isCancelled: boolean;
  /** The answer is for a verdict that can do without it: whoever has a request to send goes first. */
  readonly isCheck?: boolean;
}

/** A name to be looked up, for as long as it waits. */
export interface Wanted {
  readonly hostname: string;
  /** It has been answered before, so that what its neighbours do says nothing of it. */
  readonly isKnown: boolean;
  /** May grow while it waits. */
  readonly wishes: readonly Wish[];
}

type Kind = "send" | "check" | "suspect";

interface Waiting {
  name: Wanted;
  enter(kind: Kind): void;
  refuse(error: NotLookedUpError): void;
}

// libuv has four threads, which files and hashes need too.
const STEADY_PLACES = 2;
const CHECK_PLACES = 1; // of the steady ones
const SUSPECT_PLACES = 1;
// For a send: as many as the engine's slots, so that a hub that has just started refuses none. For the others: what has
// a chance to be answered before those who wait give up.
const WAITING_MAX: Readonly<Record<Kind, number>> = { send: 2_048, check: 64, suspect: 256 };

const SLOW_MS = 1_000;
const DOMAIN_SLOW_MS = 60_000;
const NAMES_MAX = 4_096;
const DOMAINS_MAX = 1_024;

/**
 * Who is looked up when. `getaddrinfo` blocks a thread for as long as it takes, 10 s and more where a domain's servers
 * are dead, and cannot be cancelled. So three look-ups run at a time, and what might be slow is kept apart:
 *
 * - **send**: somebody has a request to send to a name that nothing speaks against. Two places.
 * - **check**: the name is wanted for a verdict alone. One of those two, and only when no send waits.
 * - **suspect**: the name failed or was slow the last time, or it is new and its domain was slow within the last
 *   minute. A place of its own, so that dead names wait for each other only.
 *
 * A name that nobody waits for any more is never looked up, and one that comes when its line is full is refused at once.
 */
export class LookUps {
  readonly #resolve: (hostname: string) => Promise<readonly ResolvedAddress[]>;
  readonly #suspects = new LruMap<string, true>(NAMES_MAX);
  readonly #slowDomains = new LruMap<string, number>(DOMAINS_MAX);
  readonly #running: Record<Kind, number> = { send: 0, check: 0, suspect: 0 };
  #waiting: Waiting[] = [];

  constructor(resolve: (hostname: string) => Promise<readonly ResolvedAddress[]>) {
    this.#resolve = resolve;
  }

  /** Rejects with the resolver's own error, or with `NotLookedUpError` if it was never asked. */
  async run(name: Wanted): Promise<readonly ResolvedAddress[]> {
    const kind = await this.#place(name);
    const startedAt = performance.now();
    let isSound = false;
    try {
      const addresses = await this.#resolve(name.hostname);
      isSound = true;
      return addresses;
    } finally {
      this.#running[kind] -= 1;
      const isSlow = performance.now() - startedAt > SLOW_MS;
      if (isSlow) this.#slowDomains.set(domainOf(name.hostname), performance.now());
      if (isSound && !isSlow) this.#suspects.delete(name.hostname);
      else this.#suspects.set(name.hostname, true);
      this.#next();
    }
  }

  /** A name that waits has a wish more, which may let it go before others. */
  reconsider(): void {
    this.#next();
  }

  async #place(name: Wanted): Promise<Kind> {
    this.#dropUnwanted();
    const kind = this.#kindOf(name);
    if (this.#waiting.filter((other) => this.#kindOf(other.name) === kind).length >= WAITING_MAX[kind]) {
      throw new NotLookedUpError(name.hostname);
    }
    return new Promise((enter, refuse) => {
      this.#waiting.push({ name, enter, refuse });
      this.#next();
    });
  }

  /** Sends before checks, and within either who came first. */
  #next(): void {
    this.#dropUnwanted();
    for (const areChecks of [false, true]) {
      for (const waiting of [...this.#waiting]) {
        if (isForCheck(waiting.name) !== areChecks) continue;
        const kind = this.#kindOf(waiting.name);
        if (!this.#isFree(kind)) continue;
        this.#running[kind] += 1;
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        waiting.enter(kind);
      }
    }
  }

  #dropUnwanted(): void {
    const isWanted = ({ name }: Waiting) => name.wishes.some((wish) => !wish.isCancelled);
    const unwanted = this.#waiting.filter((waiting) => !isWanted(waiting));
    if (unwanted.length === 0) return;
    this.#waiting = this.#waiting.filter(isWanted);
    for (const { name, refuse } of unwanted) refuse(new NotLookedUpError(name.hostname));
  }

  #isFree(kind: Kind): boolean {
    const { send, check, suspect } = this.#running;
    switch (kind) {
      case "send":
        return send + check < STEADY_PLACES;
      case "check":
        return send + check < STEADY_PLACES && check < CHECK_PLACES;
      case "suspect":
        return suspect < SUSPECT_PLACES;
    }
  }

  #kindOf(name: Wanted): Kind {
    if (this.#suspects.get(name.hostname) === true) return "suspect";
    if (!name.isKnown && this.#isSlow(domainOf(name.hostname))) return "suspect";
    return isForCheck(name) ? "check" : "send";
  }

  #isSlow(domain: string): boolean {
    const slowAt = this.#slowDomains.get(domain);
    return slowAt !== undefined && performance.now() - slowAt < DOMAIN_SLOW_MS;
  }
}

function isForCheck(name: Wanted): boolean {
  return name.wishes.every((wish) => wish.isCancelled || wish.isCheck === true);
}

/**
 * What one owner has registered, as a rule: the last two labels, or three as in `example.co.uk`. Guessed, since all that
 * hangs on it is where a new name waits.
 */
function domainOf(hostname: string): string {
  const labels = hostname.split(".");
  const [second = "", top = ""] = labels.slice(-2);
  return labels.slice(second.length <= 3 && top.length === 2 ? -3 : -2).join(".");
}
