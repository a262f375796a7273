import assert from "node:assert/strict";
import { test } from "node:test";
import { moderationAi } from "@tabellary/contracts";
import { MemoryStore, WebhookHandler } from "../../src/index.ts";
import { standingClock } from "../clock.ts";

const clock = standingClock();
const body = '{"event_id":"evt_1","event_type":"comment.created","data":{"comment":{"id":"c","text":"Hi"}}}';

async function post(handler: WebhookHandler): Promise<[number, string | undefined]> {
  const event = { id: "", type: "", createdAt: "", data: "", deliveryId: "" };
  const headers = moderationAi.sign({ event, body, secrets: ["s"], nowMs: clock.now() });
  const request = { method: "POST", path: "/webhook", query: "", headers, readBody: async () => body };
  const answer = await handler.answer(request);
  return [answer.status, answer.headers["retry-after"]];
}

test("what another process has claimed is not acknowledged before it is known how that ends", async () => {
  const store = new MemoryStore();
  const opened = Promise.withResolvers<void>();
  const handled: number[] = [];
  const [one, two] = [1, 2].map((number) =>
    new WebhookHandler({ secret: "s", store, clock, log: null }).on("*", async () => {
      await opened.promise;
      handled.push(number);
    }),
  ) as [WebhookHandler, WebhookHandler];
  assert.deepEqual(await post(one), [200, undefined]);
  assert.deepEqual(await post(one), [200, undefined]);
  assert.deepEqual(await post(two), [503, "5"]);
  opened.resolve();
  await one.drain();
  assert.deepEqual(await post(two), [200, undefined]);
  assert.deepEqual(handled, [1]);
});

test("an event whose claim was written and whose answer was lost is handled when it comes again later", async () => {
  let isLost = true;
  class Losing extends MemoryStore {
    override claim(...args: Parameters<MemoryStore["claim"]>) {
      const claims = super.claim(...args);
      if (isLost) throw new Error("connection reset");
      return claims;
    }
  }
  const handled: string[] = [];
  const handler = new WebhookHandler({ secret: "s", store: new Losing(), clock, leaseMs: 60_000, log: null });
  handler.on("*", ({ eventId }) => handled.push(eventId)).onError(() => {});
  assert.deepEqual(await post(handler), [503, "5"]);
  isLost = false;
  assert.deepEqual(await post(handler), [503, "5"]);
  clock.move(60_000);
  assert.deepEqual(await post(handler), [200, undefined]);
  await handler.drain();
  assert.deepEqual(handled, ["evt_1"]);
});
