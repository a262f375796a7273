/** What every store of jobs has to do. A store's own test opens one and calls this. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobStore, PendingJob } from "../../src/index.ts";

const job = (jobId: string): PendingJob => ({
  jobId,
  kind: "image",
  reference: jobId === "a" ? null : `of ${jobId}`,
  rememberedAtMs: 1_768_480_200_000,
  deadlineMs: 1_768_480_500_000,
});

const leaseOf = (owner: string, nowMs: number) => ({ owner, nowMs, untilMs: nowMs + 1000 });

/** Every store that one call opened shares what it remembers when `again` is called. */
export type OpenJobStore = () => Promise<{ store: JobStore; again: () => Promise<JobStore>; close: () => unknown }>;

export function conformJobStore(name: string, open: OpenJobStore): void {
  const check = (what: string, run: (store: JobStore, again: () => Promise<JobStore>) => Promise<void>) =>
    test(`${name}: ${what}`, async () => {
      const { store, again, close } = await open();
      try {
        await run(store, again);
      } finally {
        await close();
      }
    });

  check("a job is added once, found whole, and unknown before", async (store, again) => {
    assert.equal(await store.find("a"), undefined);
    assert.equal(await store.add(job("a")), true);
    assert.equal(await (await again()).add({ ...job("a"), kind: "video" }), false);
    await store.add(job("b"));
    assert.deepEqual(await store.find("a"), { job: job("a"), outcome: null });
    assert.deepEqual(await (await again()).find("b"), { job: job("b"), outcome: null });
  });

  check("pending jobs are listed by pages in the order of their ids, settled ones not", async (store) => {
    for (const id of ["d", "b", "a", "c", "B"]) await store.add(job(id));
    await store.claim("b", leaseOf("one", 0));
    await store.settle("b", "passed", leaseOf("one", 1));
    const ids = async (after: string, max: number) => (await store.listPending(after, max)).map(({ jobId }) => jobId);
    assert.deepEqual(await ids("", 2), ["B", "a"]);
    assert.deepEqual(await ids("a", 2), ["c", "d"]);
    assert.deepEqual(await ids("d", 2), []);
    assert.deepEqual((await store.listPending("c", 9))[0], job("d"));
  });

  check("of two who claim a job one gets it, and nobody once it is settled", async (store, again) => {
    const other = await again();
    await store.add(job("a"));
    const claims = await Promise.all([store.claim("a", leaseOf("one", 0)), other.claim("a", leaseOf("two", 0))]);
    assert.deepEqual([...claims].sort(), [false, true]);
    const [winner, loser] = claims[0] ? ["one", "two"] : ["two", "one"];
    await other.settle("a", "passed", leaseOf(loser!, 1));
    assert.equal((await store.find("a"))?.outcome, null, "only the owner settles");
    await store.settle("a", "prohibited", leaseOf(winner!, 1));
    assert.equal((await other.find("a"))?.outcome, "prohibited");
    assert.equal(await other.claim("a", leaseOf("two", 9_999_999)), false);
    assert.equal(await store.claim("nobody", leaseOf("one", 0)), false);
    await store.settle("a", "passed", leaseOf(winner!, 2));
    assert.equal((await store.find("a"))?.outcome, "prohibited", "what is settled stays so");
  });

  check("a claim ends by itself or is given back, by its owner alone", async (store) => {
    await store.add(job("a"));
    await store.claim("a", leaseOf("crashed", 0));
    assert.equal(await store.claim("a", leaseOf("two", 999)), false);
    assert.equal(await store.claim("a", leaseOf("two", 1000)), true);
    await store.release("a", leaseOf("crashed", 1001));
    assert.equal(await store.claim("a", leaseOf("three", 1001)), false);
    await store.release("a", leaseOf("two", 1001));
    assert.equal(await store.claim("a", leaseOf("three", 1001)), true);
  });

  check("a purge forgets what was settled before, and nothing that is pending", async (store) => {
    for (const id of ["a", "b", "c"]) await store.add(job(id));
    for (const [id, atMs] of [
      ["a", 100],
      ["b", 200],
    ] as const) {
      await store.claim(id, leaseOf("one", 0));
      await store.settle(id, "passed", leaseOf("one", atMs));
    }
    assert.equal(await store.purge(200), 1);
    assert.equal(await store.find("a"), undefined);
    assert.equal((await store.find("b"))?.outcome, "passed");
    assert.equal(await store.purge(9_999_999_999_999), 1);
    assert.equal((await store.find("c"))?.outcome, null);
  });
}
