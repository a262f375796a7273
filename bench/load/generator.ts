/**
 * Sends events from a process of its own, on kept connections. Raw sockets, because what sends is charged to the same
 * processors as what is measured.
 */
import { connect, type Socket } from "node:net";
import { now } from "./clock.ts";
import { createMessage, type Ingress } from "./message.ts";
import { eachMessage } from "./messages.ts";
import { createRequest, type EventRequest } from "./request.ts";

/**
 * `closed`: each connection sends its next when it has its answer. `open`: the next is sent when its time has come,
 * whatever became of the others; what waits for a free connection counts as sent at its time, so that a subject that
 * stalls cannot hide it (no coordinated omission).
 */
export type Pace =
  | { kind: "closed"; seconds: number }
  | { kind: "closed"; events: number }
  | { kind: "open"; perSecond: number; seconds: number; startsAt: number };

/** What the generator is asked to do; connections are spread over the ports in turn. */
export interface Sending {
  ports: readonly number[];
  key: string;
  connections: number;
  pace: Pace;
  /** Events are numbered from here on. */
  from: number;
  eventsPerRequest: number;
  dataBytes: number;
  types: number;
  orderingKeys: number;
  /** A platform's messages to a source, instead of events. */
  ingress?: Ingress;
}

export interface Sent {
  /** Numbered without a gap. */
  count: number;
  /** Of requests, by status. */
  statuses: Record<string, number>;
  /** By `now`. */
  startedAt: number;
  /** When the last answer came. */
  endedAt: number;
}

const STATUS_AT = "HTTP/1.1 ".length;
const TICK_MS = 1;

process.on("message", (sending: Sending) => {
  send(sending).then(
    (sent) => process.send!(sent),
    (error: Error) => process.send!({ error: error.message }),
  );
});

async function send(sending: Sending): Promise<Sent> {
  const statuses: Record<string, number> = {};
  const take = createTurns(sending);
  const connections = await Promise.all(
    Array.from({ length: sending.connections }, (_, i) => open(sending, sending.ports[i % sending.ports.length]!)),
  );
  const startedAt = now();
  await Promise.all(
    connections.map((connection) =>
      keepSending(connection, take, (status) => {
        statuses[status] = (statuses[status] ?? 0) + 1;
      }),
    ),
  );
  return { count: take.taken(), statuses, startedAt, endedAt: now() };
}

interface Connection {
  socket: Socket;
  request: EventRequest;
}

async function open(sending: Sending, port: number): Promise<Connection> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  const { ingress } = sending;
  const request =
    ingress === undefined ? createRequest({ ...sending, port }) : createMessage({ ...sending, ingress, port });
  return { socket, request };
}

/** Calls back with the first number of the next request, at once or when its time has come; undefined when all are sent. */
interface Turns {
  (go: (first: number | undefined) => void): void;
  taken(): number;
}

function createTurns({ pace, from, eventsPerRequest }: Sending): Turns {
  let next = from;
  const taken = () => next - from;
  const advance = () => {
    const first = next;
    next += eventsPerRequest;
    return first;
  };
  if (pace.kind === "open") return Object.assign(createSchedule(pace, eventsPerRequest, advance), { taken });
  const until = "seconds" in pace ? performance.now() + pace.seconds * 1_000 : Number.POSITIVE_INFINITY;
  const end = "events" in pace ? from + pace.events : Number.POSITIVE_INFINITY;
  const take = (go: (first: number | undefined) => void) =>
    go(next < end && performance.now() < until ? advance() : undefined);
  return Object.assign(take, { taken });
}

function createSchedule(
  pace: Pace & { kind: "open" },
  eventsPerRequest: number,
  advance: () => number,
): (go: (first: number | undefined) => void) => void {
  const total = Math.floor((pace.perSecond * pace.seconds) / eventsPerRequest);
  const waiting: ((first: number | undefined) => void)[] = [];
  let sent = 0;
  const isDue = () => now() >= pace.startsAt + (sent * eventsPerRequest * 1_000) / pace.perSecond;
  let timer: NodeJS.Timeout | undefined;
  const flush = () => {
    timer = undefined;
    while (waiting.length > 0 && sent < total && isDue()) {
      sent += 1;
      waiting.shift()!(advance());
    }
    if (sent === total) for (const go of waiting.splice(0)) go(undefined);
    if (waiting.length > 0) timer ??= setTimeout(flush, TICK_MS);
  };
  return (go) => {
    waiting.push(go);
    if (timer === undefined) flush();
  };
}

function keepSending({ socket, request }: Connection, take: Turns, note: (status: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let isDone = false;
    const go = (first: number | undefined) => {
      if (first === undefined) {
        isDone = true;
        return socket.end();
      }
      request.number(first);
      socket.write(request.bytes);
    };
    socket.on("close", () => (isDone ? resolve() : reject(new Error("The subject closed a connection."))));
    socket.on("error", reject);
    eachMessage(socket, (answer) => {
      note(answer.toString("latin1", STATUS_AT, STATUS_AT + 3));
      take(go);
    });
    take(go);
  });
}
