import assert from "node:assert/strict";
import { test } from "node:test";
import { ENGINES, newSqlite } from "../moving/engines.ts";
import { DAY, START, Subject } from "./conformance/subject.ts";

for (const newPlace of ENGINES) {
  const engine = newPlace === newSqlite ? "SQLite" : "PostgreSQL";
  test(`deleted sources and their sites leave no row behind once their messages are gone (${engine})`, async (t) => {
    const place = newPlace(t);
    const it = new Subject({ store: await place.open(), crash: () => assert.fail(), cleanup: () => it.store.close() });
    const node = await it.join();
    // The last of each stays on SQLite, which would give its number again.
    for (const siteNo of [1, 1, 2, 3]) await it.createSource(siteNo);
    const late = it.message({ sourceNo: 2 });
    await it.receive(node, it.message({ sourceNo: 1 }), []);
    it.now += DAY;
    await it.receive(node, { ...late, seq: it.take() }, []);
    for (const sourceNo of [1, 2]) await it.change({ kind: "delete_source", sourceNo, now: START });
    await it.change({ kind: "delete_site", siteNo: 2, now: START });
    const left = async (): Promise<unknown[]> => {
      while (await it.store.prune(it.now, 0, 100));
      const rows = await place.ask(
        "SELECT 's' || no AS name FROM source UNION SELECT 'site ' || no FROM site ORDER BY 1",
      );
      return rows.map(({ name }) => name);
    };
    assert.deepEqual(await left(), ["s2", "s4", "site 1", "site 3"], "the second has a message of today");
    it.now += DAY;
    assert.deepEqual(await left(), ["s4", "site 1", "site 3"]);
    await it.cleanup();
  });
}
