import assert from "node:assert/strict";
import { test } from "node:test";
import { createImageHash } from "../../../src/moderation/evaluators/image-hash/image-hash.ts";
import { GUARD_LIMITS, Guard } from "../../../src/moderation/guard/guard.ts";
import type { Media } from "../../../src/moderation/media/media.ts";
import { patientFor } from "../../../src/moderation/media/patience.ts";
import { VirtualTime } from "../../simulation/virtual-time.ts";
import { CONTEXT, evenDice, freeRoom, imageContent, never } from "../scripted.ts";

const URL_OF_IT = "https://drips.example/a.jpg";

/** Media that never come. Says how many are still waited for. */
function dripping() {
  let waiting = 0;
  const fetch = (_url: string, signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      waiting += 1;
      signal.addEventListener("abort", () => {
        waiting -= 1;
        reject(signal.reason);
      });
    });
  const media: Media = { image: fetch, video: fetch };
  return { media, waiting: () => waiting };
}

test("media that are slow to come fail as what they are, before the evaluator's time is over", async () => {
  const time = new VirtualTime();
  const { media, waiting } = dripping();
  for (const kind of ["image", "video"] as const) {
    const failing = assert.rejects(patientFor(10_000, media, time)[kind](URL_OF_IT, never()), {
      code: "media_unreachable",
      message: "drips.example did not send the media within 6 s.",
    });
    await time.advance(5_999);
    assert.equal(waiting(), 1);
    await time.advance(1);
    await failing;
    assert.equal(waiting(), 0);
  }
});

test("whoever gives up on an item gives up on its media", async () => {
  const { media, waiting } = dripping();
  const caller = new AbortController();
  const failing = assert.rejects(
    patientFor(10_000, media, new VirtualTime()).image(URL_OF_IT, caller.signal),
    /enough/,
  );
  caller.abort(new Error("enough"));
  await failing;
  assert.equal(waiting(), 0);
});

test("a host that drips has no evaluator left alone", async () => {
  const time = new VirtualTime();
  const media = patientFor(GUARD_LIMITS.timeoutMs, dripping().media, time);
  const hasher = { hashes: async () => [] };
  const guard = new Guard(
    createImageHash({ name: "pictures", images: [] }, { media, hasher, clock: time, room: freeRoom }),
    {
      clock: time,
      random: evenDice,
    },
  );
  const items = GUARD_LIMITS.breakerFailuresMax * 2;
  const opinions = Promise.all(
    Array.from({ length: items }, () => guard.ask(imageContent(URL_OF_IT), CONTEXT, never())),
  );
  await time.advance(120_000);
  for (const { findings } of await opinions) assert.equal(findings[0]!.label, "media_unreachable");
  assert.equal(guard.breaker, "closed");
});
