/** Every program of `docs/receiver/frameworks` runs as it is printed, and takes GitHub's webhook. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { freePort } from "../../server/test/store/postgres-server.ts";

const folder = new URL("../../../docs/receiver/frameworks/", import.meta.url);
const secret = "s3cret";
const body = '{"ref":"refs/heads/main"}';

/** A file or a runtime's global that a program is written for, and how its requests get in. Else it opens port 3000. */
interface Place {
  isFor(sample: string): boolean;
  /** Makes the sample define `deliver(request)`. */
  around(sample: string): string;
}

const places: readonly Place[] = [
  {
    isFor: (sample) => /^export const POST/m.test(sample),
    around: (sample) => `${sample} const deliver = (request) => POST(request);`,
  },
  {
    isFor: (sample) => /^export default \{/m.test(sample),
    around: (sample) =>
      `${sample.replace("export default {", "const worker = {")}
      const deliver = (request) => worker.fetch(request, { GITHUB_WEBHOOK_SECRET: process.env.GITHUB_WEBHOOK_SECRET });`,
  },
  {
    isFor: (sample) => sample.includes("Deno.serve("),
    around: (sample) => `
      let deliver;
      globalThis.Deno = {
        env: { get: (name) => process.env[name] },
        serve: (_, fetch) => { deliver = (request) => fetch(request, { remoteAddr: { hostname: "192.0.2.1" } }); },
      };
      ${sample}`,
  },
  {
    isFor: (sample) => sample.includes("Bun.serve("),
    around: (sample) => `
      let deliver;
      const server = { requestIP: () => ({ address: "192.0.2.1" }) };
      globalThis.Bun = { serve: ({ fetch }) => { deliver = (request) => fetch(request, server); } };
      ${sample}`,
  },
];

/** Asks again while the program is still starting. */
const overSocket = (sample: string, port: number) => `${sample.replaceAll("3000", `${port}`)}
  async function deliver(request) {
    for (let tries = 0; ; tries++) {
      try {
        return await fetch(request.url.replace("https://example.com", "http://127.0.0.1:${port}"), {
          method: "POST", headers: request.headers, body: await request.clone().text() });
      } catch (error) {
        if (error.cause?.code !== "ECONNREFUSED" || tries === 3_000) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }`;

const signature = (key: string) => `sha256=${createHmac("sha256", key).update(body).digest("hex")}`;

/** Delivers a genuine push and a forged one, and prints the statuses. */
const driver = `
  for (const signature of ["${signature(secret)}", "${signature("another")}"]) {
    const headers = {
      "content-type": "application/json", "x-real-ip": "192.0.2.1", "x-github-event": "push",
      "x-github-delivery": "d-1", "x-hub-signature-256": signature,
    };
    const response = await deliver(new Request("https://example.com/webhook/github",
      { method: "POST", headers, body: ${JSON.stringify(body)} }));
    console.log(response.status);
  }
  setImmediate(() => process.exit());`;

async function run(sample: string): Promise<{ out: string; errors: string }> {
  const place = places.find((one) => one.isFor(sample));
  const program = place === undefined ? overSocket(sample, await freePort()) : place.around(sample);
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", program + driver], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    env: { ...process.env, GITHUB_WEBHOOK_SECRET: secret },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 120_000,
  });
  const [out, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { out, errors };
}

for (const page of readdirSync(folder)) {
  const samples = [...readFileSync(new URL(page, folder), "utf8").matchAll(/^```ts\n(.*?)^```/gms)];
  test(`the programs of ${page} take what is genuine, and refuse what is not`, async () => {
    assert.ok(samples.length > 0);
    for (const [, sample = ""] of samples) {
      const { out, errors } = await run(sample);
      assert.deepEqual(out.trimEnd().split("\n").sort(), ["200", "401", "pushed refs/heads/main"], errors + sample);
      assert.match(errors, /signature_mismatch/);
    }
  });
}
