/** The receivers of events that are accounted for: they verify, keep a log of their own, and have their moods. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getContract } from "@tabellary/contracts";
import { chanceOf } from "../harness/random.ts";
import type { Wish } from "./webhooks.ts";

/** One request as a receiver saw it. Times are milliseconds since 1970. */
export interface Arrival {
  eventId: string;
  /** The sender's own number of the event. */
  ref: number;
  /** When all of it was there. */
  at: number;
  status: number;
  /** When it was answered; null if the hub had gone by then. */
  answeredAt: number | null;
  sequence: number | null;
  bodyHash: string;
  isGenuine: boolean;
  /** The port that it came from. */
  port: number;
}

export interface Customers {
  urlOf(name: string): string;
  /** In the order of arrival. */
  arrivalsAt(name: string): readonly Arrival[];
  /** How many requests have come in all. */
  count(): number;
  close(): Promise<void>;
}

export const SECRET = "the-secret-of-the-account";
/** Longer than any pause of the load: a connection that is closed as it is written to is another test's subject. */
const KEEP_ALIVE_MS = 600_000;

/** One server with a path for each customer. What it answers depends on the seed, the event and the repeat alone. */
export async function openCustomers(wishes: readonly Wish[], seed: number): Promise<Customers> {
  const logs = new Map<string, Arrival[]>(wishes.map(({ name }) => [name, []]));
  const timesSeen = new Map<string, number>();
  const contract = getContract("generic");
  let count = 0;

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = request.url!.slice(1);
    const { remotePort: port } = request.socket;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const at = Date.now();
    const body = Buffer.concat(chunks);
    const event = JSON.parse(body.toString("utf8"));
    const { ref } = event.data as { ref: number };
    const seen = timesSeen.get(`${name} ${ref}`) ?? 0;
    timesSeen.set(`${name} ${ref}`, seen + 1);
    const number = wishes.findIndex((wish) => wish.name === name);
    const { fails, isSlow } = wishes[number]!;
    const dice = (which: number) => chanceOf(seed, number, ref, seen, which);
    const sequence = request.headers["x-tabellary-sequence"];
    const arrival: Arrival = {
      eventId: event.id,
      ref,
      at,
      status: dice(1) < fails ? 500 : 200,
      answeredAt: null,
      sequence: sequence === undefined ? null : Number(sequence),
      bodyHash: createHash("sha1").update(body).digest("base64"),
      isGenuine: contract.verify({ headers: request.headers, body, secrets: SECRET, nowMs: at }).ok,
      port: port!,
    };
    logs.get(name)!.push(arrival);
    count += 1;
    const answer = () => {
      if (response.destroyed) return;
      arrival.answeredAt = Date.now();
      response.writeHead(arrival.status, { "content-length": 0 }).end();
    };
    if (dice(2) < isSlow.chance) setTimeout(answer, isSlow.msMin + dice(3) * (isSlow.msMax - isSlow.msMin));
    else answer();
  }

  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    // A request that a kill cut short never came.
    take(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    arrivalsAt: (name) => logs.get(name)!,
    count: () => count,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
