/** How fast it is: `node packages/receiver/test/speed.ts`. Prints what a verification and an event cost. */
import { createHmac } from "node:crypto";
import { toFetch, verify, WebhookHandler } from "../src/index.ts";

const secret = "your_secret";
const filler = "x".repeat(1900);

function requestOf(i: number): { headers: Record<string, string>; body: Uint8Array } {
  const comment = { id: String(i), text: filler, user: { id: 1, login: "a" } };
  const body = new TextEncoder().encode(JSON.stringify({ action: "created", issue: { id: 1 }, comment }));
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = {
    "x-hub-signature-256": signature,
    "x-github-event": "issue_comment",
    "x-github-delivery": `d-${i}`,
    "content-type": "application/json",
  };
  return { headers, body };
}

export function verificationMicroseconds(times: number): number {
  const { headers, body } = requestOf(0);
  const once = () => verify({ platform: "github", secret, headers, body, now: 0 }).ok;
  for (let i = 0; i < times / 4; i++) once();
  const started = process.cpuUsage();
  for (let i = 0; i < times; i++) if (!once()) throw new Error("It does not verify.");
  return micros(started) / times;
}

/** From the request of an adapter to the end of the handler, with the memory store. */
export async function eventsPerSecond(count: number): Promise<number> {
  let handled = 0;
  const handler = new WebhookHandler({ secret, log: null, queueMax: count }).on("comment.created", () => {
    handled++;
  });
  const requests = Array.from({ length: count }, (_, i) => requestOf(i));
  const started = process.cpuUsage();
  for (const { headers, body } of requests) {
    const readBody = async () => body;
    const answer = await handler.answer({ method: "POST", path: "/webhook/github", query: "", headers, readBody });
    if (answer.status !== 200) throw new Error(answer.body);
  }
  await handler.drain();
  if (handled !== count) throw new Error(`${handled} of ${count} were handled.`);
  return (count / micros(started)) * 1e6;
}

export async function fetchEventsPerSecond(count: number): Promise<number> {
  const receive = toFetch(new WebhookHandler({ secret, log: null, queueMax: count }).on("*", () => {}));
  const requests = Array.from({ length: count }, (_, i) => {
    const { headers, body } = requestOf(i);
    return new Request("https://example.com/webhook/github", { method: "POST", headers, body: body as BodyInit });
  });
  const started = process.cpuUsage();
  for (const request of requests) await receive(request);
  return (count / micros(started)) * 1e6;
}

/** Processor time since then: the machine may have other things to do. */
function micros(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return user + system;
}

if (import.meta.main) {
  console.log(`verifying 2 kB: ${verificationMicroseconds(100_000).toFixed(1)} µs`);
  await eventsPerSecond(5000);
  console.log(`request to handler, memory store: ${Math.round(await eventsPerSecond(40_000))} events/s of one core`);
  console.log(`the same through toFetch: ${Math.round(await fetchEventsPerSecond(10_000))} events/s of one core`);
}
