import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Item } from "../../../src/model/item.ts";
import type { Page } from "../../../src/store/page.ts";
import { change, flagging, newItem, rejection, submission, submit, writes } from "./items.ts";
import { type OpenStore, on, type Subject } from "./subject.ts";

/** Items of two sites and two platforms; every third is flagged, every third rejected. */
async function submitSome(it: Subject, count: number) {
  const made: Item[] = [];
  for (let index = 0; index < count; index += 1) {
    const item = newItem(it, { siteNo: 1 + (index % 5 === 0 ? 1 : 0) });
    const platform = index % 2 === 0 ? "twitter" : null;
    const record = await submit(it, { ...item, origin: { ...item.origin, platform } });
    if (index % 3 === 1) await change(it, flagging(it, record));
    if (index % 3 === 2) await change(it, rejection(it, record));
    made.push((await it.store.readItem(item.id))!.item);
    it.now += 1;
  }
  return made;
}

async function walk<T>(read: (before: bigint | null) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  for (let before: bigint | null = null; ; ) {
    const page: Page<T> = await read(before);
    found.push(...page.rows);
    before = page.next;
    if (before === null) return found;
  }
}

export function moderationLists(open: OpenStore): void {
  describe("lists of what is moderated", () => {
    test(
      "have the items and the jobs of a site, newest first, by status, platform and time",
      on(open, async (it) => {
        const made = await submitSome(it, 30);
        const from = made[10]!.id;
        for (const siteNo of [1, 2]) {
          const own = made.filter((item) => item.siteNo === siteNo).reverse();
          for (const status of [null, "pending", "flagged", "rejected", "approved"] as const) {
            for (const platform of [null, "twitter", "youtube"]) {
              const isMeant = (item: Item) =>
                (status === null || item.status === status) && (platform === null || item.origin.platform === platform);
              const expected = own.filter(isMeant);
              for (const limit of [1, 3, 100]) {
                const query = { siteNo, status, platform, limit, from: 0n };
                const found = await walk((before) => it.store.listItems({ ...query, before }));
                assert.deepEqual(
                  found.map(({ item }) => item),
                  expected,
                );
              }
              const late = { siteNo, status, platform, limit: 2, from };
              const found = await walk((before) => it.store.listItems({ ...late, before }));
              assert.deepEqual(
                found.map(({ item }) => item),
                expected.filter(({ id }) => id >= from),
              );
            }
          }
          const jobs = await walk((before) => it.store.listJobs({ siteNo, status: null, before, from: 0n, limit: 3 }));
          assert.deepEqual(
            jobs.map(({ itemId }) => itemId),
            own.map(({ id }) => id),
          );
          const open = await walk((before) =>
            it.store.listJobs({ siteNo, status: "processing", before, from: 0n, limit: 3 }),
          );
          const flagged = own.filter(({ status }) => status === "flagged");
          assert.deepEqual(
            open.map(({ itemId }) => itemId),
            flagged.map(({ id }) => id),
          );
          const decisions = await walk((before) => it.store.listDecisions({ siteNo, before, from: 0n, limit: 2 }));
          assert.deepEqual(
            decisions.map(({ itemId }) => itemId),
            own.filter(({ status }) => status !== "pending").map(({ id }) => id),
          );
        }
      }),
    );

    test(
      "look at so many rows for those of one platform, then answer short with a cursor that goes on",
      on(open, async (it) => {
        const rare = await submit(it, newItem(it));
        const node = await it.join();
        const others = () => {
          const item = newItem(it);
          return submission(it, { ...item, origin: { ...item.origin, platform: null } });
        };
        for (let batch = 0; batch < 21; batch += 1) {
          const moderation = writes(...Array.from({ length: 1_000 }, others));
          await it.commit({ ...it.acceptEntry(node, [it.event()]), moderation });
        }
        const query = { siteNo: 1, status: null, platform: "twitter", from: 0n, limit: 10 };
        const first = await it.store.listItems({ ...query, before: null });
        assert.deepEqual(first.rows, []);
        assert.ok(first.next !== null);
        const found = await walk((before) => it.store.listItems({ ...query, before }));
        assert.deepEqual(found, [rare]);
      }),
    );

    test(
      "have what waits for a person, oldest first, with what people have said of it",
      on(open, async (it) => {
        const made = await submitSome(it, 12);
        const flagged = made.filter(({ siteNo, status }) => siteNo === 1 && status === "flagged");
        const [first, second] = [flagged[0]!, flagged[1]!];
        const deleted = (await it.store.readItem(second.id))!;
        await change(it, { ...deleted, item: { ...deleted.item, isDeleted: true }, jobs: [], decision: null });
        const review = { itemId: first.id, siteNo: 1, rev: 0, assignee: "eve", claimedAt: it.now, isEscalated: true };
        const notes = [{ by: "eve", apiKey: "desk", at: it.now, text: "Hm.\u0000" }];
        assert.equal(await it.store.reviewItem({ ...review, notes }), "changed");
        const queue = await it.store.reviewQueue({ siteNo: 1, after: 0n, limit: 100 });
        const waiting = flagged.filter(({ id }) => id !== second.id);
        assert.deepEqual(
          queue.map(({ item }) => item),
          waiting,
        );
        assert.deepEqual(queue[0]!.review, { ...review, rev: 1, notes });
        assert.deepEqual(queue[1]!.review, null);
        const rest = await it.store.reviewQueue({ siteNo: 1, after: first.id, limit: 1 });
        assert.deepEqual(
          rest.map(({ item }) => item.id),
          [waiting[1]!.id],
        );
      }),
    );

    test(
      "have the newest items of an author on a platform of a site",
      on(open, async (it) => {
        const made = await submitSome(it, 12);
        const other = newItem(it, { author: { id: "a2", username: null } });
        await submit(it, other);
        for (const platform of ["twitter", null]) {
          const own = made.filter(({ siteNo, origin }) => siteNo === 1 && origin.platform === platform).reverse();
          const found = await it.store.itemsOfAuthor({ siteNo: 1, platform, authorId: "a1", limit: 3 });
          assert.deepEqual(
            found.map(({ item }) => item),
            own.slice(0, 3),
          );
        }
        assert.deepEqual(await it.store.itemsOfAuthor({ siteNo: 1, platform: "x", authorId: "a1", limit: 3 }), []);
      }),
    );

    test(
      "have the jobs whose time is over and that have not ended, the longest over first",
      on(open, async (it) => {
        const late = await submit(it, newItem(it), { deadline: it.now + 20 });
        const later = await submit(it, newItem(it), { deadline: it.now + 10 });
        await submit(it, newItem(it), { deadline: it.now + 21 });
        const ended = await submit(it, newItem(it), { deadline: it.now + 5 });
        await change(it, rejection(it, ended));
        const due = await it.store.jobsDue(it.now + 20, 10);
        assert.deepEqual(due, [later.job, late.job]);
        assert.deepEqual(await it.store.jobsDue(it.now + 20, 1), [later.job]);
      }),
    );
  });

  describe("what people say of an item", () => {
    test(
      "is changed by one at a time, and of items alone",
      on(open, async (it) => {
        const { item } = await submit(it, newItem(it));
        const rest = { claimedAt: null, isEscalated: false, notes: [] };
        const review = { itemId: item.id, siteNo: 1, rev: 0, assignee: "ann", ...rest };
        assert.equal(await it.store.readReview(item.id), null);
        assert.equal(await it.store.reviewItem(review), "changed");
        assert.equal(await it.store.reviewItem({ ...review, assignee: "bob" }), "moved");
        assert.equal(await it.store.reviewItem({ ...review, rev: 1, assignee: "eve" }), "changed");
        assert.equal(await it.store.reviewItem({ ...review, rev: 1, assignee: "bob" }), "moved");
        assert.deepEqual(await it.store.readReview(item.id), { ...review, rev: 2, assignee: "eve" });
        assert.equal(await it.store.reviewItem({ ...review, itemId: item.id + 1n }), "unknown");
        assert.equal(await it.store.reviewItem({ ...review, siteNo: 2 }), "unknown");
      }),
    );

    test(
      "is put down by whoever had taken it in the commit of the decision, and what else was said stays",
      on(open, async (it) => {
        const taken = await submit(it, newItem(it));
        const notes = [{ by: "eve", apiKey: "key", at: it.now, text: "See \u0000 \ud83d\ude00 page 2." }];
        const review = {
          itemId: taken.item.id,
          siteNo: 1,
          rev: 0,
          assignee: "ann",
          claimedAt: 5,
          isEscalated: true,
          notes,
        };
        await it.store.reviewItem(review);
        const late = { ...rejection(it, taken), rev: 99, isPutDown: true } as const;
        assert.equal((await change(it, late)).kind, "moved");
        assert.equal((await it.store.readReview(taken.item.id))?.assignee, "ann");
        assert.equal((await change(it, { ...rejection(it, taken), isPutDown: true })).kind, "accepted");
        const down = { ...review, rev: 2, assignee: null, claimedAt: null };
        assert.deepEqual(await it.store.readReview(taken.item.id), down);
        // Nobody has taken it now: nothing of it is written again.
        const decided = (await it.store.readItem(taken.item.id))!;
        assert.equal((await change(it, { ...rejection(it, decided), isPutDown: true })).kind, "accepted");
        assert.deepEqual(await it.store.readReview(taken.item.id), down);
        const other = await submit(it, newItem(it));
        assert.equal((await change(it, { ...rejection(it, other), isPutDown: true })).kind, "accepted");
        assert.equal(await it.store.readReview(other.item.id), null);
      }),
    );
  });
}
