import type { Socket } from "node:net";
import { HeadParser } from "./answer-head.ts";
import { AnswerReader } from "./answer-reader.ts";
import type { Carrier, Hearer, Message } from "./carrier.ts";
import type { Connect, Opening } from "./connect.ts";
import { ClosedError } from "./errors.ts";
import { writeHead } from "./request-head.ts";
import type { Target } from "./target.ts";

/** Hears what becomes of a connection. */
export interface ConnectionOwner {
  released(connection: Connection): void;
  /** It is gone: closed by the receiver, or destroyed. */
  closed(connection: Connection): void;
}

// The receiver's Keep-Alive hint is honoured less a second, because a request that meets a closing connection is lost.
// Without a hint: below the 5 s after which Node, Apache and many load balancers close.
const IDLE_MS = 4_000;
const IDLE_MS_MAX = 60_000;
const IDLE_MARGIN_MS = 1_000;
// A receiver that moves to another address is found again within this time, and a policy is never older.
const LIFE_MS_MAX = 60_000;

/** One connection and at most one exchange on it, in HTTP/1.1. */
export class Connection implements Carrier {
  readonly origin: string;
  openedAt = Number.POSITIVE_INFINITY;
  readonly opening: Opening = { phase: "dns", isCancelled: false };
  readonly #target: Target;
  readonly #connect: Connect;
  readonly #owner: ConnectionOwner;
  readonly #parser = new HeadParser();
  #socket: Socket | null = null;
  #exchange: { hearer: Hearer; reader: AnswerReader } | null = null;
  /** By `performance.now()`: from then on nothing more is written to it. */
  #usableUntil = 0;
  #isOver = false;

  constructor(target: Target, connect: Connect, owner: ConnectionOwner) {
    this.origin = target.origin;
    this.#target = target;
    this.#connect = connect;
    this.#owner = owner;
  }

  /** Whether a kept connection may carry another exchange. */
  isUsable(now: number): boolean {
    return !this.#isOver && this.#socket!.writable && now < this.#usableUntil;
  }

  dispatch(message: Message, hearer: Hearer): void {
    let written: Written;
    try {
      written = write(this.#target, message);
    } catch (error) {
      hearer.onError(error as Error);
      return;
    }
    this.#exchange = { hearer, reader: new AnswerReader(message.method, this.#parser, hearer) };
    if (this.#socket === null) this.#open(written);
    else this.#send(this.#socket, written);
  }

  release(): void {
    if (this.isUsable(performance.now())) this.#owner.released(this);
    else this.destroy(new ClosedError());
  }

  destroy(reason: Error): void {
    this.opening.isCancelled = true;
    (this.#socket ?? this.opening.socket)?.destroy();
    this.#fail(reason);
  }

  #open(written: Written): void {
    if (!this.#target.isTls) this.opening.onBytes = (piece) => this.#read(piece);
    this.#connect(this.#target, this.opening).then(
      (socket) => {
        // Given up in the very moment in which it opened.
        if (this.#isOver) {
          socket.destroy();
          return;
        }
        this.openedAt = performance.now();
        this.#socket = socket;
        if (this.#target.isTls) socket.on("data", (piece) => this.#read(piece));
        socket.on("end", () => this.#end());
        socket.on("error", (error) => this.#fail(error));
        socket.on("close", () => this.#fail(new ClosedError()));
        this.#send(socket, written);
      },
      (error: Error) => this.#fail(error),
    );
  }

  #send(socket: Socket, { head, body }: Written): void {
    if (!this.#exchange!.hearer.onWritable()) return;
    if (body === null) {
      socket.write(head, "latin1");
      return;
    }
    socket.cork();
    socket.write(head, "latin1");
    socket.write(body);
    socket.uncork();
  }

  #read(piece: Buffer): void {
    const exchange = this.#exchange;
    if (exchange === null) {
      // Nobody asked for it.
      this.destroy(new ClosedError());
      return;
    }
    const { hearer, reader } = exchange;
    let surplus: number;
    try {
      surplus = reader.read(piece);
    } catch (error) {
      this.destroy(error as Error);
      return;
    }
    // The hearer may have given it up meanwhile.
    if (!reader.isComplete || this.#exchange !== exchange) return;
    this.#exchange = null;
    this.#keep(reader, surplus);
    hearer.onEnd();
  }

  /** Notes for how long it may be used again, if it may. */
  #keep({ head }: AnswerReader, surplus: number): void {
    // An answer that came before the request was written whole says that the rest will not be read.
    const isClean = surplus === 0 && this.#socket!.writableLength === 0;
    const now = performance.now();
    const idleMs = head!.keepMs === null ? IDLE_MS : Math.min(head!.keepMs - IDLE_MARGIN_MS, IDLE_MS_MAX);
    this.#usableUntil = head!.isKept && isClean ? Math.min(now + idleMs, this.openedAt + LIFE_MS_MAX) : 0;
  }

  /** The receiver has sent all that it will. */
  #end(): void {
    const exchange = this.#exchange;
    if (exchange?.reader.mayClose) {
      this.#exchange = null;
      exchange.hearer.onEnd();
    }
    this.destroy(new ClosedError());
  }

  #fail(error: Error): void {
    const exchange = this.#exchange;
    this.#exchange = null;
    if (!this.#isOver) {
      this.#isOver = true;
      this.#socket?.destroy();
      this.#owner.closed(this);
    }
    exchange?.hearer.onError(error);
  }
}

/** A request as bytes. `body` is null where it is part of `head`, which is Latin-1. */
interface Written {
  head: string;
  body: string | Uint8Array | null;
}

/** Throws `UnwritableError`. */
function write(target: Target, message: Message): Written {
  const { body } = message;
  const bodyBytes = body === null ? 0 : Buffer.byteLength(body);
  const head = writeHead(target, message, bodyBytes);
  // In ASCII, with which Latin-1 begins, the two are one text, and one write.
  if (typeof body === "string" && body.length === bodyBytes) return { head: head + body, body: null };
  return { head, body };
}
