import assert from "node:assert/strict";
import { after, test } from "node:test";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { judgeByLists, TEXTS } from "../../harness/moderation.ts";
import { givenNodes } from "../../harness/nodes.ts";
import { Site } from "../../harness/site.ts";
import { Source } from "../../harness/source.ts";
import { givenInternet } from "../../platforms/internet.ts";
import { post, X } from "../../platforms/x.ts";

const COMMENTS = 16;
const CALLS_MAX = 4;
const CONVERSATION = "1050118621198921700";
const FIRST_ID = 2_090_000_000_000_000_000n;

const server = await findServer();
after(() => server.stop());

test("two nodes together ask X no more often than it allows, and what one of them owed when it was killed the other carries out", async (t) => {
  const x = new X();
  x.limit = { callsMax: CALLS_MAX, windowSeconds: 2 };
  const internet = await givenInternet(t, x);
  const { nodes } = await givenNodes(t, server, { nodes: 2, flags: internet.flags });
  const [first, second] = [nodes[0]!, nodes[1]!];
  internet.hubUrl = first.url;
  const site = await Site.open(first.api, "generic");
  await judgeByLists(site);
  const { consumerSecret, bearerToken } = x;
  const secrets = { consumerSecret, bearerToken, accessToken: bearerToken };
  const source = await Source.open(site, { platform: "x", secrets, moderate: ["comment.created"] });
  await source.register();
  const api = second.api.as(site.api.key);
  await eventually(
    () => api.get(`/v1/sources/${source.id}`),
    ({ status }) => status === 200,
    { what: "the other node to know the source" },
  );
  const ids = Array.from({ length: COMMENTS }, (_, n) => String(FIRST_ID + BigInt(n)));
  for (const [n, id] of ids.entries()) {
    internet.hubUrl = nodes[n % 2]!.url;
    const [answer] = await x.tell(post(id, TEXTS.violating, CONVERSATION));
    assert.equal(answer!.status, 200);
  }
  await eventually(
    async () => x.calls,
    (calls) => calls >= CALLS_MAX,
    { what: "the first window to be used" },
  );
  await first.kill();
  await eventually(
    async () => x.hidden.size,
    (hidden) => hidden === COMMENTS,
    { what: "every comment to be hidden" },
  );
  const asked = [...x.asked.values()];
  t.diagnostic(`asked in each window: ${asked}`);
  assert.ok(Math.max(...asked) <= CALLS_MAX, `asked ${asked} times`);
  const rejected = async () => (await api.expect(200, api.get("/v1/media?status=rejected&limit=50"))).media;
  const rows: { id: string }[] = await eventually(rejected, (all) => all.length === COMMENTS);
  for (const { id } of rows) {
    const { decisions } = await eventually(
      () => api.expect(200, api.get(`/v1/media/${id}`)),
      (media) => media.decisions[0].enforcement.state !== "requested",
    );
    assert.deepEqual([decisions.length, decisions[0].enforcement.state], [1, "applied"]);
  }
});
