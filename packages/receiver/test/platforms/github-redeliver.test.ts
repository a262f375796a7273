import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlatform } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

// https://docs.github.com/en/rest/repos/webhooks#list-deliveries-for-a-repository-webhook
const nowMs = Date.parse("2026-01-15T12:00:00Z");
const redeliverer = findPlatform("github")!.redeliver!;
const credentials = { accessToken: ["ghp_1"], repository: ["octo-org/octo-repo"] };
const path = "/repos/octo-org/octo-repo/hooks/12/deliveries";

function delivery(more: object) {
  return {
    ...{ id: 12_345_678, guid: "0b989ba4-242f-11e5-81e1-c7b6966d2516", delivered_at: "2026-01-15T11:59:00Z" },
    ...{ redelivery: false, duration: 0.27, status: "OK", status_code: 200, event: "issues", action: "opened" },
    ...more,
  };
}

test("GitHub: the attempts of a webhook's deliveries are listed back to a time, over all pages", async () => {
  const api = fakeApi(({ url }) => {
    if (url.searchParams.has("cursor"))
      return json([
        delivery({ id: 1, delivered_at: "2026-01-15T10:00:00Z" }),
        delivery({ id: 0, delivered_at: "2026-01-15T08:00:00Z" }),
      ]);
    const link = `<https://api.github.com${path}?per_page=100&cursor=v1_1>; rel="next"`;
    return json([delivery({}), delivery({ id: 2, guid: "g2", status: "timed out", status_code: 0 })], {
      headers: { link },
    });
  });
  const input = { credentials, fetch: api.fetch, nowMs, webhookId: "12", sinceMs: nowMs - 3 * 3_600_000 };
  const { attempts, isWhole } = await redeliverer.list(input);
  assert.equal(isWhole, true);
  assert.deepEqual(
    attempts.map(({ id, deliveryId, isTaken }) => [id, deliveryId, isTaken]),
    [
      ["12345678", "0b989ba4-242f-11e5-81e1-c7b6966d2516", true],
      ["2", "g2", false],
      ["1", "0b989ba4-242f-11e5-81e1-c7b6966d2516", true],
    ],
  );
  assert.deepEqual(api.asked.map(lineOf), [`GET ${path}?per_page=100`, `GET ${path}?per_page=100&cursor=v1_1`]);
});

test("GitHub: a delivery is sent again, and one that is not there is a failure that says so", async () => {
  const api = fakeApi(({ url }) =>
    url.pathname.includes("/7/") ? json({ message: "Not Found" }, { status: 404 }) : json({}, { status: 202 }),
  );
  const input = { credentials, fetch: api.fetch, nowMs, webhookId: "12" };
  await redeliverer.redeliver({ ...input, attemptId: "12345678" });
  assert.equal(lineOf(api.asked[0]!), `POST ${path}/12345678/attempts`);
  assert.equal(api.asked[0]!.headers.get("authorization"), "Bearer ghp_1");
  await assert.rejects(redeliverer.redeliver({ ...input, attemptId: "7" }), {
    code: "registration_failed",
    status: 404,
  });
});

test("GitHub: a list that never ends is cut, and says so", async () => {
  const link = `<https://api.github.com${path}?cursor=again>; rel="next"`;
  const { fetch } = fakeApi(() => json([delivery({})], { headers: { link } }));
  const { isWhole } = await redeliverer.list({ credentials, fetch, nowMs, webhookId: "12", sinceMs: 0 });
  assert.equal(isWhole, false);
});
