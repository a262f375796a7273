import { Problem } from "../../../model/errors.ts";
import type { Clock } from "../../../model/ports.ts";
import type { NodeLease } from "../../../store/journal-entry.ts";
import type { LetterWord, Shared } from "../../../store/shared.ts";
import { StoreError } from "../../../store/store.ts";
import { ANSWER_BYTES_MAX } from "./answer.ts";
import { type CallbackTokens, keyOf } from "./callback-token.ts";
import type { Callbacks, CallbackVerdict } from "./callbacks.ts";

/** The node that waits has this long to say what it makes of an answer: where the database cannot tell, it asks for news. */
const REPLY_MS_MAX = 5_000;
/** Answers that wait for such a word, all together. */
const WAITING_MAX = 1_000;
/** Of one key, which wait for each other: a classifier sends again what it was not heard with, and hardly more. */
const WAITING_OF_KEY_MAX = 4;

/** Answers that came for one key. */
interface Line {
  count: number;
  last: Promise<unknown>;
}

export interface LetterboxDeps {
  callbacks: Callbacks;
  tokens: Pick<CallbackTokens, "isGood">;
  /** Null: this node is alone. */
  shared: Pick<Shared, "leaveLetter" | "readLetter" | "replyToLetter"> | null;
  node(): NodeLease;
  clock: Pick<Clock, "after">;
  /** Something that should not happen did, and was contained. */
  onTrouble(error: Error): void;
}

/**
 * Takes what classifiers answer later. It may come to any node, and is waited for at one: what is not waited for here lies
 * in the store for a moment, the others are told, and whoever waits says what it makes of it.
 */
export class Letterbox {
  readonly #deps: LetterboxDeps;
  /** By key: to be called when there is a reply. */
  readonly #waiting = new Map<bigint, () => void>();
  /** By key. The store has room for one letter of each: what comes while one is there waits for its reply. */
  readonly #lines = new Map<bigint, Line>();
  #taken = 0;

  constructor(deps: LetterboxDeps) {
    this.#deps = deps;
  }

  /** `body`: as it came to the token's URL. @throws Problem `overloaded` */
  async take(token: string, body: Uint8Array): Promise<CallbackVerdict> {
    const { callbacks, shared, tokens } = this.#deps;
    const key = keyOf(token);
    if (shared === null || callbacks.knows(key)) return callbacks.take(key, body);
    // Nobody leaves anything in the store who was not given a token.
    if (!tokens.isGood(token)) return { kind: "unknown" };
    if (body.length > ANSWER_BYTES_MAX) {
      return { kind: "invalid", message: `The answer has more than ${ANSWER_BYTES_MAX} bytes.` };
    }
    return this.#leaveInTurn(key, () => this.#leave(shared, key, body));
  }

  /** A word of another node. */
  hear({ kind, key }: LetterWord): void {
    if (kind === "reply") this.#waiting.get(key)?.();
    else if (this.#deps.callbacks.knows(key)) void this.#reply(key).catch((error) => this.#note(error as Error));
  }

  async #leaveInTurn(key: bigint, leave: () => Promise<CallbackVerdict>): Promise<CallbackVerdict> {
    const line = this.#lines.get(key) ?? { count: 0, last: Promise.resolve() };
    if (this.#taken >= WAITING_MAX || line.count >= WAITING_OF_KEY_MAX) {
      const waiting = `${this.#taken} answers wait for other nodes already, ${line.count} of them for this request.`;
      throw new Problem("overloaded", waiting, { retryAfter: 1 });
    }
    this.#taken += 1;
    line.count += 1;
    this.#lines.set(key, line);
    const turn = line.last.then(leave, leave);
    line.last = turn;
    try {
      return await turn;
    } finally {
      this.#taken -= 1;
      line.count -= 1;
      if (line.count === 0) this.#lines.delete(key);
    }
  }

  async #leave(shared: NonNullable<LetterboxDeps["shared"]>, key: bigint, body: Uint8Array): Promise<CallbackVerdict> {
    const { promise: replied, resolve } = Promise.withResolvers<void>();
    const limit = this.#deps.clock.after(REPLY_MS_MAX, resolve);
    this.#waiting.set(key, resolve);
    try {
      if (!(await shared.leaveLetter(this.#deps.node(), key, body))) return { kind: "repeated" };
      await replied;
      const letter = await shared.readLetter(key);
      return letter?.reply ? (JSON.parse(letter.reply) as CallbackVerdict) : { kind: "unknown" };
    } finally {
      limit.cancel();
      this.#waiting.delete(key);
    }
  }

  async #reply(key: bigint): Promise<void> {
    const { shared, callbacks, node } = this.#deps;
    const letter = await shared!.readLetter(key);
    if (letter === null) return;
    const verdict = callbacks.take(key, letter.body);
    const isFinal = verdict.kind === "accepted" || verdict.kind === "repeated";
    await shared!.replyToLetter(node(), key, JSON.stringify(verdict), isFinal);
  }

  /** A store that is away: the classifier is told that nobody waits, and what it was asked for is over in its time. */
  #note(error: Error): void {
    if (!(error instanceof StoreError)) this.#deps.onTrouble(error);
  }
}
