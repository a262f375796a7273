import { suite, test } from "node:test";
import { givenReceiver, givenSite } from "../../harness/given.ts";
import { checkPlan, checkPlayed } from "./five-attempts.ts";

const EVENT = { media_id: "media_456", status: "approved", ai_results: { labels: [] }, applied_rules: [] };

suite("PixelPatrol, five attempts", { concurrency: true }, () => {
  test("0.3 a receiver that always answers 500 is asked at once, +1 min, +5 min, +30 min and +2 h, and no more", async (t) => {
    const site = await givenSite(t, "pixelpatrol");
    const receiver = await givenReceiver(t, () => 500);
    await site.subscribe({ url: receiver.url, events: ["media.moderated"] });
    const event = await site.send("media.moderated", EVENT);
    await checkPlan(site, receiver, await site.deliveryIdOf(event.id), [0, 60, 300, 1800, 7200]);
  });

  test("0.3 five attempts are played to their end: same id, same bytes, no delay shorter than promised", async (t) => {
    const site = await givenSite(t, "pixelpatrol");
    const receiver = await givenReceiver(t, () => 500);
    const delays = [0, 0.1, 0.2, 0.3, 0.4];
    await site.subscribe({ url: receiver.url, events: ["media.moderated"], retry_schedule: delays });
    const event = await site.send("media.moderated", EVENT);
    await checkPlayed(site, receiver, await site.deliveryIdOf(event.id), delays);
  });
});
