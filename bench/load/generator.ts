/**
 * Sends events from a process of its own: one event a request, on kept connections, each of which sends its next when
 * it has its answer. Raw sockets, because what sends is charged to the same processors as what is measured.
 */
import { connect } from "node:net";
import { eachMessage } from "./messages.ts";
import { DATA, EVENT_TYPE, writeNumber } from "./payload.ts";

/** What the generator is asked to do; connections are spread over the nodes in turn. */
export interface Sending {
  ports: readonly number[];
  key: string;
  connections: number;
  seconds: number;
  /** Events are numbered from here on. */
  from: number;
}

export interface Sent {
  /** Numbered without a gap. */
  count: number;
  /** By status; all but 202 were not accepted. */
  statuses: Record<string, number>;
  /** By `performance.timeOrigin + performance.now()`. */
  startedAt: number;
}

const STATUS_AT = "HTTP/1.1 ".length;

process.on("message", (sending: Sending) => {
  run(sending).then((sent) => process.send!(sent));
});

async function run({ ports, key, connections, seconds, from }: Sending): Promise<Sent> {
  const statuses: Record<string, number> = {};
  const startedAt = performance.timeOrigin + performance.now();
  const until = performance.now() + seconds * 1_000;
  let next = from;
  const take = () => (performance.now() < until ? next++ : undefined);
  const note = (status: string) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  };
  await Promise.all(
    Array.from({ length: connections }, (_, i) => sendInTurn(ports[i % ports.length]!, key, take, note)),
  );
  return { count: next - from, statuses, startedAt };
}

function sendInTurn(
  port: number,
  key: string,
  take: () => number | undefined,
  note: (status: string) => void,
): Promise<void> {
  const { request, dataAt } = writeRequest(port, key);
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const sendNext = () => {
      const number = take();
      if (number === undefined) return socket.end();
      writeNumber(request, dataAt, number);
      socket.write(request);
    };
    socket.on("connect", sendNext);
    socket.on("close", () => resolve());
    socket.on("error", reject);
    eachMessage(socket, (answer) => {
      note(answer.toString("latin1", STATUS_AT, STATUS_AT + 3));
      sendNext();
    });
  });
}

function writeRequest(port: number, key: string): { request: Buffer; dataAt: number } {
  const before = `{"type":"${EVENT_TYPE}","data":`;
  const body = `${before}${DATA}}`;
  const head = [
    "POST /v1/events HTTP/1.1",
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${key}`,
    "Content-Type: application/json",
    `Content-Length: ${body.length}`,
  ];
  const lines = `${head.join("\r\n")}\r\n\r\n`;
  return { request: Buffer.from(lines + body), dataAt: lines.length + before.length };
}
