import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const samples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, sample]) => sample!);

/** Runs a sample with what delivers to it: the statuses, what it printed, and what it refused. */
function run(sample: string, env: Record<string, string>, deliveries: readonly { headers: object; body: string }[]) {
  assert.ok(sample.trimEnd().split("\n").length <= 10);
  const start = /^await (handler\.start\(\{ port: )8080( \}\));.*:8080(.*)$/m;
  assert.match(sample, start);
  const [, , , path] = start.exec(sample)!;
  const script = `${sample.replace(start, 'const { port } = await $10, host: "127.0.0.1"$2;')}
    for (const { headers, body } of ${JSON.stringify(deliveries)}) {
      const answer = await fetch("http://127.0.0.1:" + port + "${path}", { method: "POST", headers, body });
      console.log(answer.status);
    }
    await handler.stop();`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", script], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  assert.match(stderr, /signature_mismatch/);
  return stdout.trimEnd().split("\n");
}

const hmac = (secret: string, text: string) => createHmac("sha256", secret).update(text).digest("hex");

test("the README's first sample receives a verified webhook of GitHub, in ten lines", () => {
  const body = '{"ref":"refs/heads/main"}';
  const deliveries = ["s3cret", "another"].map((secret) => {
    const signature = `sha256=${hmac(secret, body)}`;
    return { headers: { "x-github-event": "push", "x-github-delivery": "d", "x-hub-signature-256": signature }, body };
  });
  const printed = run(samples[0]!, { GITHUB_WEBHOOK_SECRET: "s3cret" }, deliveries);
  assert.deepEqual(printed, ["pushed refs/heads/main", "200", "401"]);
});

test("its second sample receives a verified webhook of Stripe, in ten lines", () => {
  const body = '{"id":"evt_1","object":"event","type":"invoice.paid","created":1700000000,"data":{"object":{}}}';
  const deliveries = ["whsec_real", "whsec_another"].map((secret) => {
    const time = Math.floor(Date.now() / 1000);
    return { headers: { "stripe-signature": `t=${time},v1=${hmac(secret, `${time}.${body}`)}` }, body };
  });
  const printed = run(samples[1]!, { STRIPE_WEBHOOK_SECRET: "whsec_real" }, deliveries);
  assert.deepEqual(printed, ["paid evt_1 2023-11-14T22:13:20Z", "stripe.invoice.paid", "200", "401"]);
});

test("what the README's samples import is there", async () => {
  const doors: Record<string, object> = {
    "@tabellary/receiver": await import("../src/index.ts"),
    "@tabellary/receiver/node": await import("../src/node.ts"),
  };
  for (const [, names, door] of samples.join("\n").matchAll(/^import \{ (.+?) \} from "(@tabellary.+?)";/gm)) {
    for (const name of names!.split(", ")) assert.ok(name in doors[door!]!, `${name} of ${door}`);
  }
});
