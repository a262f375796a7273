import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { build } from "rolldown";

const source = fileURLToPath(new URL("../src/", import.meta.url));

/** What a browser or a worker has, and nothing of Node's. */
const web = {
  ...{ TextDecoder, TextEncoder, URL, URLSearchParams, Request, Response, Headers, crypto, fetch, console },
  ...{ setTimeout, clearTimeout, atob, btoa, ReadableStream, structuredClone, Uint8Array },
};

async function bundle(): Promise<{ code: string; files: readonly string[] }> {
  const { output } = await build({
    input: `${source}index.ts`,
    platform: "browser",
    write: false,
    output: { format: "iife", name: "receiver", codeSplitting: false },
  });
  assert.equal(output.length, 1);
  return { code: output[0].code, files: output[0].moduleIds };
}

test("the library, bundled for the browser, takes a webhook where there is no Node", async () => {
  const { code } = await bundle();
  const script = `${code}
    const body = "Hello, World!";
    const headers = { "x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17" };
    const verdict = receiver.verify({ platform: "github", secret: "It's a Secret to Everybody", headers, body, now: 0 });
    const handler = new receiver.WebhookHandler({ secret: "s", log: null });
    const answers = Promise.all([
      receiver.toFetch(handler)(new Request("https://example.com/webhook/x?crc_token=abc")).then((it) => it.status),
      handler.start().catch((error) => error.message),
    ]);
    ({ ok: verdict.ok, answers });`;
  const { ok, answers } = runInNewContext(script, { ...web });
  assert.equal(ok, true);
  const [status, message] = await answers;
  assert.equal(status, 200);
  assert.match(message, /toFetch\(handler\)/);
});

test("nothing that the library's door reaches is Node's", async () => {
  const { code, files } = await bundle();
  assert.ok(!/(?:from|import|require)\s*\(?\s*["']node:/.test(code));
  const own = files.filter((file) => file.startsWith(source));
  assert.ok(own.length > 30);
  for (const file of own) {
    assert.ok(!/(?:node|serve)\.ts$/.test(file), file);
    assert.ok(!/\b(?:Buffer|process)\./.test(readFileSync(file, "utf8")), file);
  }
});
