import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openPostgresStore } from "../../src/store/postgres/postgres-store.ts";
import { systemClock as clock } from "../../src/world.ts";
import { conform } from "../store/conformance/conform.ts";
import type { OpenedStore } from "../store/conformance/subject.ts";
import { findPgBouncer, startPooler } from "../store/pgbouncer.ts";
import { ask, findServer, newSchema, PATIENT } from "../store/postgres-server.ts";

const program = findPgBouncer();

if (program === null) {
  test("the store behind a pooler", { skip: "pgbouncer is not installed: apt-get install pgbouncer" }, () => undefined);
} else {
  const server = await findServer();
  const pooler = await startPooler(program, server.url);
  after(async () => {
    await pooler.stop();
    await server.stop();
  });

  const open = async (schema: string): Promise<OpenedStore> => {
    const store = await openPostgresStore(pooler.url, { schema, ...PATIENT });
    return {
      store,
      crash: async () => {
        await store.close();
        return open(schema);
      },
      cleanup: async () => {
        await store.close();
        await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
      },
    };
  };
  const [{ version }] = (await ask(server.url, "SELECT version()")) as [{ version: string }];
  conform(`PgBouncer in transaction mode, before ${version}`, () => open(newSchema()));

  test("behind a pooler a node does not listen, and hears by asking", async (t) => {
    const schema = newSchema();
    const [one, two] = [
      await openPostgresStore(pooler.url, { schema, ...PATIENT }),
      await openPostgresStore(pooler.url, { schema, ...PATIENT }),
    ];
    t.after(async () => {
      for (const store of [one, two]) await store.close();
      await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
    });
    assert.equal(one.shared.canListen, false);
    one.shared.listen(() => assert.fail("it does not listen"));
    const [node, other] = [await one.join(clock.now(), 60_000), await two.join(clock.now(), 60_000)];
    await two.shared.tell(other, [{ kind: "look", webhookNo: 7 }]);
    const { words, nodes } = await one.shared.news(node, 0n);
    assert.deepEqual(
      words.map(({ word }) => word),
      [{ kind: "look", webhookNo: 7 }],
    );
    assert.deepEqual(nodes, [node, other]);
    assert.equal(await one.renew(node, clock.now(), 60_000), true);
    assert.equal(await one.shared.takeDuty("outbox", node, clock.now()), true);
    assert.equal(await two.shared.takeDuty("outbox", other, clock.now()), false);
  });

  test("without a pooler it listens", async () => {
    const schema = newSchema();
    const store = await openPostgresStore(server.url, { schema, ...PATIENT });
    assert.equal(store.shared.canListen, true);
    await store.close();
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  });
}
