import assert from "node:assert/strict";
import { test } from "node:test";
import { Messages } from "../../src/engine/messages.ts";
import type { Message } from "../../src/model/message.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";

const MIB = 1024 * 1024;

function create(stored: Record<string, Message> = {}) {
  const asked: bigint[] = [];
  const faults: Error[] = [];
  const waits: number[] = [];
  const messages = new Messages({
    store: {
      async readMessage(seq) {
        asked.push(seq);
        const fault = faults.shift();
        if (fault) throw fault;
        return stored[String(seq)] ?? null;
      },
    },
    clock: {
      after(ms, run) {
        waits.push(ms);
        queueMicrotask(run);
        return { cancel() {} };
      },
    },
  });
  return { asked, faults, messages, waits };
}

function message(seq: bigint, bytes: number): Pick<Message, "seq" | "body" | "headers"> {
  return { seq, body: new Uint8Array(bytes).fill(7), headers: [["x-a", "1"]] };
}

test("what has just been received is not read back", async () => {
  const { asked, messages } = create();
  messages.keep(message(1n, 3));
  const read = await messages.read(1n);
  assert.deepEqual([...read!.body], [7, 7, 7]);
  assert.deepEqual(read!.headers, [["x-a", "1"]]);
  assert.deepEqual(asked, []);
});

test("what is kept is a copy, whatever becomes of the buffer that it came in", async () => {
  const { messages } = create();
  const one = message(1n, 3);
  messages.keep(one);
  one.body.fill(0);
  assert.deepEqual([...(await messages.read(1n))!.body], [7, 7, 7]);
});

test("the eldest give way when there are too many bytes, and are read from the store", async () => {
  const stored = { 1: message(1n, MIB) as Message };
  const { asked, messages } = create(stored);
  for (let seq = 1n; seq <= 16n; seq++) messages.keep(message(seq, MIB));
  for (let seq = 2n; seq <= 16n; seq++) await messages.read(seq);
  assert.deepEqual(asked, []);
  assert.equal((await messages.read(1n))?.body.length, MIB);
  assert.deepEqual(asked, [1n]);
});

test("a message that is larger than all that is kept drives nobody out", async () => {
  const { asked, messages } = create();
  messages.keep(message(1n, 10));
  messages.keep(message(2n, 17 * MIB));
  await messages.read(1n);
  assert.deepEqual(asked, []);
  assert.equal(await messages.read(2n), null);
});

test("a store that is away is waited for", async () => {
  const { faults, messages, waits } = create({ 5: message(5n, 1) as Message });
  faults.push(new StoreUnavailableError("away", "none"), new StoreUnavailableError("away", "none"));
  assert.equal((await messages.read(5n))?.body.length, 1);
  assert.equal(waits.length, 2);
  faults.push(new Error("broken"));
  await assert.rejects(messages.read(5n), /broken/);
});
