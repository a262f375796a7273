/** The last step of every comparator: sign as the hub signs, post with undici. */
import { generic } from "@tabellary/contracts";
import { Agent } from "undici";
import { USER_AGENT } from "../../packages/server/src/engine/attempt.ts";
import type { Target } from "../subjects/subject.ts";
import type { Delivery } from "./deliveries.ts";

/** Of one origin, as undici's documentation has it for a pool; pipelining stays 1, since webhooks are other people's. */
const CONNECTIONS = 128;

/** The webhook answered, and not with a 2xx. */
export class RefusedError extends Error {
  readonly code = "delivery_refused";

  constructor(url: string, status: number) {
    super(`${url} answered ${status}; the delivery is tried again.`);
  }
}

export class Poster {
  readonly #targets: readonly { url: string; origin: string; path: string }[];
  readonly #secrets: readonly string[];
  readonly #agent = new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    headersTimeout: generic.policy.timeoutMs,
    bodyTimeout: generic.policy.timeoutMs,
  });

  constructor(targets: readonly Target[], secret: string) {
    this.#secrets = [secret];
    this.#targets = targets.map(({ url }) => {
      const { origin, pathname, search } = new URL(url);
      return { url, origin, path: pathname + search };
    });
  }

  /**
   * Makes one attempt.
   * @throws RefusedError when the answer is no 2xx; undici's errors when there is none
   */
  async post({ webhook, event }: Delivery): Promise<void> {
    const { url, origin, path } = this.#targets[webhook]!;
    const body = generic.envelope(event);
    const signed = generic.sign({ event, body, secrets: this.#secrets, nowMs: Date.now() });
    const headers = { "content-type": "application/json", "user-agent": USER_AGENT, ...signed };
    const answer = await this.#agent.request({ origin, path, method: "POST", headers, body });
    // An answer that is not read keeps its connection.
    await answer.body.dump();
    if (answer.statusCode < 200 || answer.statusCode >= 300) throw new RefusedError(url, answer.statusCode);
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}
