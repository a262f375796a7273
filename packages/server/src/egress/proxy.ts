import { ProxyAgent } from "undici";
import type { Carrier, Carriers, Hearer, Message } from "./carrier.ts";
import { type Opening, permittedAddresses } from "./connect.ts";
import { BlockedError } from "./errors.ts";
import type { AddressPolicy } from "./policy.ts";
import type { Resolver } from "./resolver.ts";
import type { Target } from "./target.ts";
import { UndiciExchange } from "./undici-exchange.ts";

const CONNECT_MS_MAX = 30_000;
const LIFE_MS_MAX = 60_000;

/**
 * Everything through an HTTP proxy: https targets by CONNECT, http targets by asking for the whole URL. The policy is
 * applied to what the name means here, before the proxy is asked; the proxy looks the name up again for itself, so it
 * has to guard its own network too. A name that means nothing here is left to the proxy.
 */
export class ProxyCarriers implements Carriers {
  readonly #agent: ProxyAgent;
  readonly #policy: AddressPolicy;
  readonly #resolver: Resolver;

  constructor(deps: { proxy: string; ca: readonly string[] | undefined; policy: AddressPolicy; resolver: Resolver }) {
    this.#policy = deps.policy;
    this.#resolver = deps.resolver;
    const tls = deps.ca === undefined ? {} : { ca: [...deps.ca] };
    this.#agent = new ProxyAgent({
      uri: deps.proxy,
      allowH2: false,
      pipelining: 1,
      clientTtl: LIFE_MS_MAX,
      connectTimeout: CONNECT_MS_MAX,
      headersTimeout: 0,
      bodyTimeout: 0,
      requestTls: tls,
      proxyTls: tls,
    });
  }

  take(target: Target): Carrier {
    return this.open(target);
  }

  open(target: Target): Carrier {
    // undici does not tell how far the way through the proxy has come; what it reports then is told as of an open one.
    const opening: Opening = { phase: "dns", isCancelled: false };
    let exchange: UndiciExchange | undefined;
    return {
      openedAt: Number.POSITIVE_INFINITY,
      opening,
      dispatch: (message, hearer) => {
        exchange = new UndiciExchange(hearer);
        void this.#dispatch(target, opening, message, exchange, hearer);
      },
      release() {},
      destroy(reason) {
        opening.isCancelled = true;
        exchange?.abort(reason);
      },
    };
  }

  async destroyAll(reason: Error): Promise<void> {
    await this.#agent.destroy(reason);
  }

  async #dispatch(
    target: Target,
    opening: Opening,
    message: Message,
    exchange: UndiciExchange,
    hearer: Hearer,
  ): Promise<void> {
    try {
      await permittedAddresses(target, this.#policy, this.#resolver, opening);
    } catch (error) {
      if (error instanceof BlockedError) {
        hearer.onError(error);
        return;
      }
    }
    if (opening.isCancelled) return;
    opening.phase = "open";
    exchange.start(this.#agent, target, message);
  }
}
