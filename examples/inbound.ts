/**
 * An application behind a hub: opens a source, subscribes to what comes to it, has a signed sample sent, and handles each
 * comment once.
 *
 *     TABELLARY_API_KEY=… node examples/inbound.ts http://127.0.0.1:8484
 *
 * Any platform will do; with Instagram's own secrets and its registration real comments arrive in the same way.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getContract } from "@tabellary/contracts";

const hub = process.argv[2] ?? "http://127.0.0.1:8484";
const headers = { authorization: `Bearer ${process.env.TABELLARY_API_KEY}`, "content-type": "application/json" };
const contract = getContract("generic");
const handled = new Set<string>();
let secret = "";

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const genuine = contract.verify({ headers: request.headers, body, secrets: secret, nowMs: Date.now() }).ok;
  response.writeHead(genuine ? 200 : 401).end();
  const { id, type, data } = JSON.parse(body.toString());
  if (!genuine || handled.has(id)) return;
  handled.add(id);
  process.stdout.write(`${type} on ${data.platform}: ${data.comment.author_username} wrote "${data.comment.text}"\n`);
});

async function post(path: string, body: object = {}) {
  const response = await fetch(hub + path, { method: "POST", headers, body: JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`);
  // biome-ignore lint/suspicious/noExplicitAny: answers have many shapes
  return answer as any;
}

server.listen(0, "127.0.0.1", async () => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/comments`;
  const source = await post("/v1/sources", {
    platform: "instagram",
    secrets: { appSecret: "the App Secret", verifyToken: "a text of your own" },
  });
  process.stdout.write(`Instagram is to send to ${source.ingress_url}\n`);
  ({ secret } = await post("/v1/webhooks", { url, events: ["comment.*"], sources: [source.id] }));
  const tested = await fetch(`${hub}/v1/sources/${source.id}/test`, {
    method: "POST",
    headers: { authorization: headers.authorization },
  });
  const { status_code, events } = (await tested.json()) as { status_code: number; events: string[] };
  process.stdout.write(`a sample was answered ${status_code}, and is the event ${events}\n`);
});
