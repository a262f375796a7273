import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { ItemChange } from "../../../src/store/moderating.ts";
import { change, flagging, newItem, rejection, requested, submit, writes } from "./items.ts";
import { DAY, type OpenStore, on, type Subject } from "./subject.ts";

async function prune(it: Subject, before: number): Promise<void> {
  while (await it.store.prune(before, before, 2));
}

export function pruningItems(open: OpenStore): void {
  describe("pruning items", () => {
    test(
      "takes what is old and decided, with all that was said of it, and leaves what waits",
      on(open, async (it) => {
        await it.createSite("a");
        const [decided, flagged, pending] = [
          await submit(it, newItem(it)),
          await submit(it, newItem(it)),
          await submit(it, newItem(it)),
        ];
        const { decision } = await decide(it, decided);
        await change(it, flagging(it, flagged));
        const review = { itemId: decided.item.id, siteNo: 1, rev: 0, assignee: "ann", claimedAt: null };
        await it.store.reviewItem({ ...review, isEscalated: false, notes: [] });
        const owed = await submit(it, newItem(it));
        await askPlatform(it, await decide(it, owed));
        it.now += DAY;
        const young = await submit(it, newItem(it));
        await decide(it, young);
        await prune(it, it.now - DAY / 2);
        const { id } = decided.item;
        assert.equal(await it.store.readItem(id), null);
        assert.equal(await it.store.readJob(decided.job.id), null);
        assert.deepEqual(await it.store.decisionsOf(id), []);
        assert.equal(await it.store.readReview(id), null);
        assert.equal(decision!.itemId, id);
        for (const { item } of [flagged, pending, owed, young]) assert.notEqual(await it.store.readItem(item.id), null);
        assert.equal((await it.store.decisionsOf(flagged.item.id)).length, 1);
      }),
    );

    test(
      "leaves the address of a job while that is still to hear of the end, however old its item is",
      on(open, async (it) => {
        await it.createSite("a");
        const callback = { url: "https://a.example/done", sealedSecret: null };
        const record = await submit(it, newItem(it), { callbackNo: 1, callback });
        it.now += 2 * DAY;
        const node = await it.join();
        const told = it.event({ type: "job.completed", targets: [it.target(1, { isClaimed: true })] });
        const moderation = writes({ ...rejection(it, record), endedBy: 0 });
        assert.equal((await it.commit({ ...it.acceptEntry(node, [told]), moderation })).kind, "accepted");
        it.now += 2 * DAY;
        await prune(it, it.now);
        assert.equal((await it.store.readJob(record.job.id))?.callback?.url, callback.url);
        const [delivery] = await it.store.deliveriesOf(told.seq);
        await it.settle(node, { webhookNo: 1, seq: delivery!.seq });
        // What an event is referred to by goes behind it.
        for (let round = 0; round < 2; round += 1) await prune(it, it.now);
        assert.equal(await it.store.readJob(record.job.id), null);
      }),
    );

    test(
      "takes what waits too, once its site is deleted: and then the site",
      on(open, async (it) => {
        await it.createSite("a");
        await it.createSite("b");
        const flagged = await submit(it, newItem(it));
        await change(it, flagging(it, flagged));
        await it.change({ kind: "delete_site", siteNo: 1, now: it.now });
        it.now += DAY;
        await prune(it, it.now);
        assert.equal(await it.store.readItem(flagged.item.id), null);
      }),
    );
  });
}

/** Asks its platform for what was decided, which is not done yet. */
async function askPlatform(it: Subject, change: ItemChange): Promise<void> {
  const moderation = { items: [], enforcements: [requested(it, change)] };
  await it.commit({ ...it.acceptEntry(await it.join(), []), moderation });
}

async function decide(it: Subject, record: Parameters<typeof rejection>[1]) {
  const changed = rejection(it, record);
  await change(it, changed);
  return changed;
}
