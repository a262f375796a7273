import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import { findPlatform, receive } from "../../src/index.ts";
import { fakeApi, json } from "../fake-api.ts";

const now = 1_768_480_200_000;
const secret = "hush";

function requestOf(body: string, prefix = "X-Shopify", topic = "orders/create") {
  const headers = {
    [`${prefix}-Hmac-SHA256`]: createHmac("sha256", secret).update(body).digest("base64"),
    [`${prefix}-Topic`]: topic,
    [`${prefix}-Event-Id`]: "98880550-7158-44d4-b7cd-2c97c8a091b5",
    [`${prefix}-Webhook-Id`]: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043",
    [`${prefix}-Triggered-At`]: "2023-03-29T18:00:27.877041743Z",
  };
  return { platform: "shopify", secret, headers, body, now };
}

test("an order has its id digit for digit, and the topic is its type", async () => {
  const received = await receive(requestOf('{"id":9007199254740993,"note":"\\/"}'));
  assert.ok(received.kind === "events");
  const [event] = received.events;
  assert.equal(event?.eventType, "shopify.orders.create");
  assert.equal(event?.eventId, "98880550-7158-44d4-b7cd-2c97c8a091b5:orders/create");
  assert.equal(event?.timestamp, "2023-03-29T18:00:27.877Z");
  assert.deepEqual(event?.data, { id: "9007199254740993", note: "/" });
});

test("one thing that was done has an event for each topic", async () => {
  const [first, second] = await Promise.all(
    ["orders/create", "orders/paid"].map((topic) => receive(requestOf("{}", "X-Shopify", topic))),
  );
  assert.ok(first?.kind === "events" && second?.kind === "events");
  assert.notEqual(first.events[0]?.eventId, second.events[0]?.eventId);
});

test("the newer Events product is signed alike under names without X-", async () => {
  const request = requestOf("{}", "Shopify");
  assert.equal((await receive(request)).kind, "events");
  assert.equal((await receive({ ...request, body: "{ }" })).kind, "refused");
});

test("a bad signature is answered with 401, as the privacy topics require", async () => {
  const received = await receive({ ...requestOf("{}", "X-Shopify", "customers/redact"), secret: "another" });
  assert.ok(received.kind === "refused");
  assert.equal(received.answer.status, 401);
});

function registrar(answer: (query: string, variables: Record<string, unknown>) => object) {
  const api = fakeApi(({ body }) => {
    const { query, variables } = JSON.parse(body);
    return json(answer(query, variables));
  });
  const { register } = findPlatform("shopify")!;
  assert.ok(register?.kind === "api");
  const credentials = { shop: ["my-shop.myshopify.com"], accessToken: ["shpat_1"] };
  return { api, register, input: { credentials, fetch: api.fetch, nowMs: now } };
}

test("a shop's subscriptions are made, listed page by page and deleted by GraphQL", async () => {
  // https://shopify.dev/docs/api/admin-graphql/2026-01/mutations/webhookSubscriptionCreate
  const gid = (n: number) => `gid://shopify/WebhookSubscription/${n}`;
  const { api, register, input } = registrar((query, variables) => {
    if (query.includes("webhookSubscriptionCreate")) {
      const webhookSubscription = { id: gid(1), uri: "https://example.com/w" };
      return { data: { webhookSubscriptionCreate: { webhookSubscription, userErrors: [] } } };
    }
    if (query.includes("webhookSubscriptionDelete")) {
      return { data: { webhookSubscriptionDelete: { deletedWebhookSubscriptionId: gid(1), userErrors: [] } } };
    }
    const isLast = variables.after === "next";
    const nodes = [{ id: gid(isLast ? 2 : 1), uri: "https://example.com/w" }];
    return { data: { webhookSubscriptions: { nodes, pageInfo: { hasNextPage: !isLast, endCursor: "next" } } } };
  });
  const options = { topic: "ORDERS_CREATE" };
  const made = await register.register({ ...input, url: "https://example.com/w", options });
  assert.equal(made.id, gid(1));
  assert.deepEqual(
    (await register.list(input)).map(({ id }) => id),
    [gid(1), gid(2)],
  );
  await register.delete({ ...input, id: gid(1) });
  assert.equal(api.asked[0]?.url.href, "https://my-shop.myshopify.com/admin/api/2026-01/graphql.json");
  assert.equal(api.asked[0]?.headers.get("x-shopify-access-token"), "shpat_1");
  assert.deepEqual(JSON.parse(api.asked[0]!.body).variables, {
    topic: "ORDERS_CREATE",
    webhookSubscription: { uri: "https://example.com/w" },
  });
});

test("a refusal that comes with 200 is thrown with Shopify's words", async () => {
  const userErrors = [{ field: ["webhookSubscription", "uri"], message: "Address is not allowed" }];
  const { register, input } = registrar(() => ({ data: { webhookSubscriptionCreate: { userErrors } } }));
  const wish = { ...input, url: "http://x", options: { topic: "ORDERS_CREATE" } };
  await assert.rejects(register.register(wish), { code: "registration_failed", message: /Address is not allowed/ });
});

test("a token is sent to a shop of Shopify's and to nobody else", async () => {
  const { api, register, input } = registrar(() => ({}));
  const credentials = { ...input.credentials, shop: ["evil.example/?.myshopify.com"] };
  await assert.rejects(register.list({ ...input, credentials }), { code: "registration_incomplete" });
  assert.equal(api.asked.length, 0);
});
