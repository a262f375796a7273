import { Problem } from "../../src/model/errors.ts";
import type { Reached } from "./clients.ts";
import { decide, newSubmission } from "./items.ts";
import type { World } from "./world.ts";

/** An item, or a decision on one, as whoever handed it in was answered. */
export interface Handed {
  id: bigint;
  outcome: "unknown" | "kept" | "refused";
}

/** Those who hand in what is to be moderated, and those who decide what rules left to them, or otherwise. */
export class People {
  readonly #world: World;
  #tokens = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Hands in an item, whose judging is then owed. */
  async submit(reached: Reached): Promise<void> {
    const { hub, life } = reached;
    const { witness, time } = this.#world;
    const site = hub.catalogue.now.sites().find(({ isOperator }) => !isOperator)!;
    const judge = await hub.catalogue.ensureInner(site.no, "judge", "text").catch(() => undefined);
    if (judge === undefined || life.isOver) return;
    this.#tokens += 1;
    const { change, created } = newSubmission(this.#tokens, site.no, time.now());
    const handed: Handed = { id: change.item.id, outcome: "unknown" };
    witness.items.push(handed);
    witness.note(`submit item ${handed.id}`);
    const events = [{ ...created, also: [judge.no] }];
    await this.#hand(reached, handed, site.no, events, change);
  }

  /** Decides an item, whatever has been decided of it. */
  async decide(reached: Reached): Promise<void> {
    const { witness, dice, time } = this.#world;
    // One of the newest: it is likely to be judged just now.
    const item = dice.pick(witness.items.slice(-3));
    const record = await reached.hub.store.readItem(item.id).catch(() => null);
    if (record === null || reached.life.isOver) return;
    const id = witness.nextDecision();
    const { change, told } = decide(record, id, dice.below(2), "ann", time.now());
    const handed: Handed = { id, outcome: "unknown" };
    witness.decisions.push(handed);
    witness.note(`decide item ${item.id} by ${id} at ${record.rev}`);
    await this.#hand(reached, handed, record.item.siteNo, [told], change);
  }

  async #hand(
    { hub, life }: Reached,
    handed: Handed,
    siteNo: number,
    events: Parameters<Reached["hub"]["engine"]["accept"]>[0]["events"],
    change: ReturnType<typeof decide>["change"],
  ): Promise<void> {
    const { witness } = this.#world;
    const moderation = { items: [change], enforcements: [] };
    const answered = (outcome: Handed["outcome"], detail: string) => {
      if (life.isOver) return;
      handed.outcome = outcome;
      witness.note(`answer to ${handed.id}: ${outcome} ${detail}`);
    };
    await hub.engine.accept({ siteNo, events, idempotency: null, toAnswer: () => "", moderation }).then(
      () => answered("kept", ""),
      (error: Error & { code?: string }) => {
        const isUnknown = error.message.includes("unknown");
        answered(isUnknown ? "unknown" : "refused", error.code ?? "");
        const isExpected = error instanceof Problem || error.code === "entry_refused";
        if (!isExpected && !life.isOver) witness.fail("answers", `item ${change.item.id}: ${error.stack}`);
      },
    );
  }
}
