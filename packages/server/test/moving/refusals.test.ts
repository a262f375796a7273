import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { DumpError } from "../../src/moving/format.ts";
import { exportStore, importStore } from "../../src/moving/move.ts";
import { StoreBusyError, StoreMissingError, StoreMovedError, StoreNotEmptyError } from "../../src/store/dump.ts";
import { emitFunction } from "../../src/store/postgres/emit-function.ts";
import { movableSqlite } from "../../src/store/sqlite/dump.ts";
import { DatabaseInUseError } from "../../src/store/sqlite/file-lock.ts";
import { StoreUnavailableError } from "../../src/store/store.ts";
import { Subject, TTL } from "../store/conformance/subject.ts";
import { dumpOf, EXPORTED_AT, emptyContent, exported, inChunks } from "./dumps.ts";
import { ENGINES, newPostgres, newSqlite, type Place } from "./engines.ts";
import { furnish } from "./furnish.ts";

const none = () => undefined;

async function countOf(place: Place, table: string): Promise<number> {
  const [row] = await place.ask(`SELECT count(*) AS count FROM ${table}`);
  return Number(row!.count);
}

/** Long enough for what is tried meanwhile, on any machine. */
const LEASE_MS = 600_000;

for (const newPlace of ENGINES) {
  describe(`on ${newPlace === newSqlite ? "SQLite" : "PostgreSQL"}`, () => {
    test("a store that was exported is opened by nobody, says when that was, and opens again when it is undone", async (t) => {
      const place = newPlace(t);
      await furnish(place);
      await exported(place.movable);
      const error = await place.open().then(
        () => assert.fail("it opened"),
        (error) => error,
      );
      assert.ok(error instanceof StoreMovedError);
      const year = place.engine === "SQLite" ? EXPORTED_AT.getUTCFullYear() : new Date().getUTCFullYear();
      assert.match(
        error.message,
        new RegExp(`was exported on ${year}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC, .*export --undo`),
      );
      await assert.rejects(exported(place.movable), StoreMovedError);
      const movedAt = await place.movable.unmark();
      assert.equal(new Date(movedAt!).getUTCFullYear(), year);
      assert.equal(await place.movable.unmark(), null);
      const store = await place.open();
      await store.leave(await store.join(Date.now(), TTL));
      await store.close();
    });

    test("where no hub has been there is nothing to export, and nothing is made", async (t) => {
      const place = newPlace(t);
      await assert.rejects(exported(place.movable), StoreMissingError);
      await assert.rejects(place.movable.unmark(), StoreMissingError);
      await importStore(place.movable, inChunks(await dumpOf(emptyContent())), none);
    });

    test("a copy leaves the store as it was, and can be made of one that was exported too", async (t) => {
      const place = newPlace(t);
      await furnish(place);
      const copy = await exported(place.movable, { isCopy: true });
      await (await place.open()).close();
      await exported(place.movable);
      const again = await exported(place.movable, { isCopy: true });
      assert.equal(again.length, copy.length);
      await assert.rejects(place.open(), StoreMovedError);
      const target = newPlace(t);
      await importStore(target.movable, inChunks(again), none);
      await (await target.open()).close();
    });

    test("an export that fails at its last byte marks nothing", async (t) => {
      const place = newPlace(t);
      await furnish(place);
      const full = () => Promise.reject(new Error("the disk is full"));
      const sink = { write: async () => undefined, finish: full };
      const failing = exportStore(place.movable, { now: 0, isCopy: false }, sink, none);
      await assert.rejects(failing, /the disk is full/);
      await (await place.open()).close();
    });

    test("only a store that holds nothing is filled; another is refused by what is there, and kept", async (t) => {
      const place = newPlace(t);
      await furnish(place);
      const before = await countOf(place, "event");
      const refused = importStore(place.movable, inChunks(await dumpOf(emptyContent())), none);
      await assert.rejects(refused, (error: Error) => {
        assert.ok(error instanceof StoreNotEmptyError);
        assert.match(error.message, /\(site, api_key, event_type, .*idempotency\)/);
        return true;
      });
      assert.equal(await countOf(place, "event"), before);
    });

    test("a store that was opened but holds nothing is filled", async (t) => {
      const [source, target] = [newSqlite(t), newPlace(t)];
      await furnish(source);
      await (await target.open()).close();
      await importStore(target.movable, inChunks(await exported(source.movable)), none);
      assert.ok((await countOf(target, "event")) > 0);
    });

    test("nothing is kept of a dump that turns out to be cut or altered, and the whole one can follow", async (t) => {
      const [source, target] = [newSqlite(t), newPlace(t)];
      await furnish(source);
      const dump = await exported(source.movable);
      const altered = Buffer.from(dump.toString().replace("it success", "it suckess"));
      for (const bad of [dump.subarray(0, -100), altered]) {
        await assert.rejects(importStore(target.movable, inChunks(bad, 500), none), DumpError);
      }
      const store = await target.open();
      assert.deepEqual((await store.loadCatalogue()).sites, []);
      await store.close();
      await importStore(target.movable, inChunks(dump), none);
      assert.equal(await countOf(target, "event"), await countOf(source, "event"));
    });
  });
}

describe("on SQLite", () => {
  test("a file that a hub has open is neither exported nor filled", async (t) => {
    const place = newSqlite(t);
    const store = await place.open();
    await assert.rejects(exported(place.movable), DatabaseInUseError);
    await assert.rejects(importStore(place.movable, inChunks(await dumpOf(emptyContent())), none), DatabaseInUseError);
    await assert.rejects(place.movable.unmark(), DatabaseInUseError);
    await store.close();
  });

  test("what an import that was killed has left behind does not matter, and a failed one leaves no file", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "tabellary-moving-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "tabellary.db");
    writeFileSync(`${file}.importing`, "half of a database");
    const cut = (await dumpOf(emptyContent())).subarray(0, -10);
    await assert.rejects(importStore(movableSqlite(file), inChunks(cut), none), DumpError);
    assert.deepEqual(readdirSync(folder), ["tabellary.db-lock"]);
    writeFileSync(`${file}.importing`, "half of a database");
    await importStore(movableSqlite(file), inChunks(await dumpOf(emptyContent())), none);
    assert.ok(existsSync(file));
    assert.ok(!existsSync(`${file}.importing`));
  });
});

describe("on PostgreSQL", () => {
  test("a database that a hub runs on is neither exported nor filled, until its lease is over", async (t) => {
    const place = newPostgres(t);
    const store = await place.open();
    const [clock] = await place.ask("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now");
    const node = await store.join(Number(clock!.now), LEASE_MS);
    for (const refused of [
      () => exported(place.movable),
      () => exported(place.movable, { isCopy: true }),
      async () => importStore(place.movable, inChunks(await dumpOf(emptyContent())), none),
    ]) {
      await assert.rejects(refused, (error: Error) => {
        assert.ok(error instanceof StoreBusyError, String(error));
        const [, seconds] = /A hub runs on the database \(node 0\).*counts for (\d+) s more/.exec(error.message) ?? [];
        assert.ok(Number(seconds) > LEASE_MS / 2_000 && Number(seconds) <= LEASE_MS / 1_000, error.message);
        return true;
      });
    }
    await store.leave(node);
    await store.close();
    await exported(place.movable);
  });

  test("no node joins while it is exported, and one that was there before can write nothing after", async (t) => {
    const place = newPostgres(t);
    const made = await furnish(place);
    const events = await countOf(place, "event");
    const asleep = await place.open(1_500);
    const it = new Subject({ store: asleep, crash: () => Promise.reject(), cleanup: () => asleep.close() });
    it.version = made.version;
    it.now = Date.now();
    const node = { no: 5, epoch: 1 };
    await place.movable.readOut({ now: 0, isCopy: false }, async () => {
      await assert.rejects(asleep.join(it.now, TTL), StoreUnavailableError);
    });
    // It wakes up: what it would acknowledge, claim or send by is refused as by a database that is away.
    await assert.rejects(asleep.join(it.now, TTL), StoreUnavailableError);
    await assert.rejects(it.accept(node, it.event()), StoreUnavailableError);
    await assert.rejects(it.receive(node, it.message(), []), StoreUnavailableError);
    const note = { sourceNo: made.told.source, key: "poll", value: "1" };
    await assert.rejects(asleep.note([note]), StoreUnavailableError);
    await assert.rejects(it.claimLane(node, made.ordered, -7n), StoreUnavailableError);
    assert.equal(await countOf(place, "event"), events);
    await place.movable.unmark();
    assert.equal((await it.accept(node, it.event())).kind, "accepted");
    await it.cleanup();
  });

  test("what applications emitted has to be accepted first, and after an export they can emit no more", async (t) => {
    const place = newPostgres(t);
    await furnish(place);
    const [schema] = await place.ask("SELECT current_schema() AS name");
    await place.ask(emitFunction(String(schema!.name), "a_channel"));
    const emit = `SELECT emit('site 1', 'user.created', '{"id": 1}'::json)`;
    await place.ask(emit);
    await assert.rejects(exported(place.movable), (error: Error) => {
      assert.ok(error instanceof StoreBusyError);
      assert.match(error.message, /Applications have emitted .*\(1 in the outbox\)/);
      return true;
    });
    await exported(place.movable, { isCopy: true });
    await place.ask("DELETE FROM outbox");
    await exported(place.movable);
    await assert.rejects(place.ask(emit), { code: "25006", message: /was exported/ });
    await place.movable.unmark();
    await place.ask(emit);
  });

  test("what is emitted while it is exported keeps it from being marked", async (t) => {
    const place = newPostgres(t);
    await furnish(place);
    const late = "INSERT INTO outbox (site_no, type, data, emitted) VALUES (1, 'a', '{}', 1)";
    const exporting = place.movable.readOut({ now: 0, isCopy: false }, async () => void (await place.ask(late)));
    await assert.rejects(exporting, StoreBusyError);
    await (await place.open()).close();
    assert.equal(await countOf(place, "outbox"), 1);
  });
});
