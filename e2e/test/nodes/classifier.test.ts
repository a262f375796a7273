import assert from "node:assert/strict";
import { after, test } from "node:test";
import { findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { givenReceiver } from "../../harness/given.ts";
import { submit, untilMedia } from "../../harness/moderation.ts";
import { givenNodes } from "../../harness/nodes.ts";
import { Site } from "../../harness/site.ts";

const server = await findServer();
after(() => server.stop());

test("a classifier that answers later may do so at a node that does not wait for it", async (t) => {
  const roles = ["api", "worker"];
  const { nodes } = await givenNodes(t, server, { nodes: 2, flagsOf: (number) => ({ role: roles[number]! }) });
  const { api } = nodes[0]!;
  const site = await Site.open(api, "pixelpatrol");
  const classifier = await givenReceiver(t, () => 202);
  const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  const own = { name: "own", kind: "http", url: classifier.url, judges: ["text"], secret, timeout_ms: 50_000 };
  await site.api.expect(200, site.api.put("/v1/moderation", { evaluators: [own] }));
  const id = await submit(site, { body: "hello idiot" });
  const [asked] = await classifier.until(1);
  const { request_id, callback_url } = asked!.json.data;
  // The worker judges, and takes no requests but those of its operator: the answer goes to the other node.
  const answer = async (findings: unknown) => {
    const { pathname } = new URL(callback_url);
    const body = JSON.stringify({ request_id, findings });
    const response = await fetch(new URL(pathname, nodes[0]!.url), { method: "POST", body });
    return [response.status, await response.json()] as const;
  };
  const [wrong, problem] = await answer([{ label: "insult", confidence: 2 }]);
  assert.deepEqual([wrong, problem.code], [422, "invalid_findings"]);
  // Twice at once: each is heard of by itself.
  const twice = await Promise.all([1, 2].map(() => answer([{ label: "insult", confidence: 0.9 }])));
  const heard = twice.map(([status, { status: said }]) => `${status} ${said}`).sort();
  assert.deepEqual(heard, ["200 accepted", "200 repeated"]);
  assert.deepEqual(await answer([{ label: "insult", confidence: 0.9 }]), [200, { status: "repeated" }]);
  const media = await untilMedia(site, id, ({ status }) => status !== "pending");
  assert.deepEqual([media.status, media.findings[0].evaluator, media.findings[0].label], ["flagged", "own", "insult"]);
});
