/**
 * The customers' endpoints, in a process of its own. Each request is checked: its signature, its body to the byte, its
 * place in its lane. Raw sockets, and checks when all has come, because what receives is charged to the same processors
 * as what is measured.
 *
 * It listens on every address of this machine, so that each webhook can have an origin of its own (127.0.1.1, …).
 */
import { type AddressInfo, createServer, type Socket } from "node:net";
import { generic } from "@tabellary/contracts";
import { SECRET } from "../subjects/subject.ts";
import { createAccount, type Expectation, type Received } from "./account.ts";
import { now } from "./clock.ts";
import { eachMessage } from "./messages.ts";

/**
 * What it is told: how to answer from now on; what to expect from now on; to say how many requests have come, which costs
 * nothing; or to check them.
 */
export type Order =
  | { kind: "answer"; isAnswering: boolean }
  | { kind: "expect"; expectation: Expectation }
  | { kind: "count" }
  | { kind: "check" };

/** What it says to `count`. */
export interface Count {
  requests: number;
}

const ANSWER = Buffer.from(
  "HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n" +
    "Content-Length: 0\r\n\r\n",
);
/** `POST /hook/012 HTTP/1.1` */
const TARGET_AT = "POST /hook/".length;
const TARGET_DIGITS = 3;
/** Requests to any other path are never answered. */
const HOOK = "POST /hook/";
const DATA_MARK = Buffer.from('"data":');
const SIGNATURE = "\r\nx-webhook-signature: ";
const SIGNATURE_CHARS = 64;
const SEQUENCE = "\r\nx-tabellary-sequence: ";
/** Beyond that, each arrival has the two oldest checked: nobody waits long for an answer, and what is kept shrinks. */
const KEPT_BYTES_MAX = 512 * 1024 * 1024;
const CHECKED_PER_ARRIVAL = 2;

/** A request as it was kept. */
interface Kept {
  request: Buffer;
  bodyAt: number;
  at: number;
}

let account = createAccount({ from: 0, targets: 1, isFannedOut: false, dataBytes: 700, orderingKeys: 0 });
let isAnswering = true;
const held = new Set<Socket>();
let kept: (Kept | undefined)[] = [];
/** Those before it are checked. */
let checkedTo = 0;
let keptBytes = 0;
let requests = 0;

process.on("message", (order: Order) => {
  switch (order.kind) {
    case "answer":
      isAnswering = order.isAnswering;
      if (isAnswering) for (const socket of held) socket.write(ANSWER);
      if (isAnswering) held.clear();
      return process.send!({});
    case "expect":
      checkAll();
      account = createAccount(order.expectation);
      requests = 0;
      return process.send!({});
    case "count":
      return process.send!({ requests } satisfies Count);
    case "check":
      checkAll();
      return process.send!(account.tell() satisfies Received);
  }
});

const server = createServer({ noDelay: true }, take);
server.listen({ port: 0, host: "0.0.0.0", backlog: 2_048 }, () =>
  process.send!((server.address() as AddressInfo).port),
);

function take(socket: Socket): void {
  socket.on("error", () => socket.destroy());
  socket.on("close", () => held.delete(socket));
  eachMessage(socket, (request, bodyAt) => {
    if (request.toString("latin1", 0, HOOK.length) !== HOOK) return;
    if (isAnswering) socket.write(ANSWER);
    else held.add(socket);
    keep(request, bodyAt);
  });
}

function keep(request: Buffer, bodyAt: number): void {
  // Copied: the socket's memory is used again.
  kept.push({ request: Buffer.from(request), bodyAt, at: now() });
  keptBytes += request.length;
  requests += 1;
  for (let i = 0; keptBytes > KEPT_BYTES_MAX && i < CHECKED_PER_ARRIVAL; i++) checkNext();
}

function checkNext(): void {
  const one = kept[checkedTo]!;
  check(one);
  keptBytes -= one.request.length;
  kept[checkedTo] = undefined;
  checkedTo += 1;
}

function checkAll(): void {
  while (checkedTo < kept.length) checkNext();
  kept = [];
  checkedTo = 0;
}

function check({ request, bodyAt, at }: Kept): void {
  // In lower case, because names of headers come in any.
  const head = request.toString("latin1", 0, bodyAt).toLowerCase();
  const signatureAt = head.indexOf(SIGNATURE) + SIGNATURE.length;
  const isSigned = generic.verify({
    headers: { "x-webhook-signature": head.slice(signatureAt, signatureAt + SIGNATURE_CHARS) },
    body: request.subarray(bodyAt),
    secrets: SECRET,
    nowMs: Date.now(),
  }).ok;
  const target = Number.parseInt(head.slice(TARGET_AT, TARGET_AT + TARGET_DIGITS), 10);
  const sequenceAt = head.indexOf(SEQUENCE);
  const sequence = sequenceAt < 0 ? null : Number.parseInt(head.slice(sequenceAt + SEQUENCE.length), 10);
  const dataAt = request.indexOf(DATA_MARK, bodyAt) + DATA_MARK.length;
  account.note({ isSigned, target, sequence, request, dataAt, at });
}
