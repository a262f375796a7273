import assert from "node:assert/strict";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { PROBLEMS, type ProblemCode } from "../../src/model/errors.ts";
import { ADMIN_KEY, eventually, openHub, type TestHub } from "./hub.ts";
import { comment, makeSource, SECRET, signedUnified, unified } from "./platform-requests.ts";

interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: object[];
  requestBody?: { content: Record<string, { schema: object }> };
  parameters?: { name: string; in: string }[];
  responses: Record<string, { description?: string; content?: Record<string, { schema: { $ref?: string } }> }>;
}

interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object>; securitySchemes: object };
}

const isProblemCode = (code: string): code is ProblemCode => code in PROBLEMS;

const read = async ({ call }: TestHub): Promise<Document> =>
  (await call("GET", "/openapi.json", undefined, { key: null })).body;

const operations = ({ paths }: Document) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, method, path, operation })),
  );

/** The key is in the body, or nobody needs one any more. */
const WITHOUT_KEY = new Set(["signIn", "signOut"]);

test("every route is documented: id, summary, tag, key, request, answers and errors", async (t) => {
  const document = await read(await openHub(t));
  assert.match(document.openapi, /^3\.1/);
  const all = operations(document);
  assert.ok(all.length >= 36, `${all.length}`);
  const ids = new Set<string>();
  for (const { name, method, path, operation } of all) {
    assert.ok(operation.operationId && !ids.has(operation.operationId), name);
    ids.add(operation.operationId);
    assert.ok(operation.summary, name);
    assert.equal(operation.tags?.length, 1, name);
    const isKeyed = path.startsWith("/v1/") && !WITHOUT_KEY.has(operation.operationId);
    assert.deepEqual(operation.security, isKeyed ? [{ key: [] }] : [], name);
    if (method === "put" || method === "patch") assert.ok(operation.requestBody, name);
    for (const step of path.matchAll(/\{(\w+)\}/g)) {
      assert.ok(
        operation.parameters?.some((parameter) => parameter.name === step[1] && parameter.in === "path"),
        name,
      );
    }
    const success = Object.entries(operation.responses).filter(([status]) => status.startsWith("2"));
    assert.ok(success.length > 0, name);
    for (const [status, { content }] of success) assert.ok(status === "204" || content, name);
    for (const status of ["4XX", "5XX"]) {
      const { content } = operation.responses[status]!;
      assert.equal(content?.["application/problem+json"]?.schema.$ref, "#/components/schemas/Problem", name);
    }
  }
});

test("each route says which problems it can answer with, and under which status those are that not all of its kind have", async (t) => {
  const document = await read(await openHub(t));
  const told = new Set<string>();
  for (const { operation } of operations(document)) {
    for (const [status, { description = "" }] of Object.entries(operation.responses)) {
      const codes = [...description.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code!);
      for (const code of codes.filter(isProblemCode)) {
        told.add(code);
        const expected = String(PROBLEMS[code].status);
        const isThere = status === expected || (status === `${expected[0]}XX` && !(expected in operation.responses));
        assert.ok(isThere, `${operation.operationId}: ${code} under ${status}`);
      }
    }
  }
  const ofNoRoute = new Set(["method_not_allowed"]);
  assert.deepEqual(
    Object.keys(PROBLEMS).filter((code) => !told.has(code) && !ofNoRoute.has(code)),
    [],
  );
  const { responses } = document.paths["/v1/rules/simulate"]!.post!;
  assert.match(responses["429"]!.description!, /`overloaded`/);
  assert.match(responses["4XX"]!.description!, /`invalid_cursor`/);
});

test("every reference leads somewhere", async (t) => {
  const document = await read(await openHub(t));
  for (const [, name] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)) {
    assert.ok(document.components.schemas[name!], name);
  }
  assert.ok(!/"\$ref":"(?!#\/components\/schemas\/)/.test(JSON.stringify(document)));
});

// biome-ignore lint/suspicious/noExplicitAny: tests read answers as scripts do
type Check = (method: string, path: string, url: string, body?: unknown) => Promise<any>;

async function checkSources(check: Check, hub: TestHub): Promise<void> {
  const wishes = { platform: "x", secrets: { consumerSecret: SECRET }, allowed_ips: ["127.0.0.0/8"] };
  await check("POST", "/v1/sources", "/v1/sources", wishes);
  const made = await makeSource(hub, "moderation-ai");
  const source = `/v1/sources/${made.id}`;
  const body = unified("e1", "comment.created", comment("c1"));
  await hub.call("POST", made.path, body, { key: null, headers: signedUnified(body) });
  await check("GET", "/v1/sources", "/v1/sources?with_state=true");
  await check("GET", "/v1/sources/{id}", source);
  await check("PATCH", "/v1/sources/{id}", source, { name: "ours", max_age_seconds: 60 });
  await check("POST", "/v1/sources/{id}/token/rotate", `${source}/token/rotate`, { overlap_seconds: 60 });
  const { messages } = await check("GET", "/v1/sources/{id}/messages", `${source}/messages`);
  const message = `${source}/messages/${messages[0].id}`;
  await check("GET", "/v1/sources/{id}/messages/{message_id}", message);
  await check("POST", "/v1/sources/{id}/messages/{message_id}/replay", `${message}/replay`, { again: false });
  const range = { from: "2026-01-01T00:00:00Z", limit: 1 };
  await check("POST", "/v1/sources/{id}/replay", `${source}/replay`, range);
  await check("GET", "/v1/platforms", "/v1/platforms");
  await check("GET", "/v1/nodes", "/v1/nodes");
  await check("DELETE", "/v1/sources/{id}", source);
}

async function checkFigures(check: Check, hookId: string, eventId: string): Promise<void> {
  await check("GET", "/v1/stats", "/v1/stats");
  await check("GET", "/v1/stats", `/v1/stats?webhook_id=${hookId}&step=300`);
  await check("GET", "/v1/stats/webhooks", "/v1/stats/webhooks");
  await check("GET", "/v1/stats/now", "/v1/stats/now");
  await check("GET", "/v1/stats/now", "/v1/stats/now?all=true");
  await check("GET", "/v1/stream", "/v1/stream?only=nothing");
  await check("GET", "/v1/webhooks/{id}/health", `/v1/webhooks/${hookId}/health`);
  await check("GET", "/v1/find", `/v1/find?id=${eventId}`);
}

async function checkModeration(check: Check, hub: TestHub): Promise<void> {
  const rules = [{ name: "Everything", condition: { path: "text", exists: true }, action: "flag" }];
  const group = await check("POST", "/v1/rule-groups", "/v1/rule-groups", { name: "Ours", rules });
  const path = `/v1/rule-groups/${group.id}`;
  await check("GET", "/v1/rule-groups", "/v1/rule-groups");
  await check("GET", "/v1/rule-groups/{id}", path);
  await check("PUT", "/v1/rule-groups/{id}", path, { name: "Ours", rules, priority: 1 });
  await check("GET", "/v1/rules", "/v1/rules");
  const evaluators = [{ name: "terms", kind: "terms", timeout_ms: 500 }];
  await check("PUT", "/v1/moderation", "/v1/moderation", { evaluators, thresholds: { hate: 0.5 } });
  await check("GET", "/v1/moderation", "/v1/moderation");
  const { id } = await check("POST", "/v1/media", "/v1/media", { body: "sh1t", app_media_id: "a", metadata: { a: 1 } });
  const media = `/v1/media/${id}`;
  const isFlagged = ({ body }: { body: { status: string } }) => body.status === "flagged";
  await eventually(() => hub.call("GET", media), isFlagged);
  const { job_id } = await check("GET", "/v1/media/{id}", media);
  await check("GET", "/v1/media", "/v1/media?status=flagged");
  await check("GET", "/v1/media.csv", "/v1/media.csv");
  await check("GET", "/v1/reviews", "/v1/reviews");
  await check("GET", "/v1/reviews/{id}", `/v1/reviews/${id}`);
  for (const step of ["claim", "release"]) await check("POST", `/v1/reviews/{id}/${step}`, `/v1/reviews/${id}/${step}`);
  await check("POST", "/v1/reviews/{id}/note", `/v1/reviews/${id}/note`, { text: "hm" });
  await check("POST", "/v1/reviews/{id}/escalate", `/v1/reviews/${id}/escalate`, { note: "hm" });
  await check("POST", "/v1/reviews/{id}/reject", `/v1/reviews/${id}/reject`, { by: "ann" });
  await check("POST", "/v1/reviews/bulk", "/v1/reviews/bulk", { action: "approve", media_ids: [id, "x"] });
  await check("GET", "/v1/reviews/stats", "/v1/reviews/stats");
  await check("GET", "/v1/job/{id}", `/v1/job/${job_id}`);
  await check("GET", "/v1/job/{id}/deliveries", `/v1/job/${job_id}/deliveries`);
  await check("GET", "/v1/job/{id}/progress", `/v1/job/${job_id}/progress`);
  for (const [kind, field] of Object.entries({
    prompt: "prompt",
    text: "text",
    image: "image_url",
    video: "video_url",
  })) {
    const given = field.endsWith("_url") ? "http://127.0.0.1:1/a" : "words";
    await check("POST", `/v1/moderate/${kind}`, `/v1/moderate/${kind}`, { [field]: given });
  }
  const isOver = ({ body }: { body: { jobs: { status: string }[] } }) =>
    body.jobs.every((one) => one.status !== "queued");
  await eventually(() => hub.call("GET", "/v1/jobs"), isOver);
  await check("GET", "/v1/jobs", "/v1/jobs");
  await check("POST", "/v1/rules/simulate", "/v1/rules/simulate", { rule_groups: [] });
  await check("DELETE", "/v1/rule-groups/{id}", path);
}

// Schemas are compiled at a route's first request.
test("every route can hold a request to its schemas", async (t) => {
  const hub = await openHub(t);
  const isStream = ({ responses }: Operation) => responses["200"]?.content?.["text/event-stream"] !== undefined;
  const asked = operations(await read(hub)).filter(({ operation }) => !isStream(operation));
  for (const { name, method, path } of asked) {
    const url = `${path.replaceAll(/\{\w+\}/g, "x")}?limit=x`;
    const { status, text } = await hub.call(method.toUpperCase(), url, method === "get" ? undefined : {});
    assert.ok(status < 500, `${name}: ${status} ${text}`);
    const then = await hub.call(method.toUpperCase(), url.replace(/\?.*/, ""), method === "get" ? undefined : {});
    assert.ok(then.status < 500, `${name}: ${then.status} ${then.text}`);
  }
});

test("real answers are as documented", async (t) => {
  const hub = await openHub(t);
  const document = await read(hub);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  ajv.addSchema({ ...document, $id: "openapi" });

  async function check(method: string, path: string, url: string, body?: unknown) {
    const answer = await hub.call(method, url, body);
    const { responses } = document.paths[path]![method.toLowerCase()]!;
    const documented = responses[answer.status] ?? responses[`${String(answer.status)[0]}XX`];
    assert.ok(documented, `${method} ${path} ${answer.status} ${answer.text}`);
    if (documented.content === undefined) return answer.body;
    const [type] = Object.keys(documented.content);
    assert.ok(String(answer.headers["content-type"]).startsWith(type!), `${method} ${path}`);
    const status = answer.status < 400 ? answer.status : `${String(answer.status)[0]}XX`;
    const pointer = ["paths", path, method.toLowerCase(), "responses", status, "content", type, "schema"];
    const steps = pointer.map((step) => encodeURIComponent(String(step).replaceAll("~", "~0").replaceAll("/", "~1")));
    const validate = ajv.compile({ $ref: `openapi#/${steps.join("/")}` });
    // A table, or a stream.
    if (type !== "application/json") return answer.text;
    assert.ok(validate(answer.body), `${method} ${path}: ${ajv.errorsText(validate.errors)} in ${answer.text}`);
    return answer.body;
  }

  const site = await check("POST", "/v1/sites", "/v1/sites", { name: "a" });
  await check("GET", "/v1/sites", "/v1/sites");
  await check("GET", "/v1/sites/{id}", `/v1/sites/${site.id}`);
  await check("PATCH", "/v1/sites/{id}", `/v1/sites/${site.id}`, { description: "b" });
  const key = await check("POST", "/v1/keys", "/v1/keys", { name: "k" });
  await check("GET", "/v1/keys", "/v1/keys");
  await check("DELETE", "/v1/keys/{id}", `/v1/keys/${key.id}`);
  await check("PUT", "/v1/event-types/{name}", "/v1/event-types/a", { schema: { type: "object" } });
  await check("GET", "/v1/event-types/{name}", "/v1/event-types/a");
  await check("GET", "/v1/event-types", "/v1/event-types");
  await check("POST", "/v1/event-types/try", "/v1/event-types/try", { schema: { type: "object" }, data: {} });
  const wishes = { url: "http://127.0.0.1:1/x", events: ["*"], retry_schedule: [0, 3600], headers: { a: "b" } };
  const hook = await check("POST", "/v1/webhooks", "/v1/webhooks", wishes);
  const custom = { contract: "custom", custom_contract: { title: "ours" }, ordering: "webhook" };
  await check("POST", "/v1/webhooks", "/v1/webhooks", { ...wishes, ...custom });
  await check("GET", "/v1/webhooks", "/v1/webhooks");
  await check("GET", "/v1/webhooks/{id}", `/v1/webhooks/${hook.id}`);
  await check("PATCH", "/v1/webhooks/{id}", `/v1/webhooks/${hook.id}`, { description: "d" });
  await check("GET", "/v1/webhooks/{id}/secret", `/v1/webhooks/${hook.id}/secret`);
  await check("POST", "/v1/webhooks/{id}/secret/prepare", `/v1/webhooks/${hook.id}/secret/prepare`);
  await check("POST", "/v1/webhooks/{id}/secret/promote", `/v1/webhooks/${hook.id}/secret/promote`);
  await check("POST", "/v1/webhooks/{id}/secret/promote", `/v1/webhooks/${hook.id}/secret/promote`);
  await check("POST", "/v1/webhooks/{id}/test", `/v1/webhooks/${hook.id}/test`);
  const event = await check("POST", "/v1/events", "/v1/events", { type: "a", data: { x: 1 }, ordering_key: "k" });
  await check("POST", "/v1/events/batch", "/v1/events/batch", { events: [{ type: "b", data: {} }] });
  await check("GET", "/v1/events", "/v1/events");
  const detail = await check("GET", "/v1/events/{id}", `/v1/events/${event.id}`);
  const list = await check("GET", "/v1/deliveries", "/v1/deliveries");
  assert.equal(list.deliveries.length, 5);
  await check("GET", "/v1/webhooks/{id}/deliveries", `/v1/webhooks/${hook.id}/deliveries`);
  const { id } = detail.deliveries[0];
  await check("POST", "/v1/deliveries/{id}/retry", `/v1/deliveries/${id}/retry`);
  await check("GET", "/v1/deliveries/{id}", `/v1/deliveries/${id}`);
  await check("GET", "/v1/deliveries/{id}/request", `/v1/deliveries/${id}/request`);
  await check("POST", "/v1/deliveries/{id}/cancel", `/v1/deliveries/${id}/cancel`);
  for (const row of list.deliveries) await check("GET", "/v1/deliveries/{id}", `/v1/deliveries/${row.id}`);
  await hub.counting.stop();
  await checkFigures(check, hook.id, event.id);
  await checkSources(check, hub);
  await checkModeration(check, hub);
  await check("POST", "/v1/session", "/v1/session", { key: ADMIN_KEY });
  await check("GET", "/v1/session", "/v1/session");
  const question = { contract: "generic", headers: {}, body: "{}", secret: "s" };
  await check("POST", "/v1/verify", "/v1/verify", question);
  await check("GET", "/v1/contracts", "/v1/contracts");
  await check("GET", "/healthz", "/healthz");
  await check("GET", "/readyz", "/readyz");
  await check("DELETE", "/v1/webhooks/{id}", `/v1/webhooks/${hook.id}`);
  await check("DELETE", "/v1/event-types/{name}", "/v1/event-types/a");
  await check("DELETE", "/v1/sites/{id}", `/v1/sites/${site.id}`);
});

test("the page at /docs is served whole from here", async (t) => {
  const { call } = await openHub(t);
  const page = await call("GET", "/docs/", undefined, { key: null });
  assert.equal(page.status, 200);
  const parts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part!);
  assert.ok(parts.length >= 3);
  for (const part of parts) {
    assert.ok(!/^(?:https?:)?\/\//.test(part), part);
    const { pathname } = new URL(part, "http://localhost/docs/");
    assert.equal((await call("GET", pathname, undefined, { key: null })).status, 200, pathname);
  }
});
