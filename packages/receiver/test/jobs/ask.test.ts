import assert from "node:assert/strict";
import { test } from "node:test";
import { askByHttp } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";
import { movedClock } from "../moved-clock.ts";

const jobId = "a1b2c3d4-e5f6-7890-abcd-ef1234567890";

test("a job is asked for with the key, at the sender or at a hub, and its id cannot leave the path", async () => {
  const api = fakeApi(({ url }) =>
    json({ job_id: decodeURIComponent(url.pathname.split("/").at(-1)!), status: "queued" }),
  );
  const ask = askByHttp({ apiKey: "key", fetch: api.fetch });
  assert.deepEqual(await ask(jobId), { kind: "job", job: { job_id: jobId, status: "queued" } });
  await askByHttp({ apiKey: "key", fetch: api.fetch, baseUrl: "http://127.0.0.1:8484/v1/" })("../../keys?x");
  assert.deepEqual(api.asked.map(lineOf), [`GET /api/v1/job/${jobId}`, "GET /v1/job/..%2F..%2Fkeys%3Fx"]);
  assert.deepEqual(
    api.asked.map(({ url, headers }) => [url.host, headers.get("authorization")]),
    [
      ["api.omnifence.ai", "Bearer key"],
      ["127.0.0.1:8484", "Bearer key"],
    ],
  );
});

test("404 is unknown; a limit, a fault, nonsense and another's job are no answer", async () => {
  const ask = (answer: () => Response) => askByHttp({ apiKey: "key", fetch: fakeApi(answer).fetch })(jobId);
  assert.deepEqual(await ask(() => json({ error: "JOB_NOT_FOUND" }, { status: 404 })), { kind: "unknown" });
  const limited = await ask(() => json({ error: "RATE_LIMITED" }, { status: 429, headers: { "retry-after": "7" } }));
  assert.ok(limited.kind === "unanswered");
  assert.equal(limited.retryAfterMs, 7000);
  for (const answer of [
    () => new Response("oops", { status: 500 }),
    () => new Response("<html>"),
    () => json([]),
    () => json({ job_id: "another", status: "completed", is_prohibited: false }),
    () => {
      throw new TypeError("no route");
    },
  ]) {
    assert.equal((await ask(answer)).kind, "unanswered");
  }
});

test("a sender that never answers is not waited for", async () => {
  const clock = movedClock();
  const ask = askByHttp({ apiKey: "key", fetch: () => new Promise(() => {}), clock, answerMsMax: 10_000 });
  const answer = ask(jobId);
  await clock.move(10_000);
  assert.match(JSON.stringify(await answer), /no answer in 10000 ms/);
});
