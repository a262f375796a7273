import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { SCOPES } from "../../src/model/key.ts";
import { type BuildDeps, buildEvaluator, limitsOf, listFaults } from "../../src/moderation/panel/build.ts";
import { CONCURRENCY_MAX, TIMEOUT_MS_MAX } from "../../src/moderation/panel/limits.ts";
import { readSettings } from "../../src/moderation/panel/read-config.ts";

const page = readFileSync(new URL("../../../../docs/moderation/README.md", import.meta.url), "utf8");
/** Nothing is asked: evaluators are only made. */
const deps = {} as BuildDeps;

function settingsOfPage() {
  const [, json] = /```json settings\n([\s\S]*?)```/.exec(page)!;
  return JSON.parse(json!);
}

test("the settings that the page on moderation prints are taken, and make evaluators of every kind", () => {
  const read = readSettings(settingsOfPage(), null);
  assert.ok(read.ok, JSON.stringify(read));
  const { config, secrets } = read.settings;
  const kinds = config.evaluators.map((evaluator) => {
    assert.deepEqual(listFaults(evaluator, deps), []);
    return buildEvaluator(evaluator, secrets[evaluator.name] ?? {}, config.thresholds, deps).kind;
  });
  assert.deepEqual(kinds, ["terms", "openai", "rekognition", "http", "image-hash"]);
  assert.deepEqual(Object.keys(secrets.own!).sort(), ["header:authorization", "secret"]);
  assert.ok(!JSON.stringify(config).includes("sk-"), "the part that is shown holds no credential");
});

test("credentials that are left out stay with an evaluator of the same name and kind, and null takes one away", () => {
  const first = readSettings(settingsOfPage(), null);
  assert.ok(first.ok);
  const evaluators = [
    { name: "openai", kind: "openai" },
    { name: "aws", kind: "rekognition", region: "eu-west-1", secret_access_key: null },
    { name: "own", kind: "openai" },
  ];
  const next = readSettings({ evaluators }, first.settings);
  assert.ok(next.ok, JSON.stringify(next));
  assert.deepEqual(next.settings.secrets, { openai: { api_key: "sk-…" }, aws: { access_key_id: "AKIA…" }, own: {} });
  const twice = readSettings({ evaluators: [evaluators[0], evaluators[0]] }, null);
  assert.ok(!twice.ok && twice.faults[0]!.path === "/evaluators/1/name");
});

test("credentials do not go along to another address: they have to be entered again, or be null", () => {
  const first = readSettings(settingsOfPage(), null);
  assert.ok(first.ok);
  const { own, openai, aws } = Object.fromEntries(
    settingsOfPage().evaluators.map((one: { name: string }) => [one.name, one]),
  );
  const { secret, headers, ...classifier } = own;
  const { api_key: _, ...model } = openai;
  const moved = [
    { ...classifier, url: "https://other.example/" },
    { ...model, base_url: "https://gateway.example/v1" },
    { ...aws, access_key_id: undefined, secret_access_key: undefined, endpoint: "https://vpc.example" },
  ];
  const refused = readSettings(JSON.parse(JSON.stringify({ evaluators: moved })), first.settings);
  assert.ok(!refused.ok);
  const again = refused.faults.filter(({ message }) => message.startsWith("has to be entered again"));
  assert.deepEqual(again.map(({ path }) => path).sort(), [
    "/evaluators/0/headers",
    "/evaluators/0/secret",
    "/evaluators/1/api_key",
    "/evaluators/2/access_key_id",
    "/evaluators/2/secret_access_key",
  ]);
  const entered = readSettings({ evaluators: [{ ...moved[0], secret, headers: null }] }, first.settings);
  assert.ok(entered.ok, JSON.stringify(entered));
  assert.deepEqual(entered.settings.secrets, { own: { secret } });
  const same = readSettings({ evaluators: [classifier] }, first.settings);
  assert.ok(same.ok && Object.keys(same.settings.secrets.own!).length === 1 + Object.keys(headers).length);
});

test("however long an evaluator may take, all of its attempts end within the time of the delivery that they are for", () => {
  for (const timeout_ms of [100, 10_000, 20_000, TIMEOUT_MS_MAX]) {
    const read = readSettings({ evaluators: [{ name: "a", kind: "openai", timeout_ms }] }, null);
    assert.ok(read.ok);
    const { attemptsMax, timeoutMs } = limitsOf(read.settings.config.evaluators[0]!);
    assert.equal(timeoutMs, timeout_ms);
    assert.ok(attemptsMax >= 1 && attemptsMax * timeoutMs <= TIMEOUT_MS_MAX);
  }
});

test("the page's bounds and scopes are the code's", () => {
  assert.ok(page.includes(`100 to ${TIMEOUT_MS_MAX.toLocaleString("en")} (10,000`));
  assert.ok(page.includes(`up to ${CONCURRENCY_MAX} (8`));
  for (const scope of SCOPES.filter((one) => /^moderation|^reviews/.test(one)))
    assert.ok(page.includes(`\`${scope}\``));
});
