import { suite, test } from "node:test";
import { givenReceiver, givenSite } from "../../harness/given.ts";
import { checkPlan, checkPlayed } from "./five-attempts.ts";

suite("Generic webhooks, five attempts", { concurrency: true }, () => {
  test("4.5 a receiver that always answers 500 is asked at once, +30 s, +5 min, +30 min and +2 h, and no more", async (t) => {
    const site = await givenSite(t, "generic");
    const receiver = await givenReceiver(t, () => 500);
    await site.subscribe({ url: receiver.url, events: ["user.created"] });
    const event = await site.send("user.created", { id: "user_123" });
    await checkPlan(site, receiver, await site.deliveryIdOf(event.id), [0, 30, 300, 1800, 7200]);
  });

  test("4.5 five attempts are played to their end: same id, same bytes, no delay shorter than promised", async (t) => {
    const site = await givenSite(t, "generic");
    const receiver = await givenReceiver(t, () => 500);
    const delays = [0, 0.1, 0.2, 0.3, 0.4];
    await site.subscribe({ url: receiver.url, events: ["user.*"], retry_schedule: delays });
    const event = await site.send("user.created", { id: "user_123" });
    await checkPlayed(site, receiver, await site.deliveryIdOf(event.id), delays);
  });
});
