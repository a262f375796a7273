import type { Egress, EgressOutcome, EgressRequest } from "../../src/egress/egress.ts";
import type { NodeLease } from "../../src/store/journal-entry.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
import type { Sent } from "./seen.ts";
import type { VirtualTime } from "./virtual-time.ts";
import type { Witness } from "./witness.ts";

export const RECEIVER_MOODS = ["good", "flaky", "broken", "limited", "dead", "hanging", "slow"] as const;
export type ReceiverMood = (typeof RECEIVER_MOODS)[number];

/** What a receiver will do with one request. */
interface Plan {
  /** Null: it never arrives. */
  arrivesAfterMs: number | null;
  answersAfterMs: number;
  answer: { status: number; retryAfter?: string } | "timeout" | "connect";
}

export interface ReceiversDeps {
  time: VirtualTime;
  dice: Dice;
  witness: Witness;
}

/** The process that sends: its way out dies and freezes with it. */
export interface Sender {
  life: Life;
  node(): NodeLease;
  /** When it last knew less than the others, by the virtual monotonic clock. */
  troubledUntil(): number;
  crash(): void;
}

export type SimulatedEgress = Pick<Egress, "send" | "cut">;

/** One request of a process, from its connecting to its end. */
interface Exchange {
  request: EgressRequest;
  sender: Sender;
  startedAt: number;
  /** By the sender's own clock. */
  startedAtMonotonic: number;
  plan: Plan;
  sent: Sent | null;
  isEnded: boolean;
  resolve: (outcome: EgressOutcome) => void;
}

/** Everybody that the hub sends to. A receiver is a host name; what it is like changes with its mood. */
export class Receivers {
  readonly #deps: ReceiversDeps;
  readonly #moods = new Map<string, ReceiverMood>();
  /** Probability that the hub dies when an answer is there, before it can be recorded. */
  crashes = 0;
  /** Probability that connecting takes seconds. */
  connectsSlowly = 0;
  /** Probability that the process is stopped between its last look at the lease and the first byte. */
  freezes = 0;
  isHealed = false;

  constructor(deps: ReceiversDeps) {
    this.#deps = deps;
  }

  set(host: string, mood: ReceiverMood): void {
    this.#moods.set(host, mood);
  }

  /** The way out of one life of the hub. */
  egressOf(sender: Sender): SimulatedEgress {
    const underWay = new Set<Exchange>();
    return {
      send: (request) =>
        new Promise((resolve) => {
          if (sender.life.isOver) return;
          const exchange = this.#begin(request, sender, (outcome) => {
            underWay.delete(exchange);
            exchange.isEnded = true;
            resolve(outcome);
          });
          underWay.add(exchange);
        }),
      cut: () => {
        for (const exchange of [...underWay]) this.#end(exchange, aborted(exchange, this.#deps.time));
      },
    };
  }

  #begin(request: EgressRequest, sender: Sender, resolve: Exchange["resolve"]): Exchange {
    const { dice, time } = this.#deps;
    const plan = this.#plan(new URL(request.url).hostname, request.timeoutMs);
    const startedAt = time.monotonic();
    const startedAtMonotonic = sender.life.clock.monotonic();
    const unsent = { sent: null, isEnded: false };
    const exchange: Exchange = { request, sender, startedAt, startedAtMonotonic, plan, ...unsent, resolve };
    if (plan.answer === "connect") {
      exchange.sent = this.#witnessed(exchange);
      sender.life.hear(plan.answersAfterMs, () => this.#hear(exchange));
      return exchange;
    }
    const isSlow = dice.chance(this.connectsSlowly);
    sender.life.hear(isSlow ? dice.below(request.timeoutMs) : dice.below(5), () => this.#write(exchange));
    return exchange;
  }

  /** The connection is open: the first byte, unless the lease is over by now. */
  #write(exchange: Exchange): void {
    if (exchange.isEnded) return;
    const { dice } = this.#deps;
    const { request, sender } = exchange;
    if (request.mayWrite?.() === false) {
      this.#end(exchange, aborted(exchange, this.#deps.time));
    } else if (dice.chance(this.freezes)) {
      sender.life.freeze(dice.between(100, 45_000));
      sender.life.hear(0, () => {
        if (!exchange.isEnded) this.#leave(exchange, request.mayWrite?.() === false);
      });
    } else this.#leave(exchange, false);
  }

  /** The bytes are the kernel's: they arrive, or not, whatever becomes of the process. */
  #leave(exchange: Exchange, isLate: boolean): void {
    const { time, dice, witness } = this.#deps;
    const { request, sender, plan, startedAt } = exchange;
    const sent = this.#witnessed(exchange, isLate);
    exchange.sent = sent;
    if (plan.arrivesAfterMs !== null) {
      time.after(plan.arrivesAfterMs, () => {
        const isBroken = sender.life.isOver || isAborted(sent.outcome);
        // What was on its way when the hub died, or hung up, may have left in time, or not; or it comes much later.
        if (!isBroken || dice.chance(0.4)) witness.arrive(sent);
        else if (dice.chance(0.3)) time.after(dice.between(1_000, 40_000), () => witness.arrive(sent));
      });
    }
    const limitMs = Math.max(0, startedAt + request.timeoutMs - time.monotonic());
    if (plan.answer !== "timeout" && plan.answersAfterMs >= limitMs) plan.answer = "timeout";
    const afterMs = plan.answer === "timeout" ? limitMs : plan.answersAfterMs;
    sender.life.hear(afterMs, () => this.#hear(exchange));
  }

  #witnessed({ request, sender }: Exchange, isLate = false): Sent {
    return this.#deps.witness.send(request, sender, isLate);
  }

  #hear(exchange: Exchange): void {
    if (exchange.isEnded) return;
    const { dice, time } = this.#deps;
    if (dice.chance(this.crashes)) exchange.sender.crash();
    else this.#end(exchange, toOutcome(exchange.plan, time.monotonic() - exchange.startedAt));
  }

  #end(exchange: Exchange, outcome: EgressOutcome): void {
    const { time, witness } = this.#deps;
    const { sent, sender, startedAt, startedAtMonotonic } = exchange;
    const awakeMs = sender.life.clock.monotonic() - startedAtMonotonic;
    if (sent) witness.hear(sent, outcome, time.monotonic() - startedAt - awakeMs);
    exchange.resolve(outcome);
  }

  #plan(host: string, timeoutMs: number): Plan {
    const { dice, time } = this.#deps;
    const arrivesAfterMs = dice.below(20);
    const soon = arrivesAfterMs + 1 + dice.below(40);
    const good: Plan = { arrivesAfterMs, answersAfterMs: soon, answer: { status: dice.pick([200, 200, 201, 204]) } };
    const broken: Plan = { ...good, answer: { status: dice.pick([400, 302, 500, 503]) } };
    const mood = this.isHealed ? "good" : (this.#moods.get(host) ?? "good");
    switch (mood === "flaky" ? dice.pick(RECEIVER_MOODS) : mood) {
      case "good":
      case "flaky":
        return good;
      case "broken":
        return broken;
      case "limited": {
        const seconds = dice.between(1, 8);
        const retryAfter = dice.chance(0.7) ? String(seconds) : new Date(time.now() + seconds * 1000).toUTCString();
        return { ...good, answer: { status: dice.pick([429, 503]), retryAfter } };
      }
      case "dead":
        return { arrivesAfterMs: null, answersAfterMs: soon, answer: "connect" };
      case "hanging":
        return {
          arrivesAfterMs: dice.chance(0.8) ? arrivesAfterMs : null,
          answersAfterMs: timeoutMs,
          answer: "timeout",
        };
      case "slow":
        return { ...good, answersAfterMs: Math.min(timeoutMs - 1, 100 + dice.below(4000)) };
    }
  }
}

function isAborted(outcome: EgressOutcome | null): boolean {
  return outcome?.kind === "failure" && outcome.failure === "aborted";
}

function aborted({ startedAt }: Exchange, time: VirtualTime): EgressOutcome {
  const timings = { total_ms: time.monotonic() - startedAt };
  return { kind: "failure", failure: "aborted", message: "simulated abort", timings, isRepeated: false };
}

function toOutcome({ answer }: Plan, total_ms: number): EgressOutcome {
  const timings = { total_ms };
  if (answer === "timeout" || answer === "connect") {
    return { kind: "failure", failure: answer, message: `simulated ${answer}`, timings, isRepeated: false };
  }
  const headers = answer.retryAfter === undefined ? [] : [["retry-after", answer.retryAfter] as const];
  const body = new Uint8Array();
  return { kind: "response", status: answer.status, headers, body, isCut: false, timings, isRepeated: false };
}
