import { Type } from "typebox";
import { NOBODY } from "../../store/journal-entry.ts";
import type { App, AppDeps } from "../app.ts";
import { NoQuery, strict } from "../shapes.ts";

/** No word has a higher number: whoever counts nodes wants to hear none. */
const ALL_HEARD = 2n ** 63n - 1n;

const Nodes = strict({
  alive: Type.Integer({ description: "How many nodes hold a lease now, this one among them." }),
  is_shared: Type.Boolean({ description: "Whether the store is one that several nodes can share." }),
});

export function addNodes(app: App, { store }: AppDeps): void {
  app.get(
    "/v1/nodes",
    {
      config: { access: "admin" },
      schema: {
        operationId: "countNodes",
        summary: "How many nodes the hub has",
        description: "One that has died is counted until its lease is over, which takes up to 20 seconds.",
        tags: ["tools"],
        querystring: NoQuery,
        response: { 200: Nodes },
      },
    },
    async () => {
      if (store.shared === null) return { alive: 1, is_shared: false };
      const { nodes } = await store.shared.news(NOBODY, ALL_HEARD);
      return { alive: nodes.length, is_shared: true };
    },
  );
}
