import { once } from "node:events";
import { createConnection, createServer, type Server, type Socket } from "node:net";
import type { TestContext } from "node:test";

const COMMIT = Buffer.from("COMMIT\0");

/** Where on its way the next COMMIT is hit: the server never hears of it, or its answer is lost. */
export type Where = "before" | "behind";

/** Stands between a store and the server: cuts connections, or swallows what is sent on them, at a COMMIT or at once. */
export class BadNetwork {
  /** What happens to the connection of the next COMMIT. */
  atCommit: { what: "cut" | "swallow"; where: Where } | null = null;
  /** How often it has happened. */
  hits = 0;
  readonly #target: URL;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSwallowing = false;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((near) => this.#join(near));
  }

  static async start(t: TestContext, serverUrl: string): Promise<{ network: BadNetwork; url: string }> {
    const network = new BadNetwork(new URL(serverUrl));
    network.#server.listen(0, "127.0.0.1");
    await once(network.#server, "listening");
    t.after(() => {
      network.#server.close();
      for (const socket of network.#sockets) socket.destroy();
    });
    const url = new URL(serverUrl);
    url.host = `127.0.0.1:${(network.#server.address() as { port: number }).port}`;
    return { network, url: url.href };
  }

  /** From now on nothing gets through, either way; connections are made, and stay silent. */
  swallow(): void {
    this.#isSwallowing = true;
  }

  /** New connections work. The server does not know of those that the store has given up meanwhile. */
  heal(): void {
    this.#isSwallowing = false;
  }

  #join(near: Socket): void {
    this.#hold(near);
    if (this.#isSwallowing) return;
    const far = createConnection(Number(this.#target.port), this.#target.hostname);
    this.#hold(far);
    let isDead = false;
    const passes = () => {
      isDead ||= this.#isSwallowing;
      return !isDead;
    };
    far.on("data", (bytes) => passes() && near.write(bytes));
    far.on("close", () => passes() && near.destroy());
    near.on("close", () => passes() && far.destroy());
    near.on("data", (bytes: Buffer) => {
      if (!passes()) return;
      if (this.atCommit === null || !bytes.includes(COMMIT)) return far.write(bytes);
      const { what, where } = this.atCommit;
      this.atCommit = null;
      this.hits += 1;
      isDead = true;
      if (what === "swallow") {
        this.#isSwallowing = true;
        return where === "behind" && far.write(bytes);
      }
      near.destroy();
      // Ended, not reset: the server reads the COMMIT first.
      return where === "behind" ? far.end(bytes) : far.destroy();
    });
  }

  #hold(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => this.#sockets.delete(socket));
  }
}
