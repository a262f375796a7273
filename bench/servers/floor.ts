/**
 * The floor: no store at all. The 202 says that the deliveries are in memory; a crash forgets them. What a queue costs
 * is what the others are slower than this. The hub posts on connections of its own, which cost it less than undici's
 * cost the others: so it may come near this, store and all.
 */
import { Deque } from "../../packages/server/src/engine/deque.ts";
import type { Delivery } from "./deliveries.ts";
import { live, type ServerOptions } from "./life.ts";
import { Poster } from "./poster.ts";
import { openRoute } from "./route.ts";

const CONCURRENCY = 128;
/** From here on a 202 waits until there is room. */
const WAITING_MAX = 100_000;

class Queue {
  readonly #poster: Poster;
  readonly #schedule: readonly number[];
  readonly #waiting = new Deque<{ delivery: Delivery; attempts: number }>();
  readonly #blocked = new Deque<() => void>();
  #underWay = 0;

  constructor(poster: Poster, schedule: readonly number[]) {
    this.#poster = poster;
    this.#schedule = schedule;
  }

  async keep(deliveries: readonly Delivery[]): Promise<void> {
    while (this.#waiting.length >= WAITING_MAX) await new Promise<void>((resolve) => this.#blocked.push(resolve));
    for (const delivery of deliveries) this.#waiting.push({ delivery, attempts: 0 });
    this.#pump();
  }

  #pump(): void {
    while (this.#underWay < CONCURRENCY && this.#waiting.length > 0) {
      const { delivery, attempts } = this.#waiting.shift()!;
      this.#underWay += 1;
      this.#poster
        .post(delivery)
        .catch(() => this.#postpone(delivery, attempts + 1))
        .finally(() => {
          this.#underWay -= 1;
          this.#pump();
        });
    }
    if (this.#waiting.length < WAITING_MAX) this.#blocked.shift()?.();
  }

  #postpone(delivery: Delivery, attempts: number): void {
    const delay = this.#schedule[attempts];
    if (delay === undefined) return;
    setTimeout(() => {
      this.#waiting.push({ delivery, attempts });
      this.#pump();
    }, delay * 1_000);
  }
}

await live(async ({ targets, key, secret, schedule }: ServerOptions) => {
  const poster = new Poster(targets, secret);
  const queue = new Queue(poster, schedule);
  const route = await openRoute({ targets, key, keep: (deliveries) => queue.keep(deliveries) });
  return {
    port: route.port,
    async stop() {
      await route.close();
      await poster.close();
    },
  };
});
