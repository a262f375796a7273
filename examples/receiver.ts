/**
 * A receiver in thirty lines: reads the raw body, verifies it, answers at once, handles each event once.
 *
 *     SECRET=whsec_… node examples/receiver.ts            # listens on http://127.0.0.1:3000/webhook
 */
import { createServer } from "node:http";
import { getContract } from "@tabellary/contracts";

const contract = getContract(process.env.CONTRACT ?? "generic");
const secret = process.env.SECRET ?? "";
const port = Number(process.env.PORT ?? 3000);
const handled = new Set<string>();

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const verification = contract.verify({ headers: request.headers, body, secrets: secret, nowMs: Date.now() });
  if (!verification.ok) {
    process.stdout.write(`refused: ${verification.reason}: ${verification.message}\n`);
    response.writeHead(401).end("Invalid signature");
    return;
  }
  response.writeHead(200).end("OK");
  const event = JSON.parse(body.toString());
  if (handled.has(event.id)) return;
  handled.add(event.id);
  process.stdout.write(`${event.type ?? event.event} ${event.id} ${JSON.stringify(event.data)}\n`);
});

server.listen(port, "127.0.0.1", () => process.stdout.write(`listening on http://127.0.0.1:${port}/webhook\n`));
