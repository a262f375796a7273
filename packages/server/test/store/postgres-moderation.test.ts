import assert from "node:assert/strict";
import { after, type TestContext, test } from "node:test";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { comment, newItem, rejection, submission, submit, writes } from "./conformance/items.ts";
import { Subject } from "./conformance/subject.ts";
import { ask, findServer, newSchema, PATIENT } from "./postgres-server.ts";

const server = await findServer();
after(() => server.stop());

/** Processes with a store each, on one database. Their ids differ as those of nodes do. */
async function openNodes(t: TestContext, count: number): Promise<Subject[]> {
  const schema = newSchema();
  const nodes: Subject[] = [];
  t.after(async () => {
    for (const { store } of nodes) await store.close();
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  });
  for (let index = 0; index < count; index += 1) {
    const store = await openPostgresStore(server.url, { schema, ...PATIENT });
    const it = new Subject({ store, crash: () => assert.fail(), cleanup: () => store.close() });
    it.now += index * 60_000;
    nodes.push(it);
  }
  return nodes;
}

test("nodes that decide the same items at once decide each at most once from what it was", async (t) => {
  const nodes = await openNodes(t, 3);
  const [first] = nodes;
  const records = [];
  for (let n = 0; n < 4; n += 1) records.push(await submit(first!, newItem(first!)));
  const ids = records.map(({ item }) => item.id);
  const decided = await Promise.all(
    nodes.map(async (it, index) => {
      const node = await it.join();
      let accepted = 0;
      // Whoever is faster may decide all it read before another gets a word in: each goes on until it had its turns.
      for (let round = 0; round < 15 || accepted === 0; round += 1) {
        assert.ok(round < 500, `node ${index} never had its turn`);
        const read = await Promise.all(ids.map(async (id) => (await it.store.readItem(id))!));
        // Several in an entry, and each node in an order of its own.
        const turned = [...read.slice(index), ...read.slice(0, index)];
        const pairs = [turned.slice(0, 2), turned.slice(2)];
        const entries = pairs.map((pair) => ({
          ...it.acceptEntry(node, [it.event()]),
          moderation: writes(...pair.map((record) => rejection(it, record))),
        }));
        for (const { kind } of await it.store.commit(entries)) {
          assert.ok(kind === "accepted" || kind === "moved", kind);
          if (kind === "accepted") accepted += 2;
        }
      }
      return accepted;
    }),
  );
  const after = await Promise.all(ids.map(async (id) => (await first!.store.readItem(id))!));
  const decisions = await Promise.all(ids.map((id) => first!.store.decisionsOf(id)));
  assert.deepEqual(
    after.map(({ rev }) => rev - 1),
    decisions.map(({ length }) => length),
  );
  assert.equal(
    decided.reduce((sum, count) => sum + count, 0),
    decisions.flat().length,
  );
});

test("of nodes that are told of the same comment at once, one makes the item", async (t) => {
  const nodes = await openNodes(t, 3);
  const names = Array.from({ length: 20 }, (_, n) => `c${n}`);
  const made = await Promise.all(
    nodes.map(async (it) => {
      const node = await it.join();
      const items: bigint[] = [];
      for (const name of names) {
        const item = comment(it, name);
        const entry = { ...it.acceptEntry(node, [it.event()]), moderation: writes(submission(it, item)) };
        const [result] = await it.store.commit([entry]);
        if (result!.kind === "accepted") items.push(item.id);
        // One that was overtaken in the very commit is refused; handed in again, it has moved.
        else if (result!.kind === "refused") assert.equal((await it.commit(entry)).kind, "moved");
        else assert.equal(result!.kind, "moved");
      }
      return items;
    }),
  );
  const known = await Promise.all(
    names.map((nativeId) => nodes[0]!.store.findItem(1, { platform: "twitter", nativeId })),
  );
  assert.deepEqual(new Set(known.map((record) => record!.item.id)), new Set(made.flat()));
  assert.equal(made.flat().length, names.length);
});
