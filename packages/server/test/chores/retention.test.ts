import assert from "node:assert/strict";
import { test } from "node:test";
import { Retention } from "../../src/chores/retention.ts";
import type { Clock } from "../../src/model/ports.ts";

test("Retention rests as long as a slice took while there is more to delete, and for a minute when there is not", async () => {
  const waits: number[] = [];
  let next: () => void = () => {};
  let ms = 0;
  const clock: Clock = {
    now: () => 100 * 24 * 3_600_000,
    monotonic: () => ms,
    soon: () => assert.fail(),
    after(delayMs, task) {
      waits.push(delayMs);
      next = task;
      return { cancel() {} };
    },
  };
  const answers = [true, true, true, false];
  const limits: number[] = [];
  const store = {
    async prune(_before: number, _idempotencyBefore: number, limit: number) {
      limits.push(limit);
      ms += limits.length;
      return answers.shift()!;
    },
    pruneFigures: async () => false,
  };
  const retention = new Retention({
    store,
    clock,
    isOnDuty: async () => true,
    retentionDays: 30,
    onTrouble: assert.ifError,
  });
  retention.start();
  while (answers.length > 0) {
    next();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(waits.slice(1), [1, 2, 3, 60_000]);
  assert.deepEqual(limits, [500, 500, 500, 500]);
  await retention.stop();
});
