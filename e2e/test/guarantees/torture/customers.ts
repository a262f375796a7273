/** The receivers of the torture: they verify, keep a log of their own, and have their moods. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getContract } from "@tabellary/contracts";
import { chanceOf } from "../../../harness/random.ts";

/** One request as a receiver saw it. Times are milliseconds since 1970. */
export interface Arrival {
  eventId: string;
  /** The sender's own number of the event. */
  ref: number;
  at: number;
  status: number;
  /** When it was answered; null if the hub had gone by then. */
  answeredAt: number | null;
  sequence: number | null;
  bodyHash: string;
  isGenuine: boolean;
}

export interface Customers {
  urlOf(name: string): string;
  /** In the order of arrival. */
  arrivalsAt(name: string): readonly Arrival[];
  /** How many requests have come in all. */
  count(): number;
  close(): Promise<void>;
}

export const SECRET = "the-secret-of-the-torture";
const FAILS = 0.04;
const IS_SLOW = 0.03;
const SLOW_MS_MAX = 80;
/** Longer than any pause of the load: a connection that is closed as it is written to is another test's subject. */
const KEEP_ALIVE_MS = 600_000;

/** One server with a path for each customer. What it answers depends on the seed, the event and the repeat alone. */
export async function openCustomers(names: readonly string[], seed: number): Promise<Customers> {
  const logs = new Map<string, Arrival[]>(names.map((name) => [name, []]));
  const timesSeen = new Map<string, number>();
  const contract = getContract("generic");

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const at = Date.now();
    const name = request.url!.slice(1);
    const log = logs.get(name)!;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const event = JSON.parse(body.toString("utf8"));
    const { ref } = event.data as { ref: number };
    const seen = timesSeen.get(`${name} ${ref}`) ?? 0;
    timesSeen.set(`${name} ${ref}`, seen + 1);
    const dice = (which: number) => chanceOf(seed, names.indexOf(name), ref, seen, which);
    const status = dice(1) < FAILS ? 500 : 200;
    const sequence = request.headers["x-tabellary-sequence"];
    const arrival: Arrival = {
      eventId: event.id,
      ref,
      at,
      status,
      answeredAt: null,
      sequence: sequence === undefined ? null : Number(sequence),
      bodyHash: createHash("sha1").update(body).digest("base64"),
      isGenuine: contract.verify({ headers: request.headers, body, secrets: SECRET, nowMs: at }).ok,
    };
    log.push(arrival);
    const answer = () => {
      if (response.destroyed) return;
      arrival.answeredAt = Date.now();
      response.writeHead(status, { "content-length": 0 }).end();
    };
    if (dice(2) < IS_SLOW) setTimeout(answer, dice(3) * SLOW_MS_MAX);
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
    count: () => [...logs.values()].reduce((sum, log) => sum + log.length, 0),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
