import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Source } from "../../../src/model/source.ts";
import { type OpenStore, on, SOURCE_CONFIG, type Subject } from "./subject.ts";

async function create(it: Subject, siteNo = 1, config: Partial<Source["config"]> = {}): Promise<Source> {
  const made = await it.createSource(siteNo, config);
  assert.ok(made.kind === "changed");
  return (await it.store.loadCatalogue()).sources.find(({ no }) => no === made.no)!;
}

export function sources(open: OpenStore): void {
  describe("sources", () => {
    test(
      "are given back as they were put in",
      on(open, async (it) => {
        const config = { name: "ours", allowedIps: ["192.0.2.0/24"], reconcile: { owner: "o", hook_id: 7 } };
        const poll = { subject: { videoId: "v" }, intervalSeconds: 60 };
        const source = await create(it, 1, { ...config, poll, maxAgeSeconds: 0 });
        await it.crash();
        const { sources, version, highestId } = await it.store.loadCatalogue();
        const { sealedSecrets, ...rest } = sources[0]!;
        const { sealedSecrets: _, ...expected } = source;
        assert.deepEqual(rest, expected);
        assert.deepEqual([rest.rev, rest.siteNo, rest.createdAt, version], [1, 1, it.now, it.version]);
        assert.deepEqual(rest.config, { ...SOURCE_CONFIG, ...config, poll, maxAgeSeconds: 0 });
        assert.deepEqual([...sealedSecrets], [4, 5]);
        assert.equal(highestId, source.id);
      }),
    );

    test(
      "are revised from the revision that was read, once",
      on(open, async (it) => {
        const source = await create(it);
        const config = { ...source.config, active: false };
        const first = { ...source, config, sealedSecrets: Uint8Array.of(6) };
        const before = it.version;
        assert.equal((await it.change({ kind: "revise_source", source: first })).kind, "changed");
        assert.equal(it.version, before + 1);
        const lost = { ...source, sealedSecrets: Uint8Array.of(7) };
        assert.deepEqual(await it.change({ kind: "revise_source", source: lost }), { kind: "moved" });
        const [now] = (await it.store.loadCatalogue()).sources;
        assert.deepEqual({ ...now!, sealedSecrets: [...now!.sealedSecrets] }, { ...first, rev: 2, sealedSecrets: [6] });
        await it.change({ kind: "delete_source", sourceNo: source.no, now: it.now });
        assert.deepEqual(await it.change({ kind: "revise_source", source: now! }), { kind: "moved" });
      }),
    );

    test(
      "are deleted once, by themselves or with their site, and their numbers are not given again",
      on(open, async (it) => {
        const [one, two, other] = [await create(it, 1), await create(it, 1), await create(it, 2)];
        const nos = async () => (await it.store.loadCatalogue()).sources.map(({ no }) => no);
        assert.equal((await it.change({ kind: "delete_source", sourceNo: one.no, now: it.now })).kind, "changed");
        assert.deepEqual(await nos(), [two.no, other.no]);
        const { version } = it;
        assert.deepEqual(await it.change({ kind: "delete_source", sourceNo: one.no, now: it.now }), {
          kind: "unknown",
        });
        assert.deepEqual(await it.change({ kind: "delete_source", sourceNo: 99, now: it.now }), { kind: "unknown" });
        assert.equal((await it.store.loadCatalogue()).version, version);
        await it.change({ kind: "delete_site", siteNo: 1, now: it.now });
        assert.deepEqual(await nos(), [other.no]);
        const source = {
          id: it.take(),
          siteNo: 1,
          config: SOURCE_CONFIG,
          sealedSecrets: Uint8Array.of(1),
          createdAt: 0,
        };
        assert.deepEqual(await it.change({ kind: "create_source", source }), { kind: "unknown" }, "its site is gone");
        const more = await create(it, 2);
        assert.ok(![one.no, two.no, other.no].includes(more.no));
      }),
    );

    test(
      "and messages are among the highest of ids",
      on(open, async (it) => {
        await create(it);
        const message = it.message();
        await it.receive(await it.join(), message, []);
        assert.equal((await it.store.loadCatalogue()).highestId, message.seq);
      }),
    );
  });
}
