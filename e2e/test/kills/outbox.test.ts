import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ask, findServer } from "../../../packages/server/test/store/postgres-server.ts";
import { givenEmitter, subscribeToOrders } from "../../harness/emitter.ts";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";

const KILLS = 4;
const LIVES_MAX = 30;

const server = await findServer();
after(() => server.stop());

test("a hub that is killed again and again while it takes thousands of rows makes one event of each", async (t) => {
  const { cluster, app } = await givenEmitter(t, server);
  const receiver = await givenReceiver(t);
  await subscribeToOrders(cluster, receiver, { ordering: "none" });
  const [node] = cluster.nodes;
  const waiting = async () => {
    const [row] = await ask(cluster.databaseUrl, "SELECT count(*)::int AS rows FROM tabellary.outbox");
    return row!.rows as number;
  };
  await node!.stop();
  let emitted = 0;
  const emit = async (count: number) => {
    for (const end = emitted + count; emitted < end; emitted += 100) {
      await app.client.query(
        `SELECT tabellary.emit('default', 'order.paid', json_build_object('id', g), 'order-' || g)
         FROM generate_series($1::int, $1::int + 99) g`,
        [emitted],
      );
    }
  };
  await emit(5_000);
  // Whoever looks too late finds that all was taken, and has killed nobody in the middle of it.
  let [lives, kills] = [0, 0];
  for (; kills < KILLS; lives += 1) {
    assert.ok(lives < LIVES_MAX, `in ${lives} lives of the hub all was taken before it was killed`);
    const before = await waiting();
    await node!.start();
    await eventually(waiting, (rows) => rows < before, { everyMs: 5, what: `fewer than ${before} rows` });
    await node!.kill();
    const left = await waiting();
    if (left > 0) kills += 1;
    if (left < 2_000) await emit(2_000);
  }
  t.diagnostic(`killed ${kills} times in ${lives} lives, ${emitted} rows`);
  await node!.start();
  await eventually(waiting, (rows) => rows === 0, { what: "an empty outbox" });
  const events = await ask(
    cluster.databaseUrl,
    "SELECT (payload::json ->> 'id')::int AS id FROM tabellary.event ORDER BY 1",
  );
  assert.deepEqual(
    events.map(({ id }) => id),
    Array.from({ length: emitted }, (_, id) => id),
  );
  assert.deepEqual(await ask(cluster.databaseUrl, "SELECT * FROM tabellary.outbox_refused"), []);
  const idsOf = () => new Set(receiver.received.map(({ json }) => json.data.id));
  await eventually(
    async () => idsOf().size,
    (size) => size === emitted,
    { what: "all of them" },
  );
});
