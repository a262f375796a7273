import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { LogLevel } from "../../src/config/config.ts";
import { createLog } from "../../src/telemetry/log.ts";

function openLog(level: LogLevel = "info") {
  const lines: string[] = [];
  const log = createLog({ level, destination: { write: (line) => void lines.push(line) } });
  return { log, lines };
}

describe("The log", () => {
  test("writes JSON lines with the time in UTC and the level by name", () => {
    const { log, lines } = openLog();
    log.info({ webhook: "hook_1" }, "A webhook is failing.");
    const line = JSON.parse(lines[0]!);
    assert.match(line.time, /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual(
      { ...line, time: "" },
      { level: "info", time: "", webhook: "hook_1", msg: "A webhook is failing." },
    );
  });

  test("is silent below its level", () => {
    const { log, lines } = openLog("warn");
    log.info("not this");
    log.warn("but this");
    assert.equal(lines.length, 1);
  });

  test("never writes a secret, in whatever case and wherever it stands", () => {
    const { log, lines } = openLog();
    log.info({
      Authorization: "Bearer hunter2",
      adminKey: "hunter2",
      webhook: { url: "https://a.example/", secret: "hunter2", token: "hunter2" },
      request: {
        headers: {
          "X-Webhook-Signature": "hunter2",
          "Webhook-Signature": "v1,hunter2",
          "stripe-signature": "hunter2",
          host: "a",
        },
      },
      list: [{ masterKey: "hunter2" }],
      deep: { a: { b: { c: { d: { password: "hunter2" } } } } },
    });
    assert.doesNotMatch(lines[0]!, /hunter2/);
    const line = JSON.parse(lines[0]!);
    assert.equal(line.webhook.url, "https://a.example/");
    assert.equal(line.request.headers.host, "a");
  });

  test("writes an error with its stack and its code", () => {
    const { log, lines } = openLog();
    log.error({ err: Object.assign(new Error("the disk is full"), { code: "ENOSPC" }) }, "A commit failed.");
    const { err } = JSON.parse(lines[0]!);
    assert.equal(err.message, "the disk is full");
    assert.equal(err.code, "ENOSPC");
    assert.match(err.stack, /log\.test/);
  });
});
