import assert from "node:assert/strict";
import { test } from "node:test";
import { findPlatform } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const nowMs = 1_768_480_200_000;

function registrar() {
  const { register } = findPlatform("github")!;
  assert.ok(register?.kind === "api");
  return register;
}

/** As https://docs.github.com/en/rest/repos/webhooks prints it, shortened. */
const hook = {
  type: "Repository",
  id: 12345678,
  name: "web",
  active: true,
  events: ["push", "pull_request"],
  config: { content_type: "json", insecure_ssl: "0", url: "https://example.com/webhook" },
};

test("a repository's webhook is made with its secret, listed page by page and deleted", async () => {
  const api = fakeApi(({ method, url }) => {
    if (method === "DELETE") return new Response(null, { status: 204 });
    if (method === "POST") return json(hook, { status: 201 });
    const isFirst = url.searchParams.get("page") === "1";
    return json(isFirst ? Array.from({ length: 100 }, (_, id) => ({ ...hook, id })) : [{ ...hook, active: false }]);
  });
  const credentials = { accessToken: ["ghp_1"], repository: ["octocat/hello-world"], secret: ["It's a Secret"] };
  const input = { credentials, fetch: api.fetch, nowMs };
  const options = { events: ["issue_comment"] };
  const made = await registrar().register({ ...input, url: hook.config.url, options });
  assert.deepEqual(made, { id: "12345678", url: hook.config.url, isActive: true, expiresAt: null });
  const listed = await registrar().list(input);
  assert.equal(listed.length, 101);
  assert.equal(listed.at(-1)?.isActive, false);
  await registrar().delete({ ...input, id: made.id });
  assert.deepEqual(api.asked.map(lineOf), [
    "POST /repos/octocat/hello-world/hooks",
    "GET /repos/octocat/hello-world/hooks?per_page=100&page=1",
    "GET /repos/octocat/hello-world/hooks?per_page=100&page=2",
    "DELETE /repos/octocat/hello-world/hooks/12345678",
  ]);
  assert.equal(api.asked[0]?.headers.get("authorization"), "Bearer ghp_1");
  assert.deepEqual(JSON.parse(api.asked[0]!.body), {
    name: "web",
    active: true,
    events: ["issue_comment"],
    config: { url: hook.config.url, content_type: "json", secret: "It's a Secret" },
  });
});

test("a webhook without a secret is not made, nor one for what is no repository", async () => {
  const api = fakeApi(() => json(hook));
  const known = { accessToken: ["ghp_1"], repository: ["octocat/hello-world"] };
  const wish = { url: hook.config.url, options: {}, fetch: api.fetch, nowMs };
  await assert.rejects(registrar().register({ ...wish, credentials: known }), { code: "registration_incomplete" });
  for (const repository of ["octocat", "octocat/..", "a/b/c", "../x"]) {
    const credentials = { ...known, repository: [repository] };
    await assert.rejects(registrar().list({ credentials, fetch: api.fetch, nowMs }), {
      code: "registration_incomplete",
    });
  }
  assert.equal(api.asked.length, 0);
});

test("GitHub's own words say why a webhook was not made", async () => {
  const { fetch } = fakeApi(() => json({ message: "Hook already exists on this repository" }, { status: 422 }));
  const credentials = { accessToken: ["ghp_1"], repository: ["octocat/hello-world"], secret: ["s"] };
  const wish = { url: hook.config.url, options: {}, credentials, fetch, nowMs };
  await assert.rejects(registrar().register(wish), {
    code: "registration_failed",
    status: 422,
    message: /already exists/,
  });
});
