import assert from "node:assert/strict";
import { after, test } from "node:test";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { judgeByLists, submit, TEXTS, untilMedia } from "../../harness/moderation.ts";
import { givenNodes } from "../../harness/nodes.ts";
import { Site } from "../../harness/site.ts";

const ITEMS = 120;

const server = await findServer();
after(() => server.stop());

test("what one node takes in others judge when it is killed, and each decision is told once whoever made it", async (t) => {
  const { nodes } = await givenNodes(t, server, { nodes: 2 });
  const [first, second] = [nodes[0]!, nodes[1]!];
  const receiver = await givenReceiver(t);
  const site = await Site.open(first.api, "pixelpatrol");
  await judgeByLists(site);
  const wishes = { url: receiver.url, events: ["media.moderated"], ordering: "none", retry_schedule: [0, 1, 1, 1] };
  await site.subscribe(wishes);
  const elsewhere = await eventually(
    async () => Site.of(second.api, site.id).catch(() => undefined),
    (one) => one !== undefined,
    { what: "the other node to know the site" },
  );
  const accepted: string[] = [];
  await Promise.all(
    Array.from({ length: ITEMS }, async (_, number) => {
      const at = number % 2 === 0 ? site : elsewhere!;
      const id = await submit(at, { body: TEXTS.borderline }).catch(() => undefined);
      if (id !== undefined) accepted.push(id);
      if (number === ITEMS / 2) await first.kill();
    }),
  );
  assert.ok(accepted.length >= ITEMS / 4, `${accepted.length} were accepted`);
  for (const id of accepted) {
    const media = await untilMedia(elsewhere!, id, ({ status }) => status !== "pending");
    assert.deepEqual([media.status, media.decisions.length], ["flagged", 1]);
  }
  // Two people at once: one decision is the other's past.
  const [id] = accepted;
  const answers = await Promise.all(
    ["approve", "reject"].map((action) => elsewhere!.api.post(`/v1/reviews/${id}/${action}`, { by: action })),
  );
  assert.ok(answers.every(({ status }) => status === 200));
  const { decisions } = await untilMedia(elsewhere!, id!, (media) => media.decisions.length === 3);
  assert.equal(decisions[2].previous.status, decisions[1].verdict);
  await elsewhere!.untilNothingIsOwed();
  const told = new Map<string, Set<string>>();
  for (const { json } of receiver.received) {
    const { media_id } = json.data;
    told.set(media_id, (told.get(media_id) ?? new Set()).add(json.id));
  }
  for (const one of accepted) assert.equal(told.get(one)?.size, one === id ? 3 : 1, one);
});
