import type { Finding } from "../../src/model/finding.ts";
import { type ItemContent, type ItemContext, partsOf } from "../../src/model/item.ts";
import type { Random } from "../../src/model/ports.ts";
import type { Evaluator } from "../../src/moderation/evaluators/evaluator.ts";
import { GUARD_LIMITS, Guard, type GuardLimits } from "../../src/moderation/guard/guard.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

export const CONTEXT: ItemContext = { siteId: "site_0000000000000", platform: null, authorId: null, metadata: {} };

export const evenDice: Random = { float: () => 0, bytes: (length) => new Uint8Array(length).fill(7) };

export function textContent(text: string): ItemContent {
  return { modality: "text", text, imageUrls: [], videoUrl: null, language: null };
}

export function imageContent(...imageUrls: string[]): ItemContent {
  return { modality: "image", text: null, imageUrls, videoUrl: null, language: null };
}

export function videoContent(videoUrl: string): ItemContent {
  return { modality: "video", text: null, imageUrls: [], videoUrl, language: null };
}

export function never(): AbortSignal {
  return new AbortController().signal;
}

/** Room for any number of pictures. */
export const freeRoom = { take: async () => () => undefined };

export function label(evaluator: string, name: string): Finding {
  return {
    evaluator,
    kind: "label",
    label: name,
    confidence: 0.9,
    severity: null,
    isInformational: false,
    evidence: null,
    reason: null,
  };
}

/** One call of a scripted evaluator that has not been answered. */
export interface Call {
  text: string | null;
  signal: AbortSignal;
  answer(findings?: readonly Finding[]): void;
  fail(error: unknown): void;
}

/** An evaluator that answers when the test says so, and heeds no signal by itself. */
export class Scripted implements Evaluator {
  readonly kind = "http";
  readonly name: string;
  readonly calls: Call[] = [];
  readonly #answer: ((call: Call) => void) | undefined;

  constructor(name: string, answer?: (call: Call) => void) {
    this.name = name;
    this.#answer = answer;
  }

  judges(content: ItemContent) {
    return partsOf(content).filter((part) => part === "text");
  }

  units(): number {
    return 1;
  }

  evaluate({ text }: ItemContent, _context: ItemContext, signal: AbortSignal): Promise<readonly Finding[]> {
    return new Promise((resolve, reject) => {
      const call = { text, signal, answer: (findings: readonly Finding[] = []) => resolve(findings), fail: reject };
      this.calls.push(call);
      this.#answer?.(call);
    });
  }
}

export function guarded(evaluator: Evaluator, limits: Partial<GuardLimits> = {}) {
  const time = new VirtualTime();
  const faults: unknown[] = [];
  const deps = { clock: time, random: evenDice, onFault: (_name: string, error: unknown) => void faults.push(error) };
  return { time, faults, guard: new Guard(evaluator, deps, { ...GUARD_LIMITS, ...limits }) };
}
