/** The line between a node and its database: it can be cut, in more than one way, and mended. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/**
 * `break`: connections are reset, and new ones too, as by a server that is gone. `swallow`: bytes vanish in both
 * directions and nobody is told, as behind a firewall that has forgotten the connection. `hold`: bytes are kept in both
 * directions and arrive when it is mended, as after an outage somewhere on the way.
 */
export type Cut = "break" | "swallow" | "hold";

interface Pair {
  near: Socket;
  far: Socket;
}

export class Line {
  readonly port: number;
  readonly #server: Server;
  readonly #to: { host: string; port: number };
  readonly #pairs = new Set<Pair>();
  /** Came while the line was cut. */
  readonly #waiting = new Set<Socket>();
  #cut: Cut | null = null;

  private constructor(server: Server, to: { host: string; port: number }) {
    this.#server = server;
    this.#to = to;
    this.port = (server.address() as AddressInfo).port;
    server.on("connection", (near) => this.#take(near));
  }

  static async open(to: { host: string; port: number }): Promise<Line> {
    const server = createServer({ pauseOnConnect: true, noDelay: true }).listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Line(server, to);
  }

  cut(how: Cut): void {
    this.#cut = how;
    if (how === "break") this.#endAll();
    if (how !== "hold") return;
    for (const { near, far } of this.#pairs) {
      near.pause();
      far.pause();
    }
  }

  mend(): void {
    const how = this.#cut;
    this.#cut = null;
    // They have lost bytes: whoever is at their ends must not go on as if nothing had been.
    if (how === "swallow") this.#endAll();
    if (how !== "hold") return;
    for (const { near, far } of this.#pairs) {
      near.resume();
      far.resume();
    }
    for (const near of this.#waiting) this.#join(near);
    this.#waiting.clear();
  }

  async close(): Promise<void> {
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#endAll();
    await closed;
  }

  #take(near: Socket): void {
    near.on("error", () => near.destroy());
    if (this.#cut === "break") reset(near);
    else if (this.#cut === null) this.#join(near);
    else {
      this.#waiting.add(near);
      near.once("close", () => this.#waiting.delete(near));
    }
  }

  #join(near: Socket): void {
    const far = connect({ ...this.#to, noDelay: true });
    far.on("error", () => far.destroy());
    const pair = { near, far };
    this.#pairs.add(pair);
    this.#carry(near, far);
    this.#carry(far, near);
    const ended = () => {
      // A connection that one end gives up while nothing passes stays open at the other, as it would.
      if (this.#cut !== "swallow") this.#end(pair);
    };
    near.once("close", ended);
    far.once("close", ended);
  }

  #carry(from: Socket, to: Socket): void {
    from.on("data", (bytes) => {
      if (this.#cut === "swallow" || to.destroyed) return;
      if (to.write(bytes)) return;
      from.pause();
      to.once("drain", () => this.#cut !== "hold" && from.resume());
    });
    from.resume();
    if (this.#cut === "hold") from.pause();
  }

  #end(pair: Pair): void {
    if (!this.#pairs.delete(pair)) return;
    // What was received before the end is still passed on.
    for (const socket of [pair.near, pair.far]) if (!socket.destroyed) socket.end(() => socket.destroy());
  }

  #endAll(): void {
    for (const { near, far } of this.#pairs) {
      reset(near);
      far.destroy();
    }
    this.#pairs.clear();
    for (const near of this.#waiting) reset(near);
    this.#waiting.clear();
  }
}

/** One that is being shut down cannot be reset: Node would keep its handle, and never end. */
function reset(socket: Socket): void {
  if (socket.writableEnded) socket.destroy();
  else socket.resetAndDestroy();
}
