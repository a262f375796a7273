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
    const handler = new receiver.WebhookHandler({ platforms: { x: { secret: "s" } }, log: null });
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

test("there, a route handler takes, refuses, bounds and remembers as it does on Node", async () => {
  const { code } = await bundle();
  const script = `${code}
    (async () => {
      // A database of one event: claimed once, and then done.
      const rows = new Set();
      const client = {
        async query(text, [keys]) {
          const isClaim = text.includes("INSERT");
          const found = isClaim ? keys.filter((key) => !rows.has(key) && rows.add(key)) : keys;
          return { rows: found.map((key) => ({ key })) };
        },
      };
      const texts = [];
      const handler = new receiver.WebhookHandler({
        platforms: { github: { secret: "It's a Secret to Everybody" } },
        allowedIps: ["192.0.2.0/24"], rateLimit: { perSecond: 1, burst: 5 }, bodyBytesMax: 100,
        store: new receiver.PostgresStore(client), log: null,
      }).on("*", (event) => texts.push(event.data.text));
      const addressOf = (_, context) => context.address;
      const POST = receiver.toFetch(handler, { platform: "github", addressOf });
      const key = await crypto.subtle.importKey(
        "raw", new TextEncoder().encode("It's a Secret to Everybody"), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
      const requestOf = async (body) => {
        const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(body)));
        const signature = "sha256=" + [...mac].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        const headers = { "x-hub-signature-256": signature, "x-github-event": "push", "x-github-delivery": "d-1" };
        return new Request("https://example.com/any", { method: "POST", headers, body });
      };
      const send = async (body, address = "192.0.2.9") => (await POST(await requestOf(body), { address })).status;
      const statuses = [await send('{"text":"naïve"}'), await send("x".repeat(101)), await send("{}", "203.0.113.9")];
      const used = await requestOf("{}");
      await used.json();
      statuses.push((await POST(used, { address: "192.0.2.9" })).status);
      const hono = receiver.toHono(handler, { platform: "github", addressOf: () => "192.0.2.9" });
      const raw = await requestOf("{}");
      const text = raw.text();
      await text;
      statuses.push((await hono({ req: { raw, bodyCache: { text } } })).status);
      for (let i = 0; i < 2; i++) statuses.push(await send("{}"));
      await handler.drain();
      return { statuses, texts };
    })();`;
  const { statuses, texts } = await runInNewContext(script, { ...web });
  assert.equal([...statuses].join(), "200,413,403,503,200,200,429");
  assert.equal([...texts].join(), "naïve");
});

test("nothing that the library's door reaches is Node's", async () => {
  const { code, files } = await bundle();
  assert.ok(!/(?:from|import|require)\s*\(?\s*["']node:/.test(code));
  const own = files.filter((file) => file.startsWith(source));
  assert.ok(own.length > 30);
  for (const file of own) {
    assert.ok(!/(?:node|serve|express|fastify|sqlite)\.ts$/.test(file), file);
    assert.ok(!/\b(?:Buffer|process)\.[a-z]/i.test(readFileSync(file, "utf8")), file);
  }
});
