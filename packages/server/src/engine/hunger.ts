import type { Lane, WebhookLanes } from "./lane.ts";

/** Lanes that could not be filled for want of room, by webhook. */
export class Hunger {
  readonly #webhooks = new Set<WebhookLanes>();

  add(lane: Lane): void {
    lane.owner.hungry.add(lane);
    this.#webhooks.add(lane.owner);
  }

  drop(webhook: WebhookLanes): void {
    this.#webhooks.delete(webhook);
  }

  /** Some room was freed by `owner`: its own lanes are served, and everybody's when there is plenty. */
  serve(owner: WebhookLanes, isPlenty: boolean, refill: (lane: Lane) => void): void {
    if (this.#webhooks.size === 0) return;
    if (isPlenty) for (const webhook of [...this.#webhooks]) this.#feed(webhook, refill);
    else if (this.#webhooks.has(owner)) this.#feed(owner, refill);
  }

  /** As far as there is room; who gets none is hungry again. */
  #feed(webhook: WebhookLanes, refill: (lane: Lane) => void): void {
    this.#webhooks.delete(webhook);
    const hungry = [...webhook.hungry];
    webhook.hungry.clear();
    for (const [index, lane] of hungry.entries()) {
      refill(lane);
      if (!webhook.hungry.has(lane)) continue;
      for (const rest of hungry.slice(index + 1)) webhook.hungry.add(rest);
      return;
    }
  }
}
