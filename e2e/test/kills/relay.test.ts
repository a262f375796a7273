import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findServer, freePort } from "../../../packages/server/test/store/postgres-server.ts";
import { eventually } from "../../harness/eventually.ts";
import { HubProcess } from "../../harness/hub.ts";
import { drained, ENGINES, idsOf, numbered, relay } from "../../harness/relayed.ts";

const server = await findServer();
after(() => server.stop());

for (const [engine, givenApp] of Object.entries(ENGINES)) {
  test(`a relay from an outbox in ${engine}, killed again and again, with the hub killed too, makes one event of each row`, async (t) => {
    const app = await givenApp(t, server);
    for (let from = 0; from < 5_000; from += 500) await app.emit(...numbered(from, 500));
    const port = `${await freePort()}`;
    const dataDir = mkdtempSync(join(tmpdir(), "tabellary-"));
    t.after(() => rmSync(dataDir, { recursive: true, force: true }));
    const start = () => HubProcess.start({ dataDir, flags: { port } });
    let hub = await start();
    t.after(() => hub.kill());
    const { adminKey } = hub;
    await hub.kill();
    // At first there is no hub.
    let program = relay(t, app, hub, adminKey);
    await program.until(/what waits in the outbox is kept/);
    assert.equal(await app.waiting(), 5_000);
    hub = await start();
    let kills = 0;
    for (let killAt = 4_000; killAt > 0; killAt -= 1_000) {
      const isThere = (count: number) => count <= killAt;
      await eventually(app.waiting, isThere, { everyMs: 2, what: `${killAt} rows` });
      await program.end("SIGKILL");
      kills += 1;
      if (killAt === 3_000) {
        await hub.kill();
        hub = await start();
      }
      program = relay(t, app, hub, adminKey);
    }
    // The hub dies with a batch under way, and comes back; the relay goes on by itself.
    await eventually(app.waiting, (count) => count < 1_000, { everyMs: 2 });
    await hub.kill();
    hub = await start();
    await drained(app);
    t.diagnostic(`the relay was killed ${kills} times, the hub twice`);
    assert.deepEqual(
      idsOf(hub),
      Array.from({ length: 5_000 }, (_, id) => id),
      "each once, in order",
    );
  });
}
