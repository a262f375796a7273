/**
 * How fast it is: `node packages/receiver/test/speed.ts [--json]`. Prints what a verification and an event cost, in processor time:
 * the machine may have other things to do. Of several rounds the cheapest counts, for a busy machine only adds to it.
 */
import { createHmac } from "node:crypto";
import { toFetch, verify, WebhookHandler } from "../src/index.ts";
import { type Genuine, listGenuine, now } from "./platforms/genuine.ts";

const secret = "your_secret";
/** The first ones are slower, until all has been compiled. */
const ROUNDS = 20;

function textOf(i: number): string {
  const comment = { id: String(i), text: "x".repeat(1900), user: { id: 1, login: "a" } };
  return JSON.stringify({ action: "created", issue: { id: 1 }, comment });
}

function requestOf(i: number): { headers: Record<string, string>; body: Uint8Array } {
  const body = new TextEncoder().encode(textOf(i));
  const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
  const headers = {
    "x-hub-signature-256": signature,
    "x-github-event": "issue_comment",
    "x-github-delivery": `d-${i}`,
    "content-type": "application/json",
  };
  return { headers, body };
}

/** Microseconds for what any receiver has to do, without this library: the HMAC of 2 kB, and their JSON. */
async function leastCost(times: number): Promise<number> {
  const { body } = requestOf(0);
  const total = await cheapest(async () => {
    for (let i = 0; i < times; i++) {
      createHmac("sha256", secret).update(body).digest("hex");
      JSON.parse(new TextDecoder().decode(body));
    }
  });
  return total / times;
}

export interface Cost extends Pick<Genuine, "title" | "computes"> {
  microseconds: number;
}

/** What the verification of a body of 2 kB costs, of each platform in each of its ways. */
async function verificationCosts(times: number): Promise<readonly Cost[]> {
  const costs: Cost[] = [];
  for (const { title, computes, ...request } of await listGenuine(new TextEncoder().encode(textOf(0)))) {
    const once = async () => {
      if (!(await verify({ ...request, now })).ok) throw new Error(`${title} does not verify.`);
    };
    const total = await cheapest(async () => {
      for (let i = 0; i < times; i++) await once();
    });
    costs.push({ title, computes, microseconds: total / times });
  }
  return costs;
}

/** From the request of an adapter to the end of the handler, with the memory store; on one core. */
async function eventsPerSecond(count: number): Promise<number> {
  const requests = Array.from({ length: count }, (_, i) => requestOf(i));
  const total = await cheapest(async () => {
    let handled = 0;
    const handler = new WebhookHandler({ secret, log: null, queueMax: count }).on("comment.created", () => {
      handled++;
    });
    for (const { headers, body } of requests) {
      const readBody = async () => body;
      const answer = await handler.answer({ method: "POST", path: "/webhook/github", query: "", headers, readBody });
      if (answer.status !== 200) throw new Error(answer.body);
    }
    await handler.drain();
    if (handled !== count) throw new Error(`${handled} of ${count} were handled.`);
  });
  return (count / total) * 1e6;
}

async function fetchEventsPerSecond(count: number): Promise<number> {
  const sent = Array.from({ length: count }, (_, i) => requestOf(i));
  const total = await cheapest(async () => {
    const receive = toFetch(new WebhookHandler({ secret, log: null, queueMax: count }).on("*", () => {}));
    for (const { headers, body } of sent) {
      const init = { method: "POST", headers, body: body as BodyInit };
      const response = await receive(new Request("https://example.com/webhook/github", init));
      if (response.status !== 200) throw new Error(await response.text());
    }
  });
  return (count / total) * 1e6;
}

/** Microseconds of processor time: of all threads of this process, so with what the collector of garbage takes. */
async function cheapest(work: () => Promise<void>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const started = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(started);
    least = Math.min(least, user + system);
  }
  return least;
}

export interface Speed {
  leastUs: number;
  costs: readonly Cost[];
  eventsPerSecond: number;
  fetchEventsPerSecond: number;
}

if (import.meta.main) {
  const speed: Speed = {
    leastUs: await leastCost(1000),
    costs: await verificationCosts(200),
    eventsPerSecond: await eventsPerSecond(1000),
    fetchEventsPerSecond: await fetchEventsPerSecond(1000),
  };
  console.log(process.argv.includes("--json") ? JSON.stringify(speed) : show(speed));
}

function show({ leastUs, costs, eventsPerSecond, fetchEventsPerSecond }: Speed): string {
  return [
    `HMAC and JSON of 2 kB, without this library: ${leastUs.toFixed(1)} µs`,
    ...costs.map(
      ({ title, computes, microseconds }) => `verifying 2 kB, ${title} (${computes}): ${microseconds.toFixed(1)} µs`,
    ),
    `request to handler, memory store: ${Math.round(eventsPerSecond)} events/s of one core`,
    `the same through toFetch: ${Math.round(fetchEventsPerSecond)} events/s of one core`,
  ].join("\n");
}
