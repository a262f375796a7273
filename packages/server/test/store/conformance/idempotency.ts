import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AcceptEntry } from "../../../src/store/journal-entry.ts";
import { DAY, type OpenStore, on } from "./subject.ts";

type Idempotency = NonNullable<AcceptEntry["idempotency"]>;

const key = (with_: Partial<Idempotency> = {}): Idempotency => ({
  siteNo: 1,
  keyHash: Uint8Array.of(1, 0, 255),
  bodyHash: Uint8Array.of(7),
  answer: '{"id":"first"}',
  ...with_,
});

export function idempotency(open: OpenStore): void {
  describe("idempotency", () => {
    test(
      "answers a repeated request with the first answer and keeps nothing of it",
      on(open, async (it) => {
        const node = await it.join();
        await it.commit(it.acceptEntry(node, [it.event()], { idempotency: key() }));
        const repeat = it.event();
        const again = it.acceptEntry(node, [repeat], { idempotency: key({ answer: '{"id":"second"}' }) });
        assert.deepEqual(await it.commit(again), { kind: "replayed", answer: '{"id":"first"}' });
        assert.equal(await it.store.readEvent(null, repeat.seq), null);
      }),
    );

    test(
      "refuses the same key with another body",
      on(open, async (it) => {
        const node = await it.join();
        await it.commit(it.acceptEntry(node, [it.event()], { idempotency: key() }));
        const other = it.acceptEntry(node, [it.event()], { idempotency: key({ bodyHash: Uint8Array.of(8) }) });
        assert.deepEqual(await it.commit(other), { kind: "key_reused" });
      }),
    );

    test(
      "keeps the first of twins in one batch",
      on(open, async (it) => {
        const node = await it.join();
        const [one, two, three] = [it.event(), it.event(), it.event()];
        const results = await it.store.commit([
          it.acceptEntry(node, [one], { idempotency: key() }),
          it.acceptEntry(node, [two], { idempotency: key({ answer: "never given" }) }),
          it.acceptEntry(node, [three], { idempotency: key({ siteNo: 2 }) }),
        ]);
        assert.deepEqual(
          results.map((result) => result.kind),
          ["accepted", "replayed", "accepted"],
        );
        assert.equal(await it.store.readEvent(null, two.seq), null);
      }),
    );

    test(
      "replays also when the catalogue has moved since",
      on(open, async (it) => {
        const node = await it.join();
        const entry = it.acceptEntry(node, [it.event()], { idempotency: key() });
        await it.commit(entry);
        await it.createWebhook();
        assert.equal((await it.commit(entry)).kind, "replayed");
      }),
    );

    test(
      "remembers no key of a request that was refused",
      on(open, async (it) => {
        const node = await it.join();
        const [first, twin] = [it.event({ externalId: "x" }), it.event({ externalId: "x" })];
        await it.accept(node, first);
        assert.equal((await it.commit(it.acceptEntry(node, [twin], { idempotency: key() }))).kind, "external_id_taken");
        assert.equal((await it.commit(it.acceptEntry(node, [it.event()], { idempotency: key() }))).kind, "accepted");
      }),
    );

    test(
      "forgets a key after a day, a slice at a time, however young the events are",
      on(open, async (it) => {
        const node = await it.join();
        const entries = Array.from({ length: 5 }, (_, index) =>
          it.acceptEntry(node, [it.event()], { idempotency: key({ keyHash: Uint8Array.of(index) }) }),
        );
        await it.store.commit(entries);
        it.now += DAY;
        assert.equal(await it.store.prune(0, it.now - DAY, 2), false, "not yet");
        it.now += 1;
        assert.equal(await it.store.prune(0, it.now - DAY, 2), true);
        assert.equal(await it.store.prune(0, it.now - DAY, 2), true);
        assert.equal(await it.store.prune(0, it.now - DAY, 2), false);
        const again = await it.store.commit(entries.map((entry) => ({ ...entry, events: [it.event()] })));
        assert.ok(again.every((result) => result.kind === "accepted"));
      }),
    );
  });
}
