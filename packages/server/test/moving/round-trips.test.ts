import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { importStore } from "../../src/moving/move.ts";
import type { Store } from "../../src/store/store.ts";
import { change, rejection } from "../store/conformance/items.ts";
import { SOURCE_CONFIG, Subject, seqs } from "../store/conformance/subject.ts";
import { dumpOf, emptyContent, exported, inChunks, rowsIn } from "./dumps.ts";
import { ENGINES, newPostgres, newSqlite, type Place } from "./engines.ts";
import { ANSWER, type Furnished, furnish, LANE } from "./furnish.ts";
import { content } from "./rows.ts";

async function move(from: Place, to: Place): Promise<void> {
  await importStore(to.movable, inChunks(await exported(from.movable)), () => undefined);
}

const TABLES = [
  "site",
  "api_key",
  "event_type",
  "webhook",
  "webhook_rev",
  "source",
  "source_note",
  "type_name",
  "message",
  "event",
  "lane",
  "queue",
  "delivery",
  "attempt",
  "idempotency",
];

/** Lists that SQLite has as bytes. */
const PACKED = new Map<string, typeof Uint32Array | typeof BigInt64Array>([
  ["targets", Uint32Array],
  ["made", BigInt64Array],
  ["repeated", BigInt64Array],
]);

/** Every table as the engine itself has it, in one spelling for both, without the claims. */
async function rowsOf(place: Place): Promise<Record<string, unknown[]>> {
  const entries = TABLES.map(async (name) => {
    const rows = await place.ask(`SELECT * FROM ${name}`);
    return [name, rows.map(spelt).toSorted()] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

function spelt({ owner, epoch, ...row }: Record<string, unknown>): string {
  const values = Object.entries(row).map(([name, value]) => {
    const Packed = PACKED.get(name);
    if (Packed) {
      const isPacked = value instanceof Uint8Array;
      return [name, isPacked ? [...new Packed(value.slice().buffer)].join() : (value as unknown[]).join()];
    }
    if (value instanceof Uint8Array) return [name, Buffer.from(value).toString("hex")];
    if (typeof value === "boolean") return [name, value ? "1" : "0"];
    return [name, value === null ? null : String(value)];
  });
  return JSON.stringify(values.toSorted());
}

describe("a store that is moved", () => {
  for (const newSource of ENGINES) {
    for (const newTarget of ENGINES) {
      const from = newSource === newSqlite ? "SQLite" : "PostgreSQL";
      const to = newTarget === newSqlite ? "SQLite" : "PostgreSQL";

      test(`from ${from} to ${to} has every row that it had, and goes on as it would have`, async (t) => {
        const source = newSource(t);
        const target = newTarget(t);
        const made = await furnish(source);
        const before = await rowsOf(source);
        for (const [name, rows] of Object.entries(before)) assert.ok(rows.length > 0, `there is something in ${name}`);
        await move(source, target);
        assert.deepEqual(await rowsOf(target), before);
        assert.deepEqual(await target.ask("SELECT 1 FROM queue WHERE owner IS NOT NULL OR epoch IS NOT NULL"), []);
        assert.deepEqual(await target.ask("SELECT 1 FROM lane WHERE owner IS NOT NULL OR epoch IS NOT NULL"), []);
        assert.deepEqual(await target.ask("SELECT key FROM meta WHERE key = 'moved'"), []);
        await goesOn(await target.open(), made);
      });
    }
  }

  test("from SQLite to PostgreSQL and back to SQLite is what it was, to the last byte of its dump", async (t) => {
    const [first, second, third] = [newSqlite(t), newPostgres(t), newSqlite(t)];
    await furnish(first);
    const dumps = [await exported(first.movable)];
    for (const place of [second, third]) {
      await importStore(place.movable, inChunks(dumps.at(-1)!, 1_000), () => undefined);
      dumps.push(await exported(place.movable));
    }
    assert.equal(rowsIn(dumps[1]!), rowsIn(dumps[0]!));
    assert.equal(rowsIn(dumps[2]!), rowsIn(dumps[0]!));
  });

  for (const newPlace of ENGINES) {
    const engine = newPlace === newSqlite ? "SQLite" : "PostgreSQL";
    test(`into ${engine} has whatever rows there can be`, async () => {
      const property = fc.asyncProperty(content(12), async (rows) => {
        const ends: (() => unknown)[] = [];
        try {
          const place = newPlace({ after: (end) => void ends.push(end as () => unknown) });
          const dump = await dumpOf(rows);
          await importStore(place.movable, inChunks(dump), () => undefined);
          assert.equal(rowsIn(await exported(place.movable)), rowsIn(dump));
        } finally {
          for (const end of ends) await end();
        }
      });
      await fc.assert(property, { numRuns: 12 });
    });
  }

  test("brings times with a fraction as the milliseconds that they are nearest to", async (t) => {
    const [source, target] = [newSqlite(t), newPostgres(t)];
    await furnish(source);
    await source.ask("UPDATE queue SET due = 1700000000000.75");
    await move(source, target);
    assert.deepEqual(await target.ask("SELECT DISTINCT due FROM queue"), [{ due: "1700000000001" }]);
  });

  test("brings a NUL to PostgreSQL's text as the sign for what cannot be written", async (t) => {
    const [source, target] = [newSqlite(t), newPostgres(t)];
    await furnish(source);
    await source.ask("UPDATE attempt SET message = 'a' || char(0) || 'b' WHERE message IS NOT NULL");
    await source.ask("UPDATE event SET external_id = 'order' || char(0) || '1' WHERE external_id = 'order 1'");
    await move(source, target);
    const messages = await target.ask("SELECT DISTINCT message FROM attempt WHERE message IS NOT NULL");
    assert.deepEqual(messages, [{ message: "a\ufffdb" }]);
    const ordered = await target.ask("SELECT external_id FROM external_id WHERE external_id LIKE 'order%'");
    assert.deepEqual(ordered, [{ external_id: "order\ufffd1" }]);
  });

  test("may hold nothing at all", async (t) => {
    const target = newPostgres(t);
    await importStore(target.movable, inChunks(await dumpOf(emptyContent())), () => undefined);
    const store = await target.open();
    assert.equal((await store.loadCatalogue()).version, 0);
    await store.close();
  });
});

/** What a hub would do next with what was moved. */
async function goesOn(store: Store, made: Furnished): Promise<void> {
  const it = new Subject({ store, crash: () => Promise.reject(), cleanup: () => store.close() });
  try {
    it.version = made.version;
    it.now = made.now + 1_000;
    const { version, keys, sites, highestId } = await store.loadCatalogue();
    assert.equal(version, made.version);
    assert.deepEqual([keys[0]!.id, sites.map(({ no }) => no)], [made.key.id, [1, 2]]);
    assert.ok(highestId >= made.fanOut.seq + 3n * 1024n);

    const node = await it.join();
    const { deliveries, nextDue } = await it.claim(node, made.plain);
    const owed = [made.pending, made.claimed, made.cancelling, made.fanOut.seq + 1024n];
    assert.deepEqual(seqs(deliveries).toSorted(), owed.toSorted());
    assert.equal(nextDue, made.now + 60_000);
    await receivesOn(it, made);
    await decidesOn(it, made);
    const cancelling = deliveries.find(({ seq }) => seq === made.cancelling)!;
    assert.equal(cancelling.isCancelling, true);
    const [attempt] = await store.attemptsOf(made.later);
    assert.deepEqual(
      Array.from(attempt!.responseBody!),
      Array.from({ length: 256 }, (_, byte) => byte),
    );

    const lane = await it.claimLane(node, made.ordered, LANE);
    assert.ok(lane.kind === "claimed");
    assert.deepEqual(seqs(lane.deliveries), made.lane);
    const next = it.event({ targets: [it.target(made.ordered, { laneKey: LANE })] });
    const accepted = await it.accept(node, next);
    assert.ok(accepted.kind === "accepted");
    const { laneSeq, isOwned, isHead } = accepted.tickets[0]![0]!;
    assert.deepEqual([laneSeq, isOwned, isHead], [lane.deliveries.at(-1)!.laneSeq! + 1, true, false]);

    const repeated = await it.commit(it.acceptEntry(node, [it.event()], { idempotency: ANSWER }));
    assert.deepEqual(repeated, { kind: "replayed", answer: ANSWER.answer });
    const twin = await it.accept(node, it.event({ externalId: "order 1" }));
    assert.deepEqual(twin, { kind: "external_id_taken", externalId: "order 1", eventSeq: made.pending - 1024n });
    const newType = it.event({ type: "a.new.type", externalId: "order 2" });
    assert.equal((await it.accept(node, newType)).kind, "accepted");
    const created = await it.createSite("one more");
    assert.ok(created.kind === "changed" && created.no > 2, "numbers go on above those that were brought along");
  } finally {
    await it.cleanup();
  }
}

/** What waited for a person waits here, and is decided here. */
async function decidesOn(it: Subject, { media }: Furnished): Promise<void> {
  const [waiting] = await it.store.reviewQueue({ siteNo: 1, after: 0n, limit: 10 });
  assert.deepEqual([waiting!.item.id, waiting!.review?.assignee, waiting!.rev], [media.flagged, "ann", 2]);
  assert.equal((await change(it, rejection(it, waiting!))).kind, "accepted");
  assert.equal((await it.store.readItem(media.flagged))!.item.status, "rejected");
  const { item, decision } = media.rejected;
  assert.deepEqual(await it.store.decisionsOf(item.id), [decision]);
  assert.deepEqual(await it.store.enforcementsOf(item.id), [media.enforcement]);
  const { ruleGroups, moderations } = await it.store.loadCatalogue();
  assert.deepEqual([ruleGroups[0]!.name, moderations[0]!.siteNo], ["ours", 1]);
}

/** What came before is known, and is there as it came. */
async function receivesOn(it: Subject, { told: { source, message, event } }: Furnished): Promise<void> {
  const { store } = it;
  const node = await it.join();
  const { sources } = await store.loadCatalogue();
  assert.deepEqual(
    sources.map(({ no, config }) => [no, config.name]),
    [[source, "ours"]],
  );
  assert.deepEqual(await store.notes(null, "", null, 9), [{ sourceNo: source, key: "poll", value: '{"cursor":"a"}' }]);
  assert.deepEqual(Array.from((await store.readMessage(message.seq))!.body), Array.from(message.body));
  assert.equal((await store.readEvent(null, event.seq))!.messageSeq, message.seq);
  const next = it.message({ sourceNo: source });
  const result = await it.receive(node, next, [it.told(next, "e1"), it.told(next, "e9")]);
  assert.ok(result.kind === "received");
  assert.deepEqual(
    result.fates.map((fate) => (fate.kind === "duplicate" ? fate.eventSeq : fate.kind)),
    [event.seq, "accepted"],
  );
  const made = { id: it.take(), siteNo: 2, config: SOURCE_CONFIG, sealedSecrets: Uint8Array.of(1), createdAt: it.now };
  const created = await it.change({ kind: "create_source", source: made });
  assert.ok(created.kind === "changed" && created.no > source + 1, "numbers go on above those that were brought along");
}
