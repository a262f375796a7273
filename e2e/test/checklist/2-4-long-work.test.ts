import assert from "node:assert/strict";
import { test } from "node:test";
import { WebhookHandler } from "@tabellary/receiver";
import { eventually } from "../../harness/eventually.ts";
import { givenSite } from "../../harness/given.ts";
import { judgeByLists, TEXTS } from "../../harness/moderation.ts";

test("2.4 a receiver whose work takes longer than any sender waits answers before that is done, and finishes afterwards", async (t) => {
  const site = await givenSite(t, "omnifence");
  await judgeByLists(site);
  const handler = new WebhookHandler({ platforms: { omnifence: { secret: { acceptUnverified: "yes" } } }, log: null });
  const { promise: isOver, resolve: end } = Promise.withResolvers<void>();
  let done = 0;
  handler.on("omnifence.unverified", async () => {
    await isOver;
    done += 1;
  });
  const { port } = await handler.start({ port: 0, host: "127.0.0.1" });
  t.after(() => {
    end();
    return handler.stop();
  });
  const webhook_url = `http://127.0.0.1:${port}/webhook/omnifence`;
  const { job_id } = await site.api.expect(
    202,
    site.api.post("/moderate/prompt", { prompt: TEXTS.clean, webhook_url }),
  );
  const read = () => site.api.expect(200, site.api.get(`/v1/job/${job_id}/deliveries`));
  const { deliveries } = await eventually(read, (log) => log.deliveries[0]?.status === "success");
  assert.deepEqual([deliveries[0].attempts, handler.pending, done], [1, 1, 0]);
  end();
  await handler.drain();
  assert.deepEqual([handler.pending, done], [0, 1]);
});
