import assert from "node:assert/strict";
import { test } from "node:test";
import { deleteWebhook, listWebhooks, PortalOnlyError, platforms, registerWebhook } from "../../src/index.ts";
import { fakeApi, json, lineOf } from "../fake-api.ts";

const url = "https://your-domain.com/webhook/twitter";

test("an address is registered, listed and deleted with the names of the page", async () => {
  // https://docs.x.com/x-api/webhooks/quickstart
  const api = fakeApi(({ method }) => {
    const webhook = { id: "1", url, valid: true };
    if (method === "DELETE") return json({ data: { deleted: true } });
    return json({ data: method === "POST" ? webhook : [webhook] });
  });
  const access = { platform: "twitter", credentials: { bearerToken: "app" }, fetch: api.fetch };
  const made = await registerWebhook({ ...access, url, secret: "your_secret" });
  const webhooks = await listWebhooks(access);
  assert.deepEqual(
    webhooks.map((webhook) => `${webhook.id}: ${webhook.url}`),
    [`1: ${url}`],
  );
  await deleteWebhook({ ...access, webhookId: made.id });
  assert.deepEqual(api.asked.map(lineOf), ["POST /2/webhooks", "GET /2/webhooks", "DELETE /2/webhooks/1"]);
  assert.ok(api.asked.every(({ headers }) => headers.get("authorization") === "Bearer app"));
});

test("the secret that the receiver checks is the one that the platform is given", async () => {
  const api = fakeApi(() => json({ id: 7, active: true, config: { url } }, { status: 201 }));
  const credentials = { accessToken: "t", repository: "octo/repo" };
  await registerWebhook({ platform: "github", url, secret: ["new", "old"], credentials, fetch: api.fetch });
  assert.equal(JSON.parse(api.asked[0]!.body).config.secret, "new");
});

test("where only a portal is, the error says where it is and what to enter, and keeps the secret out of its message", async () => {
  const wish = { platform: "pixelpatrol", url: "https://your-domain.com/webhook/pixelpatrol", secret: "s3cret" };
  const error = await registerWebhook(wish).then(
    () => assert.fail(),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PortalOnlyError);
  assert.equal(error.code, "registration_portal");
  assert.match(error.message, /Set it in the portal, here: In PixelPatrol open the site's settings/);
  assert.match(error.message, /address: https:\/\/your-domain\.com\/webhook\/pixelpatrol/);
  assert.ok(!error.message.includes("s3cret"));
  assert.deepEqual(error.values, [
    { name: "address", value: wish.url, isSecret: false },
    { name: "secret", value: "s3cret", isSecret: true },
  ]);
  for (const call of [listWebhooks(wish), deleteWebhook({ ...wish, webhookId: "1" })]) {
    await assert.rejects(call, { code: "registration_portal" });
  }
});

test("a secret that the platform itself has made is nothing to enter, and is not shown", async () => {
  for (const platform of ["slack", "tiktok", "mastodon"]) {
    const error = await registerWebhook({ platform, url, secret: "s3cret" }).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof PortalOnlyError, platform);
    assert.deepEqual(error.values, [{ name: "address", value: url, isSecret: false }]);
  }
});

test("Medium says that it is polled", async () => {
  await assert.rejects(registerWebhook({ platform: "medium", url }), /no webhooks.*polling/);
});

test("every platform either has an API or names its portal", async () => {
  const fetch = fakeApi(() => json({}, { status: 401 })).fetch;
  for (const platform of platforms) {
    await assert.rejects(listWebhooks({ platform, fetch }), (error: { code?: string; message: string }) => {
      assert.match(error.code!, /^registration_/, platform.name);
      if (error.code === "registration_portal") assert.match(error.message, /Set it in the portal, here: \S/);
      return true;
    });
  }
});

test("an unknown platform, no address and a missing credential are named", async () => {
  await assert.rejects(listWebhooks({ platform: "nobody" }), { code: "unknown_platform" });
  for (const bad of ["", "example.org", "ftp://example.org/", "javascript:alert(1)"]) {
    await assert.rejects(registerWebhook({ platform: "twitter", url: bad }), { code: "registration_incomplete" });
  }
  await assert.rejects(registerWebhook({ platform: "twitter", url }), /"bearerToken" is missing/);
});
