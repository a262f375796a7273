import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { binaryOf, VERSIONS } from "./runtimes.ts";

/** What a user of the package touches: the pipeline, platforms' known answers, each adapter, each store that needs no server. */
const SMOKE = [
  "handler",
  "platforms/vectors",
  "platforms/youtube",
  "adapters/node",
  "adapters/fetch",
  "adapters/express",
  "adapters/fastify",
  "adapters/hono",
  "guards/handler",
  "jobs/stores",
  "jobs/job-reconciler",
  "monitor/webhook-monitor",
  "replay/webhook-replay",
  "retry/webhook-retry",
  "stores/memory",
  "stores/sqlite",
  "stores/processes",
];

for (const version of VERSIONS) {
  const binary = binaryOf(version);
  const skip = existsSync(binary) ? false : `Node ${version} is not here: npm run runtimes brings it`;
  if (skip !== false && process.env.CI === "true") throw new Error(`${skip}; CI must run it.`);
  test(`the package works on Node ${version}`, { skip }, (t) => {
    const files = SMOKE.map((name) => fileURLToPath(new URL(`${name}.test.ts`, import.meta.url)));
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const node = (...args: string[]) => spawnSync(binary, args, { encoding: "utf8", env });
    assert.match(node("--version").stdout, new RegExp(`^v${version}\\.`));
    const { status, stdout, stderr } = node("--test", "--test-reporter=spec", "--test-concurrency=1", ...files);
    assert.equal(status, 0, stdout.slice(stdout.indexOf("failing tests")) + stderr);
    const [, passed] = /^ℹ pass (\d+)$/m.exec(stdout) ?? [];
    assert.ok(Number(passed) > 100, `${passed} passed`);
    t.diagnostic(`${passed} tests on ${node("--version").stdout.trim()}`);
  });
}
