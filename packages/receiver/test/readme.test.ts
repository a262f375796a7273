import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const samples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, sample]) => sample!);

test("the README's first sample receives a verified webhook of GitHub, in ten lines", () => {
  const [sample = ""] = samples;
  assert.ok(sample.trimEnd().split("\n").length <= 10);
  const start = /^await (handler\.start\(\{ port: )8080( \}\));.*$/m;
  assert.match(sample, start);
  const script = `${sample.replace(start, 'const { port } = await $10, host: "127.0.0.1"$2;')}
    import { createHmac } from "node:crypto";
    const body = '{"ref":"refs/heads/main"}';
    for (const secret of ["s3cret", "another"]) {
      const signature = "sha256=" + createHmac("sha256", secret).update(body).digest("hex");
      const headers = { "x-github-event": "push", "x-github-delivery": secret, "x-hub-signature-256": signature };
      const answer = await fetch("http://127.0.0.1:" + port + "/webhook/github", { method: "POST", headers, body });
      console.log(answer.status);
    }
    await handler.stop();`;
  const run = spawnSync(process.execPath, ["--input-type=module-typescript", "--eval", script], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, GITHUB_WEBHOOK_SECRET: "s3cret" },
    encoding: "utf8",
  });
  assert.match(run.stderr, /signature_mismatch/);
  assert.deepEqual(run.stdout.trimEnd().split("\n"), ["pushed refs/heads/main", "200", "401"]);
});

test("what the README's samples import is there", async () => {
  const doors: Record<string, object> = {
    "@tabellary/receiver": await import("../src/index.ts"),
    "@tabellary/receiver/node": await import("../src/node.ts"),
  };
  for (const [, names, door] of samples.join("\n").matchAll(/^import \{ (.+?) \} from "(.+?)";/gm)) {
    for (const name of names!.split(", ")) assert.ok(name in doors[door!]!, `${name} of ${door}`);
  }
});
