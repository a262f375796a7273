import { describe } from "node:test";
import { accepting } from "./accept.ts";
import { catalogue } from "./catalogue.ts";
import { claiming } from "./claims.ts";
import { figures } from "./figures.ts";
import { histories } from "./history.ts";
import { idempotency } from "./idempotency.ts";
import { intervening } from "./intervene.ts";
import { orderedLanes } from "./lanes.ts";
import { listing } from "./lists.ts";
import { messages } from "./messages.ts";
import { moderation } from "./moderation.ts";
import { moderationLists } from "./moderation-lists.ts";
import { nodes } from "./nodes.ts";
import { notes } from "./notes.ts";
import { pruning } from "./prune.ts";
import { pruningTheCatalogue } from "./prune-catalogue.ts";
import { pruningItems } from "./prune-items.ts";
import { pruningMessages } from "./prune-messages.ts";
import { receiving } from "./receive.ts";
import { rules } from "./rules.ts";
import { settling } from "./settle.ts";
import { sources } from "./sources.ts";
import type { OpenStore } from "./subject.ts";

/** What the store port promises, whatever the engine behind it. */
export function conform(engine: string, open: OpenStore): void {
  describe(`the store on ${engine}`, () => {
    accepting(open);
    idempotency(open);
    receiving(open);
    settling(open);
    orderedLanes(open);
    claiming(open);
    nodes(open);
    intervening(open);
    catalogue(open);
    sources(open);
    notes(open);
    pruning(open);
    pruningTheCatalogue(open);
    pruningMessages(open);
    listing(open);
    messages(open);
    rules(open);
    moderation(open);
    moderationLists(open);
    pruningItems(open);
    figures(open);
    histories(open);
  });
}
