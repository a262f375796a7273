import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { judgeByLists, TEXTS } from "../../harness/moderation.ts";
import { Site } from "../../harness/site.ts";

const KILLS = 4;
const ITEMS_BETWEEN = 60;

test("killed in the midst of its work, every accepted item comes to one decision, and each decision's event goes out", async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-moderation-"));
  const receiver = await givenReceiver(t);
  let hub = await HubProcess.start({ dataDir });
  t.after(async () => {
    await hub.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });
  let site = await Site.open(hub.api, "pixelpatrol");
  await judgeByLists(site);
  await site.subscribe({
    url: receiver.url,
    events: ["media.moderated"],
    ordering: "none",
    retry_schedule: [0, 1, 1, 1],
  });
  const texts = Object.values(TEXTS);
  const accepted = new Map<string, string>();
  for (let kills = 0; kills <= KILLS; kills++) {
    const submissions = Array.from({ length: ITEMS_BETWEEN }, async (_, number) => {
      const body = texts[number % texts.length]!;
      const answer = await site.api.post("/v1/media", { body }).catch(() => undefined);
      if (answer?.status === 202) accepted.set(answer.body.id, body);
    });
    // The last ones are not waited for: they are under way when the hub is killed.
    await Promise.race([Promise.all(submissions), Promise.all(submissions.slice(0, ITEMS_BETWEEN / 2))]);
    if (kills === KILLS) await Promise.all(submissions);
    else {
      await hub.kill();
      await Promise.all(submissions);
      hub = await HubProcess.start({ dataDir });
      site = await Site.of(hub.api, site.id);
    }
  }
  const expected: Record<string, string> = {
    [TEXTS.clean]: "approved",
    [TEXTS.violating]: "rejected",
    [TEXTS.borderline]: "flagged",
  };
  assert.ok(accepted.size > ITEMS_BETWEEN);
  await eventually(
    async () => (await site.api.expect(200, site.api.get("/v1/media?status=pending&limit=1"))).media.length,
    (pending) => pending === 0,
    { what: "no item to be pending" },
  );
  await site.untilNothingIsOwed();
  for (const [id, body] of accepted) {
    const media = await site.api.expect(200, site.api.get(`/v1/media/${id}`));
    assert.deepEqual([media.status, media.decisions.length], [expected[body], 1]);
  }
  const told = new Map<string, Set<string>>();
  for (const { json } of receiver.received) {
    const { media_id } = json.data;
    told.set(media_id, (told.get(media_id) ?? new Set()).add(json.id));
  }
  // Repeats are of one event: no decision gives two.
  for (const id of accepted.keys()) assert.equal(told.get(id)?.size, 1, id);
});
