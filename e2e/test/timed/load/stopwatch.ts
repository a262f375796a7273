/** A receiver that only asks how long each event took from when it was due to be sent. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

export interface Stopwatch {
  /** The URL of the receiver of that name. */
  urlOf(name: string): string;
  /** Milliseconds, in the order of arrival, of all names. */
  readonly latencies: number[];
  /** Which events came, by name and number, and how often. */
  readonly arrived: Map<string, number>;
}

/** Closed with the test. */
export async function givenStopwatch(t: TestContext): Promise<Stopwatch> {
  const latencies: number[] = [];
  const arrived = new Map<string, number>();
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const now = performance.timeOrigin + performance.now();
      response.writeHead(200, { "content-length": 0 }).end();
      const { data } = JSON.parse(Buffer.concat(chunks).toString("utf8"));
      latencies.push(now - data.due_at);
      const key = `${request.url} ${data.due_at} ${data.n}`;
      arrived.set(key, (arrived.get(key) ?? 0) + 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
    latencies,
    arrived,
  };
}
