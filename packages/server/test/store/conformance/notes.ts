import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { NotePosition } from "../../../src/store/reads.ts";
import { type OpenStore, on, type Subject } from "./subject.ts";

const note = (sourceNo: number, key: string, value: string | null = `{"of":"${key}"}`) => ({ sourceNo, key, value });

async function makeSources(it: Subject, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await it.createSource();
}

/** As `source key`, in pages. */
async function walk(it: Subject, sourceNo: number | null, prefix: string, limit = 2): Promise<string[]> {
  const found: string[] = [];
  for (let after: NotePosition | null = null; ; ) {
    const page = await it.store.notes(sourceNo, prefix, after, limit);
    found.push(...page.map((one) => `${one.sourceNo} ${one.key}`));
    if (page.length < limit) return found;
    after = page.at(-1)!;
  }
}

export function notes(open: OpenStore): void {
  describe("notes of sources", () => {
    test(
      "are found by source and the beginning of their key, in the order of both",
      on(open, async (it) => {
        await makeSources(it, 3);
        const keys = ["poll", "registration:b", "registration:a", "registration:ä", "registration:🦊", "job:1", "r"];
        await it.store.note([...keys.map((key) => note(1, key)), ...keys.map((key) => note(3, key))]);
        const registrations = ["a", "b", "ä", "🦊"].map((ref) => `registration:${ref}`);
        const of = (sourceNo: number, some: readonly string[]) => some.map((key) => `${sourceNo} ${key}`);
        for (const limit of [1, 2, 3, 100]) {
          assert.deepEqual(await walk(it, 1, "registration:", limit), of(1, registrations));
          const both = [...of(1, registrations), ...of(3, registrations)];
          assert.deepEqual(await walk(it, null, "registration:", limit), both);
          assert.deepEqual(await walk(it, 2, "", limit), []);
          const all = ["job:1", "poll", "r", ...registrations];
          assert.deepEqual(await walk(it, null, "", limit), [...of(1, all), ...of(3, all)]);
        }
        assert.deepEqual(await it.store.notes(3, "poll", null, 5), [note(3, "poll")]);
      }),
    );

    test(
      "are written over, and taken away",
      on(open, async (it) => {
        await makeSources(it, 2);
        await it.store.note([note(1, "poll", "1"), note(1, "sweep", "2"), note(2, "poll", "3")]);
        await it.store.note([note(1, "poll", "4"), note(1, "sweep", null), note(1, "never", null)]);
        assert.deepEqual(await it.store.notes(null, "", null, 9), [note(1, "poll", "4"), note(2, "poll", "3")]);
        await it.store.note([note(2, "poll", "5"), note(2, "poll", null), note(1, "poll", null), note(1, "poll", "6")]);
        await it.crash();
        assert.deepEqual(await it.store.notes(null, "", null, 9), [note(1, "poll", "6")], "the last word counts");
        await it.store.note([]);
      }),
    );

    test(
      "go with their source, and none is made of one that is gone",
      on(open, async (it) => {
        await makeSources(it, 2);
        await it.createSource(2);
        await it.store.note([1, 2, 3].map((no) => note(no, "poll")));
        await it.change({ kind: "delete_source", sourceNo: 1, now: it.now });
        assert.deepEqual(await walk(it, null, ""), ["2 poll", "3 poll"]);
        await it.store.note([note(1, "poll"), note(2, "sweep"), note(99, "poll")]);
        assert.deepEqual(await walk(it, null, ""), ["2 poll", "2 sweep", "3 poll"]);
        await it.change({ kind: "delete_site", siteNo: 1, now: it.now });
        assert.deepEqual(await walk(it, null, ""), ["3 poll"]);
      }),
    );
  });
}
