/** Generator and receiver, each in a process of its own, and a round of events from the one to the other. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { cpuOf } from "../../e2e/harness/cpu.ts";
import type { Running, Target } from "../subjects/subject.ts";
import type { Expectation, Received } from "./account.ts";
import { now } from "./clock.ts";
import type { Pace, Sending, Sent } from "./generator.ts";
import type { Ingress } from "./message.ts";
import { DATA_BYTES } from "./payload.ts";
import type { Count, Order } from "./receiver.ts";
import { TYPE_DIGITS, typeOf } from "./words.ts";

const LOOK_AGAIN_MS = 20;
/** A round whose deliveries stand still for so long has failed. */
const STANDSTILL_MS_MAX = 60_000;
/** Until an open loop begins, so that every connection stands. */
const LEAD_MS = 300;
const FLOOD_CONNECTIONS = 64;

export interface RoundOptions {
  pace: { kind: "closed"; seconds: number } | { kind: "closed"; events: number } | OpenPace;
  connections?: number;
  eventsPerRequest?: number;
  dataBytes?: number;
  orderingKeys?: number;
  /** Webhooks that get the events: one, unless given. */
  targets?: number;
  /** Every event goes to all of them. */
  isFannedOut?: boolean;
  /** How many of the targets, the last ones, never answer: what goes to them is not waited for. */
  silent?: number;
  /** Events come as a platform's messages to this source. */
  ingress?: Ingress;
  /** What was sent before and has not arrived is still expected. */
  isContinued?: boolean;
}

interface OpenPace {
  kind: "open";
  perSecond: number;
  seconds: number;
}

export interface Round {
  /** Events that were accepted. */
  count: number;
  /** Events a second, from the first request to the last answer. */
  acceptedPerSecond: number;
  /** Deliveries a second, from the first request to the last arrival. */
  deliveredPerSecond: number;
  /** Milliseconds from the scheduled send to the arrival, ascending; empty for a closed loop. */
  latencies: Float64Array;
  /** Microseconds of processor time an event, by process. */
  cpu: Record<string, number>;
}

/** What forgers got. */
export interface Flooded {
  refusedPerSecond: number;
  /** Of the process that sends them. */
  cpuSeconds: number;
}

export class Load {
  readonly #generator: ChildProcess;
  readonly #receiver: ChildProcess;
  readonly #receiverPort: number;
  #flooder: ChildProcess | null = null;
  #from = 1;

  private constructor(generator: ChildProcess, receiver: ChildProcess, receiverPort: number) {
    this.#generator = generator;
    this.#receiver = receiver;
    this.#receiverPort = receiverPort;
  }

  static async start(): Promise<Load> {
    const receiver = fork(fileURLToPath(new URL("./receiver.ts", import.meta.url)));
    const generator = fork(fileURLToPath(new URL("./generator.ts", import.meta.url)));
    const [port] = await once(receiver, "message");
    return new Load(generator, receiver, port as number);
  }

  /** Webhooks that answer, each an origin of its own; all of one type when events go to all of them. */
  targets(count: number, { isFannedOut = false } = {}): Target[] {
    return Array.from({ length: count }, (_, i) => ({
      url: `http://127.0.1.${i + 1}:${this.#receiverPort}/hook/${`${i}`.padStart(TYPE_DIGITS, "0")}`,
      type: typeOf(isFannedOut ? 0 : i),
    }));
  }

  /** Webhooks that take the connection and never answer. */
  silentTargets(count: number, firstType: number): Target[] {
    return Array.from({ length: count }, (_, i) => ({
      url: `http://127.0.2.${i + 1}:${this.#receiverPort}/silence`,
      type: typeOf(firstType + i),
    }));
  }

  /** While it does not answer, requests are kept open. */
  async answer(isAnswering: boolean): Promise<void> {
    await ask(this.#receiver, { kind: "answer", isAnswering } satisfies Order);
  }

  /**
   * Sends, and waits for the last delivery.
   * @throws Error when an event was refused, or not all that were accepted came, each whole, signed and in its place
   */
  async run(running: Running, options: RoundOptions): Promise<Round> {
    const before = this.#cpu(running);
    const { sent, owed } = await this.send(running, options);
    const received = await this.allReceived(owed);
    if (received.repeats > 0) throw new Error(`${received.repeats} deliveries came twice, though each was answered.`);
    const after = this.#cpu(running);
    const spent = Object.keys(after).map((name) => [name, ((after[name]! - before[name]!) * 1e6) / sent.count]);
    return {
      count: sent.count,
      acceptedPerSecond: (sent.count * 1_000) / (sent.endedAt - sent.startedAt),
      deliveredPerSecond: (received.count * 1_000) / (received.lastAt - sent.startedAt),
      latencies: Float64Array.from(received.latencies).sort(),
      cpu: Object.fromEntries(spent),
    };
  }

  /** Sends, and waits for the answers alone. `owed` is what is to arrive. */
  async send(running: Running, options: RoundOptions): Promise<{ sent: Sent; owed: number }> {
    const { connections = 64, eventsPerRequest = 1, dataBytes = DATA_BYTES, orderingKeys = 0 } = options;
    const { targets = 1, isFannedOut = false, silent = 0 } = options;
    const from = this.#from;
    const startsAt = now() + LEAD_MS;
    const pace: Pace = options.pace.kind === "open" ? { ...options.pace, startsAt } : options.pace;
    const schedule = pace.kind === "open" ? { schedule: { startsAt, perSecond: pace.perSecond } } : {};
    const expectation: Expectation = { from, targets, isFannedOut, dataBytes, orderingKeys, ...schedule };
    if (!options.isContinued) await ask(this.#receiver, { kind: "expect", expectation } satisfies Order);
    const { ports, key } = running;
    const types = isFannedOut ? 1 : targets;
    const shape = { ports, key, connections, pace, from, eventsPerRequest, dataBytes, types, orderingKeys };
    const { ingress } = options;
    const sending: Sending = ingress === undefined ? shape : { ...shape, ingress };
    const sent = await ask<Sent>(this.#generator, sending);
    this.#from += sent.count;
    const accepted = (sent.statuses[ingress === undefined ? "202" : "200"] ?? 0) * eventsPerRequest;
    if (accepted !== sent.count) {
      throw new Error(`Of ${sent.count} events not all were accepted: ${JSON.stringify(sent.statuses)}`);
    }
    return { sent, owed: isFannedOut ? sent.count * targets : answered(from, sent.count, targets, silent) };
  }

  /** Sends forged messages to a source at that rate. @throws Error when one was not answered 401 */
  async flood({ ports }: Running, ingress: Ingress, perSecond: number, seconds: number): Promise<Flooded> {
    this.#flooder ??= fork(fileURLToPath(new URL("./generator.ts", import.meta.url)));
    const before = cpuOf(this.#flooder.pid!);
    const sent = await ask<Sent>(this.#flooder, {
      ports,
      key: "",
      connections: FLOOD_CONNECTIONS,
      pace: { kind: "open", perSecond, seconds, startsAt: now() + LEAD_MS },
      from: 0,
      eventsPerRequest: 1,
      dataBytes: DATA_BYTES,
      types: 1,
      orderingKeys: 0,
      ingress: { ...ingress, isForged: true },
    } satisfies Sending);
    const refused = sent.statuses["401"] ?? 0;
    if (refused !== sent.count) throw new Error(`Forged messages were answered ${JSON.stringify(sent.statuses)}.`);
    return {
      refusedPerSecond: (refused * 1_000) / (sent.endedAt - sent.startedAt - LEAD_MS),
      cpuSeconds: cpuOf(this.#flooder.pid!) - before,
    };
  }

  /** Requests that have come since something was expected; not yet looked at. */
  async requests(): Promise<number> {
    return (await ask<Count>(this.#receiver, { kind: "count" } satisfies Order)).requests;
  }

  /** Waits until `owed` deliveries have come, and been found whole, signed and in their place. */
  async allReceived(owed: number): Promise<Received> {
    let changedAt = performance.now();
    let last = 0;
    for (;;) {
      const requests = await this.requests();
      if (requests >= owed) {
        const received = await ask<Received>(this.#receiver, { kind: "check" } satisfies Order);
        if (received.invalid > 0)
          throw new Error(`${received.invalid} requests had a body or signature that was wrong.`);
        if (received.disordered > 0) throw new Error(`${received.disordered} deliveries were out of order.`);
        if (received.count === owed) return received;
      }
      if (requests > last) changedAt = performance.now();
      last = requests;
      if (performance.now() - changedAt > STANDSTILL_MS_MAX) {
        throw new Error(`Of ${owed} deliveries that were owed only ${requests} requests came.`);
      }
      await setTimeout(LOOK_AGAIN_MS);
    }
  }

  stop(): void {
    this.#generator.kill();
    this.#flooder?.kill();
    this.#receiver.kill();
  }

  #cpu(running: Running): Record<string, number> {
    return { ...running.cpu(), generator: cpuOf(this.#generator.pid!), receiver: cpuOf(this.#receiver.pid!) };
  }
}

/** Of the events numbered from `from` on, those whose target answers. */
function answered(from: number, count: number, targets: number, silent: number): number {
  const upTo = (end: number) =>
    Math.floor(end / targets) * (targets - silent) + Math.min(end % targets, targets - silent);
  return upTo(from + count) - upTo(from);
}

async function ask<T extends object>(child: ChildProcess, question: object): Promise<T> {
  child.send(question);
  const exited = new AbortController();
  const ended = once(child, "exit", { signal: exited.signal }).then(() => {
    throw new Error("A process of the load has ended; what it said stands above.");
  });
  ended.catch(() => undefined);
  const [answer] = (await Promise.race([once(child, "message"), ended])) as [T | { error: string }];
  exited.abort();
  if ("error" in answer) throw new Error(answer.error);
  return answer;
}
