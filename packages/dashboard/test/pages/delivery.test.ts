import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { toCurl } from "../../src/pages/deliveries/delivery/curl.ts";
import { sayBytes } from "../../src/pages/deliveries/delivery/size.ts";
import { sayMs, toSteps } from "../../src/pages/deliveries/delivery/timings.ts";
import { isOwed, matches, toFilter } from "../../src/pages/deliveries/filter.ts";
import { pageOfFound, pageOfId } from "../../src/parts/record.ts";

const run = async (command: string) => (await promisify(execFile)("sh", ["-c", command])).stdout;

const response = { headers: {}, body: "", body_encoding: "utf-8", body_is_cut: false } as const;

describe("the timings of an attempt", () => {
  test("are steps that follow each other and fill the whole time", () => {
    const timings = { dns_ms: 2, connect_ms: 10, tls_ms: 20, first_byte_ms: 100, total_ms: 130 };
    const steps = toSteps({ timings, response });
    assert.deepEqual(
      steps.map(({ name, startMs, durationMs }) => [name, startMs, durationMs]),
      [
        ["DNS", 0, 2],
        ["Connect", 2, 10],
        ["TLS", 12, 20],
        ["Wait", 32, 68],
        ["Read", 100, 30],
      ],
    );
  });

  test("begin with waiting where a kept connection was used", () => {
    const steps = toSteps({ timings: { first_byte_ms: 40, total_ms: 41 }, response });
    assert.deepEqual(
      steps.map(({ name, durationMs }) => [name, durationMs]),
      [
        ["Wait", 40],
        ["Read", 1],
      ],
    );
  });

  test("end with the wait in which it was given up", () => {
    const steps = toSteps({ timings: { dns_ms: 1, connect_ms: 2, total_ms: 10_000 } });
    assert.deepEqual(steps.at(-1), {
      name: "Wait",
      what: "until it was given up",
      startMs: 3,
      durationMs: 9_997,
    });
  });

  test("have no wait when it never came to a request", () => {
    assert.deepEqual(
      toSteps({ timings: { dns_ms: 5, total_ms: 5 } }).map(({ name }) => name),
      ["DNS"],
    );
  });

  test("are said in the unit that people would use", () => {
    assert.deepEqual([0.25, 12.4, 999, 1_240, 61_000].map(sayMs), ["0.3 ms", "12 ms", "999 ms", "1.24 s", "61.0 s"]);
  });
});

describe("a request as a curl command", () => {
  test("sends the very request when a shell runs it, whatever is in the body", async (t) => {
    const server = createServer(async (request, answer) => {
      const body = Buffer.concat(await request.toArray()).toString("base64");
      answer.end(JSON.stringify({ method: request.method, headers: request.headers, body }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    t.after(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?a=1&b='2'`;
    const headers = { "content-type": "application/json", "X-Signature": "t=1,v1='ab'" };
    const texts = [`{"text":"it's $HOME \`id\` \\n @file 'quoted'"}`, "@/etc/passwd"];
    const requests = [
      ...texts.map((body) => ({ body, body_encoding: "utf-8" as const, bytes: Buffer.from(body) })),
      { body: "AP8B", body_encoding: "base64" as const, bytes: Buffer.from([0, 255, 1]) },
    ];
    for (const { bytes, ...body } of requests) {
      const command = toCurl({ attempt: 1, method: "POST", url, headers, ...body });
      const seen = JSON.parse(await run(command));
      assert.equal(seen.method, "POST");
      assert.equal(seen.body, bytes.toString("base64"));
      assert.equal(seen.headers["x-signature"], headers["X-Signature"]);
      assert.equal(seen.headers["content-type"], "application/json");
    }
  });
});

test("a body's length counts bytes, not characters", () => {
  assert.equal(sayBytes("a", "utf-8"), "1 byte");
  assert.equal(sayBytes("é", "utf-8"), "2 bytes");
  assert.equal(sayBytes("AP8B", "base64"), "3 bytes");
  assert.equal(sayBytes("AA==", "base64"), "1 byte");
  assert.equal(sayBytes("x".repeat(12_345), "utf-8"), "12.3 kB");
});

test("an id leads to the page of what it names, and nothing else does", () => {
  assert.equal(pageOfId("del_0123456789abc"), "/deliveries/del_0123456789abc");
  assert.equal(pageOfId("hook_0123456789abc"), "/webhooks/hook_0123456789abc");
  assert.equal(pageOfId("del_short"), undefined);
  assert.equal(pageOfId("../del_0123456789abc"), undefined);
  assert.equal(pageOfId("key_0123456789abc"), undefined);
  const [source, media] = ["src_0123456789abc", "media_0123456789abc"];
  const message = { id: "msg_0123456789abc", exists: true, within: source };
  assert.equal(pageOfFound(message), `/sources/${source}/messages/${message.id}`);
  assert.equal(pageOfFound({ id: "job_0123456789abc", exists: true, within: media }), `/moderation/items/${media}`);
  assert.equal(pageOfFound({ ...message, exists: false, within: null }), undefined);
});

test("the address bar's filters become the API's, and what makes no sense is left out", () => {
  const values = { status: "failed", webhook: "hook_1", type: "a.b", site: "site_1" };
  assert.deepEqual(toFilter(values), { status: "failed", webhook_id: "hook_1", event_type: "a.b" });
  assert.deepEqual(toFilter({ status: "lost" }), {});
});

test("a delivery that comes in is shown only where the filters let it through", () => {
  const delivery = { status: "failed", webhook_id: "hook_1", event_type: "a.b" } as never;
  assert.equal(matches(delivery, { status: "failed", webhook: "hook_1", type: "a.b", range: "1h" }), true);
  assert.equal(matches(delivery, { status: "success" }), false);
  assert.equal(matches(delivery, { webhook: "hook_2" }), false);
  assert.equal(matches(delivery, { to: "2026-01-01T00:00:00Z" }), false, "what comes now is later");
});

test("a delivery is owed until it has ended", () => {
  assert.deepEqual(
    (["pending", "held", "cancelling", "success", "failed", "cancelled"] as const).filter((status) =>
      isOwed({ status }),
    ),
    ["pending", "held", "cancelling"],
  );
});
