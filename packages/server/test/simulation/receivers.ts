import type { Egress, EgressOutcome, EgressRequest } from "../../src/egress/egress.ts";
import type { NodeLease } from "../../src/store/journal-entry.ts";
import type { Dice } from "./dice.ts";
import type { Life } from "./life.ts";
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
  crash(): void;
}

/** Everybody that the hub sends to. A receiver is a host name; what it is like changes with its mood. */
export class Receivers {
  readonly #deps: ReceiversDeps;
  readonly #moods = new Map<string, ReceiverMood>();
  /** Probability that the hub dies when an answer is there, before it can be recorded. */
  crashes = 0;
  isHealed = false;

  constructor(deps: ReceiversDeps) {
    this.#deps = deps;
  }

  set(host: string, mood: ReceiverMood): void {
    this.#moods.set(host, mood);
  }

  /** The way out of one life of the hub. */
  egressOf(life: Life, node: () => NodeLease): Pick<Egress, "send" | "cut"> {
    return {
      send: (request) => new Promise((resolve) => this.#send(request, life, node(), resolve)),
      cut: () => undefined,
    };
  }

  #send(request: EgressRequest, life: Life, node: NodeLease, resolve: (outcome: EgressOutcome) => void): void {
    if (life.isOver) return;
    const { time, dice, witness, crash } = this.#deps;
    const sent = witness.send(request, node, life.number);
    const plan = this.#plan(new URL(request.url).hostname, request.timeoutMs);
    if (plan.arrivesAfterMs !== null) {
      time.after(plan.arrivesAfterMs, () => {
        // What was on its way when the hub died may have left in time, or not.
        if (!life.isOver || dice.chance(0.5)) witness.arrive(sent);
      });
    }
    const startedAt = time.monotonic();
    life.after(plan.answersAfterMs, () => {
      if (dice.chance(this.crashes)) return crash();
      const outcome = toOutcome(plan, time.monotonic() - startedAt);
      witness.hear(sent, outcome);
      resolve(outcome);
    });
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

function toOutcome({ answer }: Plan, total_ms: number): EgressOutcome {
  const timings = { total_ms };
  if (answer === "timeout" || answer === "connect") {
    return { kind: "failure", failure: answer, message: `simulated ${answer}`, timings, isRepeated: false };
  }
  const headers = answer.retryAfter === undefined ? [] : [["retry-after", answer.retryAfter] as const];
  const body = new Uint8Array();
  return { kind: "response", status: answer.status, headers, body, isCut: false, timings, isRepeated: false };
}
