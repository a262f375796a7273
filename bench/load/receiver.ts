/**
 * A customer's endpoint in a process of its own. It checks each body to the byte and answers 200; raw sockets, because
 * it is charged to the same processors as what is measured.
 */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { eachMessage } from "./messages.ts";
import { readNumber } from "./payload.ts";

/** Asks for what has come of the events numbered from `from` on; everything before is forgotten. */
export interface Inquiry {
  from: number;
}

export interface Received {
  /** Different events with a valid body. */
  count: number;
  repeats: number;
  /** Requests whose body was not one that was sent. */
  invalid: number;
  /** When the last new one came, by `performance.timeOrigin + performance.now()`. */
  lastAt: number;
}

const ANSWER = Buffer.from(
  "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n" +
    "Content-Length: 0\r\n\r\n",
);
const DATA_MARK = Buffer.from('"data":');

/** More than any round sends. */
const EVENTS_MAX = 10_000_000;

let from = 0;
let seen = new Uint8Array(EVENTS_MAX);
let received: Received = { count: 0, repeats: 0, invalid: 0, lastAt: 0 };

process.on("message", (inquiry: Inquiry) => {
  if (inquiry.from !== from) {
    from = inquiry.from;
    seen = new Uint8Array(EVENTS_MAX);
    received = { count: 0, repeats: 0, invalid: 0, lastAt: 0 };
  }
  process.send!(received);
});

const server = createServer({ noDelay: true }, take);
server.listen(0, "127.0.0.1", () => process.send!((server.address() as AddressInfo).port));

function take(socket: Socket): void {
  socket.on("error", () => socket.destroy());
  eachMessage(socket, (request, bodyAt) => {
    socket.write(ANSWER);
    note(readNumber(request, request.indexOf(DATA_MARK, bodyAt) + DATA_MARK.length));
  });
}

function note(number: number): void {
  if (number < 0) received.invalid += 1;
  else if (number < from) return;
  else if (seen[number - from] === 1) received.repeats += 1;
  else {
    seen[number - from] = 1;
    received.count += 1;
    received.lastAt = performance.timeOrigin + performance.now();
  }
}
