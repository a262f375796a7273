import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { getContract } from "@tabellary/contracts";
import { curlSnippet } from "../../src/snippets/curl.ts";
import { CASES } from "./cases.ts";
import { isMissing } from "./running.ts";

interface Received {
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

async function givenServer(t: TestContext): Promise<{ port: number; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ url: request.url, headers: request.headers, body: Buffer.concat(chunks) });
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, received };
}

const run = promisify(execFile);
const skip = isMissing("bash", "curl", "openssl", "od");

for (const { name, contract, secret } of CASES) {
  test(`curl sends what ${name} signs`, { skip }, async (t) => {
    const { port, received } = await givenServer(t);
    const { code } = curlSnippet({ contract, url: "https://receiver.example/hooks/in?from=hub" });
    const env = { ...process.env, WEBHOOK_SECRET: secret };
    await run("bash", ["-c", code, "send.sh", `http://127.0.0.1:${port}/hooks/in`], { env });

    assert.equal(received.length, 1);
    const { headers, body } = received[0]!;
    assert.deepEqual(contract.verify({ headers, body, secrets: secret, nowMs: Date.now() }).ok, true);
    for (const header of contract.headerNames) assert.ok(header.toLowerCase() in headers || isLeftOut(header, secret));
    assert.equal(headers["content-type"], "application/json");
    assert.equal(JSON.stringify(JSON.parse(body.toString())), body.toString());
  });
}

/** Standard Webhooks headers go beside another signature only when the secret is one of its keys. */
function isLeftOut(header: string, secret: string): boolean {
  return header.startsWith("webhook-") && !secret.startsWith("whsec_");
}

test("each run of the script is an event of its own, so that a receiver that remembers takes it", { skip }, () => {
  const { code } = curlSnippet({ contract: getContract("standard"), url: "https://receiver.example/in" });
  assert.match(code, /^ID="evt_\$\(date \+%s\)"$/m);
});

test("curl sends to the webhook's path on this machine until it is told another address", () => {
  const { code } = curlSnippet({ contract: getContract("omnifence"), url: "https://receiver.example/it's?from=hub" });
  assert.match(code, /^RECEIVER='http:\/\/127\.0\.0\.1:3000\/it'\\''s\?from=hub'$/m);
  assert.doesNotMatch(code, /WEBHOOK_SECRET/);
});
