import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EntryRefusedError, Journal, type JournalOutcome } from "../../src/engine/journal.ts";
import { Problem } from "../../src/model/errors.ts";
import type { Entry, Result } from "../../src/store/journal-entry.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { noMetrics } from "../../src/telemetry/metrics.ts";
import { drain, VirtualTime } from "../simulation/virtual-time.ts";

const MIB = 1024 * 1024;
const accept = { kind: "accept" } as Entry;
const receive = { kind: "receive" } as Entry;
const settle = { kind: "settle" } as Entry;
const claim = { kind: "claim" } as Entry;

/** A store whose commits are answered by hand. */
function create() {
  const commits: { entries: readonly Entry[]; answer(results?: readonly Result[]): void; fail(error: Error): void }[] =
    [];
  const faults: Error[] = [];
  const store = {
    commit: (entries: readonly Entry[]) =>
      new Promise<readonly Result[]>((resolve, reject) => {
        const kept = entries.map(() => ({ kind: "settled", ended: null, isMoreInLane: false, tickets: [] }) as Result);
        commits.push({ entries, answer: (results = kept) => resolve(results), fail: reject });
      }),
  };
  const clock = new VirtualTime();
  const journal = new Journal({ store, clock, metrics: noMetrics, onFault: (error) => faults.push(error) });
  const outcomes: JournalOutcome<Entry>[] = [];
  const submit = (entry: Entry, bytes: number) => journal.submit(entry, bytes, (outcome) => outcomes.push(outcome));
  const late: Problem[] = [];
  /** As somebody who waits for the answer. */
  const ask = (entry: Entry) =>
    journal.submit(
      entry,
      10,
      (outcome) => outcomes.push(outcome),
      (problem) => late.push(problem),
    );
  return { ask, clock, commits, faults, journal, late, outcomes, submit };
}

const away = () => new StoreUnavailableError("gone", "none");
const kindsOf = (entries: readonly Entry[]) => entries.map(({ kind }) => kind);

function codeOf(outcome: JournalOutcome<Entry> | undefined): string | undefined {
  return outcome?.ok === false && outcome.error instanceof Problem ? outcome.error.code : undefined;
}

describe("The journal", () => {
  test("commits together what arrives together, and the rest while that is under way", async () => {
    const { commits, submit } = create();
    for (let index = 0; index < 3; index += 1) submit(settle, 10);
    await drain();
    assert.equal(commits[0]!.entries.length, 3);
    for (let index = 0; index < 700; index += 1) submit(settle, 10);
    await drain();
    assert.equal(commits.length, 1);
    commits[0]!.answer();
    await drain();
    assert.equal(commits[1]!.entries.length, 500);
    commits[1]!.answer();
    await drain();
    assert.equal(commits[2]!.entries.length, 200);
  });

  test("ends a batch at a mebibyte, and takes one that is larger by itself", async () => {
    const { commits, submit } = create();
    for (const bytes of [3 * MIB, MIB / 2, MIB / 2, 10]) submit(settle, bytes);
    await drain();
    assert.equal(commits[0]!.entries.length, 1);
    commits[0]!.answer();
    await drain();
    assert.equal(commits[1]!.entries.length, 2);
  });

  test("refuses events and messages as overloaded past its bound, and keeps a quarter for settlements", async () => {
    const { commits, outcomes, submit } = create();
    submit(settle, 10);
    await drain();
    for (let index = 0; index < 24; index += 1) submit(index % 2 === 0 ? accept : receive, MIB);
    assert.equal(outcomes.length, 0);
    submit(accept, MIB);
    submit(receive, MIB);
    assert.deepEqual(outcomes.map(codeOf), ["overloaded", "overloaded"]);
    submit(settle, MIB);
    assert.equal(outcomes.length, 2);
    for (let index = 0; index < 3; index += 1) {
      commits.at(-1)!.answer();
      await drain();
    }
    submit(accept, 10);
    assert.equal(outcomes.filter((outcome) => !outcome.ok).length, 2, "there is room again");
  });

  test("tells each entry its own result: one that is refused costs no other", async () => {
    const { commits, outcomes, submit } = create();
    for (let index = 0; index < 3; index += 1) submit(settle, 10);
    await drain();
    const kept: Result = { kind: "settled", ended: null, isMoreInLane: false, tickets: [] };
    commits[0]!.answer([kept, { kind: "refused", message: "not a number" }, kept]);
    await drain();
    assert.deepEqual(
      outcomes.map(({ ok }) => ok),
      [true, false, true],
    );
    assert.ok(!outcomes[1]!.ok && outcomes[1]!.error instanceof EntryRefusedError);
  });

  test("says that nothing is known when the store fails, once to everybody, and takes no more", async () => {
    const { commits, faults, journal, outcomes, submit } = create();
    submit(settle, 10);
    await drain();
    submit(accept, 10);
    commits[0]!.fail(new Error("disk"));
    await drain();
    submit(accept, 10);
    assert.deepEqual(outcomes.map(codeOf), ["unavailable", "unavailable", "unavailable"]);
    assert.equal(faults.length, 1);
    await journal.drained();
  });

  describe("while the store is away", () => {
    test("refuses at once who waits for an answer, and keeps what the engine has to record, in its order", async () => {
      const { ask, clock, commits, faults, journal, outcomes, submit } = create();
      submit(settle, 10);
      ask(accept);
      await drain();
      submit(claim, 10);
      commits[0]!.fail(away());
      await drain();
      assert.deepEqual(outcomes.map(codeOf), ["unavailable"]);
      assert.ok(!outcomes[0]!.ok && /nothing of this was kept/.test(outcomes[0]!.error.message));
      assert.ok(!journal.isAnswering);
      ask(accept);
      assert.deepEqual(outcomes.map(codeOf), ["unavailable", "unavailable"]);

      await clock.advance(1_000);
      assert.deepEqual(kindsOf(commits[1]!.entries), ["settle", "claim"]);
      commits[1]!.answer();
      await drain();
      assert.deepEqual(
        outcomes.slice(2).map(({ ok }) => ok),
        [true, true],
      );
      assert.ok(journal.isAnswering);
      assert.deepEqual(faults, []);
      ask(accept);
      await drain();
      assert.deepEqual(kindsOf(commits[2]!.entries), ["accept"]);
    });

    test("goes on asking, less and less often, though nothing waits", async () => {
      const { ask, clock, commits, journal } = create();
      ask(accept);
      await drain();
      for (let tries = 0; tries < 20; tries += 1) {
        assert.equal(commits.length, tries + 1);
        commits[tries]!.fail(away());
        await clock.advance(1_000);
      }
      assert.deepEqual(commits.at(-1)!.entries, []);
      commits.at(-1)!.answer([]);
      await journal.drained();
      assert.ok(journal.isAnswering);
    });

    test("lets nobody wait for a commit that does not end, and tells its outcome all the same", async () => {
      const { ask, clock, commits, journal, late, outcomes, submit } = create();
      ask(accept);
      submit(settle, 10);
      await drain();
      ask(accept);
      submit(settle, 10);
      await clock.advance(1_599);
      assert.deepEqual([late.length, outcomes.length], [0, 0]);
      await clock.advance(1);
      assert.match(late[0]!.message, /whether this was kept is unknown/);
      assert.ok(late[0]!.retryAfter !== undefined && late.length === 1);
      assert.deepEqual(outcomes.map(codeOf), ["unavailable"], "and the one behind it was not kept");
      assert.ok(!journal.isAnswering);
      await clock.advance(60_000);
      commits[0]!.answer();
      await drain();
      assert.deepEqual(
        outcomes.slice(1).map(({ ok }) => ok),
        [true, true],
      );
      assert.deepEqual(kindsOf(commits[1]!.entries), ["settle"]);
      assert.ok(journal.isAnswering);
    });

    test("hands in what has waited for it with the time of then, by which a lease may be over", async () => {
      const { clock, commits, submit } = create();
      submit({ ...claim, now: clock.now() }, 10);
      await drain();
      const [first] = commits[0]!.entries;
      commits[0]!.fail(away());
      await clock.advance(50);
      assert.equal(commits[1]!.entries[0]!.now, first!.now + 50);
    });

    test("waits for it no longer once it was given up", async () => {
      const { commits, faults, journal, outcomes, submit } = create();
      submit(settle, 10);
      await drain();
      journal.giveUp();
      commits[0]!.fail(away());
      await journal.drained();
      assert.deepEqual(outcomes.map(codeOf), ["unavailable"]);
      assert.deepEqual(faults, [], "the process ends as it was told to");
    });
  });
});
