import { type ComparatorOptions, startComparator } from "./comparator.ts";
import { type AppendFsync, findRedis, startRedis } from "./redis.ts";
import type { Subject } from "./subject.ts";

const PROMISES = {
  everysec: "in Redis; on disk within a second",
  always: "on disk (fsync) and queued",
} as const;

/** BullMQ on a Redis of its own, which syncs its append-only file as often as `appendFsync` says. */
export function bullmq(appendFsync: AppendFsync, { schedule }: Pick<ComparatorOptions, "schedule"> = {}): Subject {
  return {
    name: `BullMQ, appendfsync ${appendFsync}`,
    promise: PROMISES[appendFsync],
    missing: () => (findRedis() === null ? "There is no redis-server or valkey-server on PATH." : null),
    async start(options) {
      const redis = await startRedis(appendFsync);
      const store = { ...redis, name: "Redis" };
      return startComparator({ server: "bullmq", store, schedule, more: { redisPort: redis.port } }, options);
    },
  };
}
