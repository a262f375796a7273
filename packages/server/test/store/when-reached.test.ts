import assert from "node:assert/strict";
import { after, test } from "node:test";
import pg from "pg";
import { reasonOf } from "../../src/store/postgres/faults.ts";
import { isPooled } from "../../src/store/postgres/pooler.ts";
import { whenReached } from "../../src/store/postgres/when-reached.ts";
import { StoreError, StoreUnavailableError } from "../../src/store/store.ts";
import { PATIENCE_MS } from "../promised.ts";
import { freePort, startServer } from "./postgres-server.ts";

const server = await startServer();
after(() => server.stop());
const databaseUrl = (path: string, port = new URL(server.url).port): string => {
  const url = new URL(server.url);
  url.pathname = path;
  url.port = port;
  return url.href;
};
const open = (url: string) => () => isPooled(url, PATIENCE_MS);

test("a server that is not there yet is waited for, and that is told once", async () => {
  await server.kill();
  const told: Error[] = [];
  const waits = Promise.withResolvers<void>();
  const onWait = (error: Error) => {
    told.push(error);
    waits.resolve();
  };
  const opened = whenReached(open(server.url), { waitMs: PATIENCE_MS, onWait });
  await waits.promise;
  await server.start();
  assert.equal(await opened, false);
  assert.deepEqual(
    told.map(({ message }) => /^PostgreSQL cannot be reached: .+\.$/.test(message)),
    [true],
  );
});

test("what stays away is told with the reason when the time is over, and at once where there is none", async () => {
  const nowhere = databaseUrl("/postgres", `${await freePort()}`);
  for (const [waitMs, times] of [
    [600, 1],
    [0, 0],
  ] as const) {
    const told: Error[] = [];
    const opened = whenReached(open(nowhere), { waitMs, onWait: (error) => told.push(error) });
    await assert.rejects(
      opened,
      (error) => error instanceof StoreUnavailableError && /ECONNREFUSED/.test(error.message),
    );
    assert.equal(told.length, times);
  }
});

test("what waiting does not mend is not waited for: a database or a role that does not exist, and other errors", async () => {
  const stranger = databaseUrl("/postgres").replace("//postgres@", "//stranger@");
  const onWait = () => assert.fail("nothing to wait for");
  for (const [url, why] of [
    [databaseUrl("/nowhere"), /database "nowhere" does not exist/],
    [stranger, /role "stranger" does not exist/],
  ] as const) {
    await assert.rejects(whenReached(open(url), { waitMs: PATIENCE_MS, onWait }), why);
  }
  const failing = () => Promise.reject(new StoreError("It is of a newer version."));
  await assert.rejects(whenReached(failing, { waitMs: PATIENCE_MS, onWait }), /newer version/);
});

test("of a name with several addresses it says why each is out of reach", () => {
  const error = new AggregateError([
    new Error("connect ECONNREFUSED ::1:5432"),
    new Error("connect ECONNREFUSED 127.0.0.1:5432"),
  ]);
  assert.equal(reasonOf(error), "connect ECONNREFUSED ::1:5432, connect ECONNREFUSED 127.0.0.1:5432");
});

test("a server that has no connection to spare is waited for", async () => {
  let tries = 0;
  const crowded = async () => {
    tries += 1;
    if (tries > 2) return "open";
    const cause = Object.assign(new pg.DatabaseError("sorry, too many clients already", 0, "error"), { code: "53300" });
    throw new StoreUnavailableError("PostgreSQL cannot be reached.", "none", { cause });
  };
  assert.equal(await whenReached(crowded, { waitMs: PATIENCE_MS, onWait: () => undefined }), "open");
});
