/** Endpoints that are no use to anybody: each takes a request and never has done with answering it. */
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";

/**
 * `hangs` never says a word; `drips-headers` sends its answer's headers a byte at a time, for ever; `drips-body` answers
 * 200 at once and then sends its body so.
 */
export type Habit = "hangs" | "drips-headers" | "drips-body";

export interface Stuck {
  url: string;
  /** How many connections are open. */
  connections(): number;
  /** How many have been opened so far. */
  taken(): number;
  close(): Promise<void>;
}

/** So many of each habit, closed with the test. */
export async function givenStuck(t: TestContext, counts: Partial<Record<Habit, number>>): Promise<Stuck[]> {
  const habits = Object.entries(counts).flatMap(([habit, count]) => new Array<Habit>(count).fill(habit as Habit));
  const stuck = await Promise.all(habits.map(openStuck));
  t.after(() => Promise.all(stuck.map((one) => one.close())));
  return stuck;
}

const DRIP_MS = 50;
const BEGINNINGS: Record<Habit, string> = {
  hangs: "",
  "drips-headers": "HTTP/1.1 200 OK\r\nX-Drip: ",
  "drips-body": "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n",
};

async function openStuck(habit: Habit): Promise<Stuck> {
  const sockets = new Set<Socket>();
  let taken = 0;
  const server = createServer((socket) => {
    taken += 1;
    sockets.add(socket);
    let drip: NodeJS.Timeout | undefined;
    socket.once("data", () => {
      if (habit === "hangs") return;
      socket.write(BEGINNINGS[habit]);
      drip = setInterval(() => socket.write("."), DRIP_MS);
    });
    socket.resume();
    // The hub gives up on it, by a reset if need be: that is what it is here for.
    socket.on("error", () => {});
    socket.on("close", () => {
      clearInterval(drip);
      sockets.delete(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    connections: () => sockets.size,
    taken: () => taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
