import assert from "node:assert/strict";
import { test } from "node:test";
import { givenReceiver, givenSite } from "../../harness/given.ts";
import { judgeByLists, submit, TEXTS } from "../../harness/moderation.ts";

const ITEMS = 20;

test("0.2 each media.created comes before its media.moderated, in the order of the site, and nothing overtakes what is tried again", async (t) => {
  const site = await givenSite(t, "pixelpatrol");
  await judgeByLists(site);
  let refused: string | undefined;
  const receiver = await givenReceiver(t, ({ json, number }) => {
    if (number !== 7) return 200;
    refused = json.id;
    return 500;
  });
  // The pauses of the contract, a hundred times shorter.
  const retry_schedule = [0, 0.6, 3, 18, 72];
  await site.subscribe({ url: receiver.url, events: ["media.created", "media.moderated"], retry_schedule });
  const ids = [];
  for (let number = 0; number < ITEMS; number++) ids.push(await submit(site, { body: TEXTS.clean }));
  const received = await receiver.until(2 * ITEMS + 1);
  assert.equal(received[7]!.json.id, refused, "what was refused is the next to come");
  const taken = received.filter(({ number }) => number !== 7);
  const times = taken.map(({ json }) => json.created_at);
  assert.deepEqual(times, times.toSorted(), "events come in the order in which they happened");
  for (const id of ids) {
    const events = taken.filter(({ json }) => json.data.media_id === id).map(({ json }) => json.event);
    assert.deepEqual(events, ["media.created", "media.moderated"]);
  }
  const created = taken.filter(({ json }) => json.event === "media.created").map(({ json }) => json.data.media_id);
  assert.deepEqual(created, ids);
});
