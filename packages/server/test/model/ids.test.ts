import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { firstIdAt, formatId, ID_STEP, IdMaker, isoTimeOfId, parseId, timeOfId } from "../../src/model/ids.ts";
import type { Clock } from "../../src/model/ports.ts";

const NOW = Date.UTC(2026, 0, 1);
const id = fc.bigInt({ min: 0n, max: (1n << 63n) - 1n });

test("an id is read back as it was written, and only under its own prefix", () => {
  fc.assert(
    fc.property(id, (seq) => {
      assert.equal(parseId("evt", formatId("evt", seq)), seq);
      assert.equal(parseId("del", formatId("evt", seq)), undefined);
    }),
  );
});

test("ids sort as their numbers do", () => {
  fc.assert(
    fc.property(id, id, (one, other) => {
      assert.equal(formatId("evt", one) < formatId("evt", other), one < other);
    }),
  );
});

test("an id's time is written as its milliseconds say, whichever was written before", () => {
  fc.assert(
    fc.property(fc.array(id, { minLength: 1 }), (seqs) => {
      for (const seq of seqs) assert.equal(isoTimeOfId(seq), new Date(timeOfId(seq)).toISOString());
    }),
  );
});

test("what is not an id is none", () => {
  for (const wrong of ["", "evt_", "evt_0", "evt_zzzzzzzzzzzzz", "evt_000000000000u", `${formatId("evt", 1n)}0`]) {
    assert.equal(parseId("evt", wrong), undefined, wrong);
  }
});

test("ids of a node rise and never meet, however the clock moves, and never fall below what was stored", () => {
  const steps = fc.array(
    fc.record({ moveMs: fc.integer({ min: -5_000, max: 50 }), count: fc.integer({ min: 1, max: 9_000 }) }),
  );
  fc.assert(
    fc.property(steps, fc.bigInt({ min: 0n, max: firstIdAt(NOW + 10_000) }), (moves, above) => {
      let now = NOW;
      const ids = new IdMaker({ now: () => now } as Clock, 7, above);
      let last = above;
      for (const { moveMs, count } of moves) {
        now += moveMs;
        const first = ids.take(count);
        assert.ok(first > last);
        assert.equal(first & 1023n, 7n);
        last = first + BigInt(count - 1) * ID_STEP;
      }
    }),
  );
});

test("an id tells its time, and the bound of a time lies below all ids of it", () => {
  const ids = new IdMaker({ now: () => NOW } as Clock, 1023);
  const first = ids.take();
  assert.equal(timeOfId(first), NOW);
  assert.ok(firstIdAt(NOW) <= first && first < firstIdAt(NOW + 1));
});
