import assert from "node:assert/strict";
import { test } from "node:test";
import { Deletions } from "../../src/chores/deletions.ts";
import { recover } from "../../src/chores/recover.ts";
import type { OwedLane } from "../../src/store/reads.ts";
import { drain, VirtualTime } from "../simulation/virtual-time.ts";

const DELETED = 1;
const KNOWN = 2;
/** Another node has just made it: it is known here only when the catalogue has been read anew. */
const NEW = 3;

function create() {
  const known = new Set([KNOWN]);
  const catalogue = {
    now: { webhook: (no: number) => (known.has(no) ? { no } : undefined) },
    load: async () => void known.add(NEW),
    onWebhookChange: () => undefined,
  };
  const ended: number[] = [];
  const store = {
    freeDead: async () => null,
    async owedLanes(after: OwedLane | null): Promise<readonly OwedLane[]> {
      const next = [DELETED, KNOWN, NEW].find((webhookNo) => webhookNo > (after?.webhookNo ?? 0));
      return next === undefined ? [] : [{ webhookNo: next, laneKey: null }];
    },
    async endDeleted(webhookNo: number) {
      ended.push(webhookNo);
      return 0;
    },
  };
  return { catalogue: catalogue as never, clock: new VirtualTime(), ended, store };
}

test("A sweep ends what deleted webhooks are owed, and nothing of one that another node has just made", async () => {
  const { catalogue, clock, ended, store } = create();
  const deletions = new Deletions({ store, catalogue, clock, onTrouble: assert.fail });
  deletions.sweep();
  await drain();
  assert.deepEqual(ended, [DELETED]);
});

test("Recovering finds what is owed to a webhook that another node has just made", async () => {
  const { catalogue, clock, store } = create();
  const found: number[] = [];
  await recover({ store, catalogue, clock, engine: { recover: (webhookNo) => void found.push(webhookNo) } });
  assert.deepEqual(found, [KNOWN, NEW]);
});
