import type { EventRequest, Kept } from "../../src/engine/requests.ts";
import { formatId } from "../../src/model/ids.ts";
import { toInboundExternalId } from "../../src/model/inbound-id.ts";
import type { Reached } from "./clients.ts";
import type { Told } from "./seen.ts";
import type { World } from "./world.ts";

/** The only source there is. The engine asks nothing of it: whoever sends has been verified before. */
const SOURCE = { no: 1, id: 1n };
export const SOURCE_ID = formatId("src", SOURCE.id);
const TYPES = ["a.one", "a.two", "b.one"];
/** What is told again is one of so many that were told last. */
const REPEATED_AMONG = 12;

/** Platforms tell of what happened: several things at once, and the same again, whatever they were answered. */
export class Platforms {
  readonly #world: World;
  #happened = 0;

  constructor(world: World) {
    this.#world = world;
  }

  tell({ hub, life }: Reached): void {
    const { witness, dice } = this.#world;
    const ids = Array.from({ length: dice.between(1, 4) }, () => this.#choose());
    const siteNo = hub.catalogue.now.sites().find(({ isOperator }) => !isOperator)!.no;
    const step = witness.note(`told of ${ids.join()}`);
    const told: Told = { ids, kept: null };
    witness.told.push(told);
    const answered = (answer: string) => witness.note(`answer to ${step}: ${answer}`);
    const request = { siteNo, message: message(JSON.stringify(ids)), toEvents: () => ids.map(toRequest) };
    hub.engine.receive(request).then(
      (kept: Kept) => {
        if (life.isOver) return;
        answered(kept.events.map(({ seq, isNew }) => `${seq}${isNew ? "" : " again"}`).join());
        told.kept = kept;
      },
      (error: Error & { code?: string }) => {
        if (!life.isOver) answered(error.code ?? String(error.stack));
      },
    );
  }

  #choose(): number {
    const { dice } = this.#world;
    if (this.#happened > 0 && dice.chance(0.4)) {
      return this.#happened - dice.below(Math.min(this.#happened, REPEATED_AMONG));
    }
    this.#happened += 1;
    return this.#happened;
  }
}

function message(body: string) {
  return {
    sourceNo: SOURCE.no,
    origin: "request",
    verdict: "accepted",
    reason: null,
    detail: null,
    method: "POST",
    query: "",
    headers: [["content-type", "application/json"]],
    remoteAddress: null,
    body: Buffer.from(body),
    isBodyCut: false,
    replayOf: null,
  } as const;
}

/** The same thing is the same event, whenever it is told of. */
function toRequest(id: number): EventRequest {
  return {
    type: TYPES[id % TYPES.length]!,
    data: JSON.stringify({ told: id }),
    externalId: toInboundExternalId(SOURCE.id, `${id}`),
    occurredAt: null,
    orderingKey: `k${id % 3}`,
  };
}
