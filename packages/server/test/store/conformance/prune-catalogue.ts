import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONFIG, DAY, type OpenStore, on, type Subject } from "./subject.ts";

async function pruneAll(it: Subject, before: number): Promise<void> {
  while (await it.store.prune(before, 0, 2));
}

async function makeWebhooks(it: Subject, count: number): Promise<number[]> {
  const made: number[] = [];
  for (let index = 0; index < count; index++) {
    const result = await it.createWebhook();
    assert.ok(result.kind === "changed");
    made.push(result.no);
  }
  return made;
}

const configOf = (it: Subject, webhookNo: number, rev: number) => it.store.readRevision(webhookNo, rev);

export function pruningTheCatalogue(open: OpenStore): void {
  describe("pruning the catalogue", () => {
    test(
      "deletes webhooks that were deleted long ago, and their revisions, but none with something owed or of late",
      on(open, async (it) => {
        const [gone, owing, late, last] = (await makeWebhooks(it, 4)) as [number, number, number, number];
        const node = await it.join();
        const owed = await it.owe(node, it.target(owing, { isClaimed: true }));
        for (const webhookNo of [gone, owing]) await it.change({ kind: "delete_webhook", webhookNo, now: it.now });
        it.now += DAY;
        const before = it.now;
        await it.change({ kind: "delete_webhook", webhookNo: late, now: it.now });
        await pruneAll(it, before);
        assert.equal(await configOf(it, gone, 1), null);
        for (const webhookNo of [owing, late, last]) assert.ok(await configOf(it, webhookNo, 1), String(webhookNo));

        await it.settle(node, { webhookNo: owing, seq: owed });
        it.now += DAY;
        await pruneAll(it, it.now);
        for (const webhookNo of [owing, late]) assert.equal(await configOf(it, webhookNo, 1), null);
        assert.ok(await configOf(it, last, 1));
      }),
    );

    test(
      "deletes revisions that no kept event was matched with",
      on(open, async (it) => {
        const [webhookNo] = (await makeWebhooks(it, 1)) as [number];
        const revise = (rev: number) =>
          it.change({
            kind: "revise_webhook",
            webhookNo,
            rev,
            config: { ...CONFIG, description: `${rev}` },
            now: it.now,
          });
        await revise(1);
        it.now += 2 * DAY;
        const node = await it.join();
        const owed = await it.owe(node, it.target(webhookNo, { rev: 2, isClaimed: true }));
        await revise(2);
        await revise(3);
        it.now += 3 * DAY;
        await pruneAll(it, it.now);
        assert.equal(await configOf(it, webhookNo, 1), null);
        for (const rev of [2, 3, 4])
          assert.ok(await configOf(it, webhookNo, rev), `the owed event may refer to ${rev}`);
        await it.settle(node, { webhookNo, seq: owed });
        await pruneAll(it, it.now);
        for (const rev of [2, 3]) assert.equal(await configOf(it, webhookNo, rev), null);
        assert.ok(await configOf(it, webhookNo, 4), "the one that counts");
      }),
    );

    test(
      "never gives the number of a pruned webhook to another",
      on(open, async (it) => {
        const [webhookNo] = (await makeWebhooks(it, 1)) as [number];
        await it.change({ kind: "delete_webhook", webhookNo, now: it.now });
        it.now += DAY;
        await pruneAll(it, it.now);
        const [next] = await makeWebhooks(it, 1);
        assert.notEqual(next, webhookNo);
      }),
    );
  });
}
