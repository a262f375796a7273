import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EvaluatorError } from "../../../src/moderation/evaluators/evaluator.ts";
import { ANSWER_BYTES_MAX } from "../../../src/moderation/evaluators/http/answer.ts";
import { CallbackTokens } from "../../../src/moderation/evaluators/http/callback-token.ts";
import { Callbacks } from "../../../src/moderation/evaluators/http/callbacks.ts";
import { Letterbox } from "../../../src/moderation/evaluators/http/letterbox.ts";
import type { Letter, LetterWord } from "../../../src/store/shared.ts";
import { systemRandom as random } from "../../../src/world.ts";
import { VirtualTime } from "../../simulation/virtual-time.ts";
import { never } from "../scripted.ts";

const KEY = random.bytes(32);
const REQUEST = "req_1";

/** Letters as the store keeps them (test/store/postgres-shared.test.ts), and words that all others hear. */
class Post {
  readonly boxes: { box: Letterbox; no: number }[] = [];
  readonly letters = new Map<bigint, Letter & { isFinal: boolean }>();

  async leaveLetter({ no }: { no: number }, key: bigint, body: Uint8Array): Promise<boolean> {
    if (this.letters.get(key)?.isFinal) return false;
    this.letters.set(key, { body, reply: null, isFinal: false });
    this.#tell(no, { kind: "letter", key });
    return true;
  }

  async readLetter(key: bigint): Promise<Letter | null> {
    return this.letters.get(key) ?? null;
  }

  async replyToLetter({ no }: { no: number }, key: bigint, reply: string, isFinal: boolean): Promise<void> {
    this.letters.set(key, { ...this.letters.get(key)!, reply, isFinal });
    this.#tell(no, { kind: "reply", key });
  }

  #tell(by: number, word: LetterWord): void {
    for (const { box, no } of this.boxes) if (no !== by) queueMicrotask(() => box.hear(word));
  }
}

/** Two nodes, and a callback that the first waits for. */
function open() {
  const clock = new VirtualTime();
  const post = new Post();
  const tokens = new CallbackTokens({ clock, random, key: KEY });
  const join = (no: number) => {
    const callbacks = new Callbacks({ tokens, toUrl: (token) => `https://hub.example/${token}` });
    const node = () => ({ no, epoch: 1 }) as never;
    const box = new Letterbox({ callbacks, tokens, shared: post, node, clock, onTrouble: assert.fail });
    post.boxes.push({ box, no });
    return { box, callbacks };
  };
  const [one, two] = [join(1), join(2)];
  const read = (answer: unknown) => {
    if ((answer as { findings?: unknown }).findings === undefined)
      throw new EvaluatorError("invalid_answer", "No findings.");
    return [];
  };
  const expected = one.callbacks.expect(REQUEST, read, never());
  const token = expected.url.split("/").at(-1)!;
  const take = (at: typeof one, body: object, of = token) => at.box.take(of, Buffer.from(JSON.stringify(body)));
  return { clock, post, tokens, one, two, expected, token, take };
}

describe("An answer that comes to another node", () => {
  test("reaches the one that waits, and whoever sent it hears what was made of it", async () => {
    const { two, expected, take } = open();
    assert.deepEqual(await take(two, { request_id: "req_2", findings: [] }), { kind: "mismatched" });
    assert.deepEqual(await take(two, { request_id: REQUEST }), { kind: "invalid", message: "No findings." });
    assert.deepEqual(await take(two, { request_id: REQUEST, findings: [] }), { kind: "accepted" });
    assert.deepEqual(await expected.findings, []);
    assert.deepEqual(await take(two, { request_id: REQUEST, findings: [] }), { kind: "repeated" });
  });

  test("twice at once is heard of twice at once: taken and repeated, or wrong and then taken", async () => {
    const { two, expected, take } = open();
    const wrong = take(two, { request_id: REQUEST });
    const twice = [1, 2].map(() => take(two, { request_id: REQUEST, findings: [] }));
    assert.deepEqual(await wrong, { kind: "invalid", message: "No findings." });
    assert.deepEqual(await Promise.all(twice), [{ kind: "accepted" }, { kind: "repeated" }]);
    assert.deepEqual(await expected.findings, []);
  });

  test("is refused when too many wait already, of it or of all, and taken when there is room again", async () => {
    const { clock, tokens, two, expected, take } = open();
    expected.forget();
    const body = { request_id: REQUEST, findings: [] };
    const waiting = [1, 2, 3, 4].map(() => take(two, body));
    await assert.rejects(take(two, body), { code: "overloaded" });
    waiting.push(...Array.from({ length: 996 }, () => take(two, body, tokens.give())));
    await assert.rejects(take(two, body, tokens.give()), { code: "overloaded" });
    const settled = Promise.all(waiting);
    await clock.advance(4 * 5_000);
    for (const verdict of await settled) assert.equal(verdict.kind, "unknown");
    const last = take(two, body);
    await clock.advance(5_000);
    assert.deepEqual(await last, { kind: "unknown" });
  });

  test("that came where it is waited for is known to be a repetition at the other", async () => {
    const { one, two, post, take } = open();
    assert.deepEqual(await take(one, { request_id: REQUEST, findings: [] }), { kind: "accepted" });
    assert.equal(post.letters.size, 0);
    assert.deepEqual(await take(two, { request_id: REQUEST, findings: [] }), { kind: "repeated" });
  });

  test("finds nobody when nobody waits any more", async () => {
    const { clock, two, expected, take } = open();
    expected.forget();
    const verdict = take(two, { request_id: REQUEST, findings: [] });
    await clock.advance(5_000);
    assert.deepEqual(await verdict, { kind: "unknown" });
  });

  test("leaves nothing in the store with a token that no node has given out, or that is long past, or with too much", async () => {
    const { clock, post, two, token, take } = open();
    const other = new CallbackTokens({ clock, random, key: random.bytes(32) }).give();
    const changed = `${token.startsWith("A") ? "B" : "A"}${token.slice(1)}`;
    for (const wrong of ["", "x", other, changed, `${token}A`]) {
      assert.deepEqual(await take(two, { request_id: REQUEST, findings: [] }, wrong), { kind: "unknown" });
    }
    const large = await two.box.take(token, new Uint8Array(ANSWER_BYTES_MAX + 1));
    assert.equal(large.kind, "invalid");
    await clock.advance(300_000);
    assert.deepEqual(await take(two, { request_id: REQUEST, findings: [] }), { kind: "unknown" });
    assert.equal(post.letters.size, 0);
  });
});
