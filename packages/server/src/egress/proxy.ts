import { type Dispatcher, ProxyAgent } from "undici";
import { type Opening, permittedAddresses } from "./connect.ts";
import type { Carrier } from "./connection.ts";
import { BlockedError } from "./errors.ts";
import type { Carriers } from "./exchange.ts";
import { handOver, NO_CONTROLLER } from "./hand-over.ts";
import type { AddressPolicy } from "./policy.ts";
import type { Resolver } from "./resolver.ts";
import type { Target } from "./target.ts";

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
    return {
      openedAt: Number.POSITIVE_INFINITY,
      opening,
      dispatch: (options, handler) => void this.#dispatch(target, opening, options, handler),
      release() {},
      async destroy() {
        opening.isCancelled = true;
      },
    };
  }

  async destroyAll(reason: Error): Promise<void> {
    await this.#agent.destroy(reason);
  }

  async #dispatch(
    target: Target,
    opening: Opening,
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): Promise<void> {
    try {
      await permittedAddresses(target, this.#policy, this.#resolver, opening);
    } catch (error) {
      if (error instanceof BlockedError) {
        handler.onResponseError?.(NO_CONTROLLER, error);
        return;
      }
    }
    if (opening.isCancelled) return;
    opening.phase = "open";
    handOver(this.#agent, { ...options, origin: target.origin }, handler);
  }
}
