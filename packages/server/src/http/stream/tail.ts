import { ALL } from "../../model/figures.ts";
import type { Timer } from "../../model/ports.ts";
import type { Site } from "../../model/site.ts";
import { createDeliveryView, type DeliveryView } from "../routes/delivery-view.ts";
import { toIso } from "../times.ts";
import type { Follower, StreamKind } from "./follower.ts";
import { NEWEST, type NewestDeps, newestDeliveries, newestEvents, newestMessages, presentFigures } from "./newest.ts";
import { type Seen, Window } from "./window.ts";

const LOOK_MS = 1_000;
/** Every so many looks the figures are told, and a sign of life is given. */
const LOOKS_PER_FIGURES = 5;
const LOOKS_PER_KEEPALIVE = 15;

type RowKind = Exclude<StreamKind, "figures">;

export interface TailDeps extends NewestDeps {
  /** Nobody follows it any more. */
  onLeft(): void;
  /** The store could not be asked: whoever followed has been let go, and will come again. */
  onTrouble(error: Error): void;
}

/**
 * What comes and changes in a site, looked for once a second in the store, for all who follow it; nothing is asked while
 * nobody does. So it tells what any node has done. Without a site: the figures of the whole hub, and nothing else.
 */
export class Tail {
  readonly #deps: TailDeps;
  readonly #site: Site | null;
  readonly #view: DeliveryView;
  readonly #followers = new Set<Follower>();
  /** Those who are not told yet where they begin. */
  readonly #coming = new Set<Follower>();
  readonly #windows: Record<RowKind, Window> = {
    event: new Window(NEWEST),
    delivery: new Window(NEWEST),
    message: new Window(NEWEST),
  };
  #figures: string | null = null;
  #looks = 0;
  #look: Promise<void> | null = null;
  #timer: Timer | null = null;

  constructor(deps: TailDeps, site: Site | null) {
    this.#deps = deps;
    this.#site = site;
    this.#view = createDeliveryView(deps, site?.no ?? ALL);
  }

  /**
   * From here on the follower is told; first, by `hello`, what is newest. Rejects when the store cannot be asked.
   */
  async join(follower: Follower): Promise<void> {
    this.#coming.add(follower);
    try {
      while (!this.#knowsFor(follower)) await this.#lookOnce();
    } catch (error) {
      this.leave(follower);
      throw error;
    }
    // It may have left meanwhile.
    if (!this.#coming.delete(follower)) return;
    this.#followers.add(follower);
    follower.tell("hello", this.#id(), this.#hello(follower));
    this.#lookAgainLater();
  }

  leave(follower: Follower): void {
    this.#coming.delete(follower);
    this.#followers.delete(follower);
    if (this.#followers.size + this.#coming.size > 0) return;
    this.#timer?.cancel();
    this.#timer = null;
    this.#deps.onLeft();
  }

  #cut(follower: Follower): void {
    follower.cut();
    this.leave(follower);
  }

  /** After what he was told already. */
  letGo(follower: Follower): void {
    follower.end();
    this.leave(follower);
  }

  /** Lets everybody go. */
  end(): void {
    for (const follower of [...this.#followers, ...this.#coming]) this.letGo(follower);
  }

  #lookAgainLater(): void {
    this.#timer ??= this.#deps.clock.after(LOOK_MS, () => void this.#goOn());
  }

  async #goOn(): Promise<void> {
    // Whoever joins while everybody else leaves begins anew.
    this.#timer = null;
    try {
      await this.#lookOnce();
    } catch (error) {
      this.#deps.onTrouble(error as Error);
      this.end();
    }
    if (!this.#isThere()) this.end();
    if (this.#followers.size > 0) this.#lookAgainLater();
  }

  /** Whoever follows is to come again when this hub stops; a site may be deleted. */
  #isThere(): boolean {
    const { engine, catalogue } = this.#deps;
    return engine.isReady() && (this.#site === null || catalogue.now.site(this.#site.no) !== undefined);
  }

  #lookOnce(): Promise<void> {
    this.#look ??= this.#lookAround().finally(() => {
      this.#look = null;
    });
    return this.#look;
  }

  async #lookAround(): Promise<void> {
    for (const follower of this.#followers) {
      if (follower.isBehind) this.#cut(follower);
      else if (!follower.isAllowed()) this.letGo(follower);
    }
    const site = this.#site;
    const wanted = this.#wanted();
    this.#looks += 1;
    if (site !== null) for (const kind of wanted) if (kind !== "figures") await this.#lookAt(kind, site);
    const isDue = this.#figures === null || this.#looks % LOOKS_PER_FIGURES === 0;
    if (wanted.has("figures") && isDue) {
      this.#figures = await presentFigures(this.#deps, site);
      const change = { kind: "figures", type: null, webhookNos: null, text: this.#figures } as const;
      for (const follower of this.#followers) {
        if (follower.wants(change)) follower.tell("figures", this.#id(), change.text);
      }
    }
    if (this.#looks % LOOKS_PER_KEEPALIVE === 0) for (const follower of this.#followers) follower.keepAlive();
  }

  async #lookAt(kind: RowKind, { no }: Site): Promise<void> {
    const window = this.#windows[kind];
    const changed = window.take(await this.#newest(kind, no));
    for (const change of changed) {
      for (const follower of this.#followers) {
        if (follower.wants(change)) follower.tell(kind, this.#id(), change.text);
      }
    }
  }

  #newest(kind: RowKind, siteNo: number): Promise<Seen[]> {
    switch (kind) {
      case "event":
        return newestEvents(this.#deps, siteNo, this.#windows.event.newest);
      case "delivery":
        return newestDeliveries(this.#deps, siteNo, this.#view);
      case "message":
        return newestMessages(this.#deps, siteNo);
    }
  }

  #wanted(): Set<StreamKind> {
    return new Set([...this.#followers, ...this.#coming].flatMap(({ wish }) => [...wish.kinds]));
  }

  #knowsFor({ wish }: Follower): boolean {
    if (wish.kinds.has("figures") && this.#figures === null) return false;
    if (this.#site === null) return true;
    return [...wish.kinds].every((kind) => kind === "figures" || this.#windows[kind].isFilled);
  }

  #hello(follower: Follower): string {
    const rowsOf = (kind: RowKind) => {
      const seen = this.#windows[kind].all().filter((one) => follower.wants(one));
      return follower.wish.kinds.has(kind) ? `[${seen.map(({ text }) => text).join(",")}]` : "null";
    };
    const figures = follower.wish.kinds.has("figures") ? this.#figures : null;
    const at = JSON.stringify(toIso(this.#deps.clock.now()));
    return `{"at":${at},"events":${rowsOf("event")},"deliveries":${rowsOf("delivery")},"messages":${rowsOf("message")},"figures":${figures}}`;
  }

  #id(): string {
    return toIso(this.#deps.clock.now());
  }
}
