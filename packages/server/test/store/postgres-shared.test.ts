import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { after, type TestContext, test } from "node:test";
import { promisify } from "node:util";
import pg from "pg";
import { openPostgresStore, type PostgresStore } from "../../src/store/postgres/postgres-store.ts";
import type { Word } from "../../src/store/shared.ts";
import { systemClock as clock } from "../../src/world.ts";
import { PATIENCE_MS } from "../promised.ts";
import { Subject } from "./conformance/subject.ts";
import { ask, findServer, newSchema, PATIENT } from "./postgres-server.ts";

const TTL = 3_600_000;

const server = await findServer();
after(() => server.stop());

/** Two stores on one schema, each with connections of its own, as two processes have. */
async function openTwo(t: TestContext): Promise<[PostgresStore, PostgresStore, string]> {
  const schema = newSchema();
  const open = () => openPostgresStore(server.url, { schema, ...PATIENT });
  const [one, two] = [await open(), await open()];
  t.after(async () => {
    for (const store of [one, two]) await store.close();
    await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
  });
  return [one, two, schema];
}

function subjectOf(store: PostgresStore): Subject {
  const it = new Subject({ store, crash: () => assert.fail(), cleanup: async () => undefined });
  it.now = clock.now();
  return it;
}

/** How often it was heard of, and a promise for the next time. */
class Ear {
  count = 0;
  #waiting: (() => void)[] = [];

  readonly hear = (): void => {
    this.count += 1;
    for (const wake of this.#waiting.splice(0)) wake();
  };

  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

async function listen(store: PostgresStore): Promise<Ear> {
  const ear = new Ear();
  const first = ear.next();
  store.shared.listen(ear.hear);
  await first;
  return ear;
}

test("news tells the database's time and the nodes that live, by its clock", async (t) => {
  const [one, two] = await openTwo(t);
  const node = await one.join(clock.now(), TTL);
  const before = await one.databaseTime();
  const { time, nodes } = await one.shared.news(node, 0n);
  assert.ok(before <= time && time <= (await one.databaseTime()));
  assert.deepEqual(nodes, [node]);
  const other = await two.join(clock.now(), TTL);
  await one.join(clock.now() - 2 * TTL, TTL);
  assert.deepEqual((await one.shared.news(node, 0n)).nodes, [node, other], "the third has expired");
  await two.leave(other);
  assert.deepEqual((await one.shared.news(node, 0n)).nodes, [node]);
});

test("news tells of changes of the catalogue and of a webhook's health, each by a version of its own", async (t) => {
  const [one, two] = await openTwo(t);
  const it = subjectOf(one);
  const node = await it.join();
  const first = await two.shared.news(node, 0n);
  const made = await it.createWebhook();
  assert.ok(made.kind === "changed");
  const second = await two.shared.news(node, 0n);
  assert.deepEqual([second.version, second.healthVersion], [made.version, first.healthVersion]);
  const owe = () => it.owe(node, it.target(made.no, { isClaimed: true }));
  await it.settle(node, { webhookNo: made.no, seq: await owe() });
  assert.equal((await two.shared.news(node, 0n)).healthVersion, second.healthVersion, "nothing has changed");
  await it.settle(node, { webhookNo: made.no, seq: await owe() }, { health: "failing" });
  const third = await two.shared.news(node, 0n);
  assert.deepEqual([third.version, third.healthVersion], [made.version, second.healthVersion + 1]);
});

test("news tells whether something waits in the outbox", async (t) => {
  const [one, , schema] = await openTwo(t);
  const node = await one.join(clock.now(), TTL);
  assert.equal((await one.shared.news(node, 0n)).hasOutbox, false);
  await ask(server.url, `INSERT INTO ${schema}.outbox (site_no, type, data, emitted) VALUES (1, 'a.b', '1', 1)`);
  assert.equal((await one.shared.news(node, 0n)).hasOutbox, true);
  await ask(server.url, `DELETE FROM ${schema}.outbox`);
  assert.equal((await one.shared.news(node, 0n)).hasOutbox, false);
});

test("words reach the other nodes in their order for half a minute, and not the one who said them", async (t) => {
  const [one, two, schema] = await openTwo(t);
  const [node, other] = [await one.join(clock.now(), TTL), await two.join(clock.now(), TTL)];
  const said: Word[] = [
    { kind: "look", webhookNo: 3 },
    { kind: "hurry", webhookNo: 4, seq: (1n << 62n) + 1n },
    { kind: "look", webhookNo: 1 },
  ];
  await one.shared.tell(node, said.slice(0, 2));
  await one.shared.tell(node, said.slice(2));
  const { words } = await two.shared.news(other, 0n);
  assert.deepEqual(
    words.map(({ word }) => word),
    said,
  );
  assert.ok(words[0]!.no < words[1]!.no && words[1]!.no < words[2]!.no);
  assert.deepEqual((await one.shared.news(node, 0n)).words, []);
  const again = { ...node, epoch: node.epoch + 1 };
  assert.equal((await one.shared.news(again, 0n)).words.length, 3, "who has the number next did not say them");

  await ask(server.url, `UPDATE ${schema}.word SET said = said - 31000 WHERE webhook_no = 3`);
  await ask(server.url, `UPDATE ${schema}.word SET said = said - 61000 WHERE webhook_no = 4`);
  assert.equal((await two.shared.news(other, 0n)).words.length, 1);
  await two.shared.tell(other, [{ kind: "look", webhookNo: 9 }]);
  const left = await ask(server.url, `SELECT webhook_no FROM ${schema}.word ORDER BY no`);
  assert.deepEqual(
    left.map((row) => row.webhook_no),
    [3, 1, 9],
    "a minute later it is gone",
  );
});

test("a word, a change of the catalogue and a node that leaves wake the nodes that listen", async (t) => {
  const [one, two] = await openTwo(t);
  const node = await one.join(clock.now(), TTL);
  assert.equal(two.shared.canListen, true);
  const ear = await listen(two);
  for (const say of [
    () => one.shared.tell(node, [{ kind: "look", webhookNo: 1 }]),
    () => subjectOf(one).createSite("a site"),
    () => one.leave(node),
  ]) {
    const heard = ear.next();
    await say();
    await heard;
  }
});

test("nothing of a commit wakes other nodes: NOTIFY would hold up all commits", async (t) => {
  const [one, two] = await openTwo(t);
  const ear = await listen(two);
  const it = subjectOf(one);
  const node = await it.join();
  const seq = await it.owe(node, it.target(1, { isClaimed: true, laneKey: 3n }));
  await it.settle(node, { webhookNo: 1, seq, laneKey: 3n }, { health: "failing" });
  const { count } = ear;
  const heard = ear.next();
  await one.shared.tell(node, [{ kind: "look", webhookNo: 1 }]);
  await heard;
  assert.equal(ear.count, count + 1, "the word, and nothing before it");
});

test("a connection that was lost listens anew, and says that something may have been missed", async (t) => {
  const [, two, schema] = await openTwo(t);
  const ear = await listen(two);
  const again = ear.next();
  await ask(
    server.url,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN ${schema}_news' AND pid <> pg_backend_pid()`,
  );
  await again;
  const heard = ear.next();
  await ask(server.url, `NOTIFY ${schema}_news`);
  await heard;
});

test("a process that listens ends by itself when nothing else is left to do", async () => {
  const schema = newSchema();
  const folder = new URL("../../src/", import.meta.url);
  const script = `
    import { openPostgresStore } from "${new URL("store/postgres/postgres-store.ts", folder)}";
    import { systemClock as clock } from "${new URL("world.ts", folder)}";
    const store = await openPostgresStore(${JSON.stringify(server.url)}, { schema: "${schema}", clock, answerMsMax: ${PATIENCE_MS} });
    await new Promise((resolve) => store.shared.listen(resolve));
    console.log("listened");`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
    timeout: PATIENCE_MS,
  });
  assert.equal(stdout, "listened\n");
  await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
});

test("a duty has one node at a time, for as long as that lives", async (t) => {
  const [one, two] = await openTwo(t);
  const now = clock.now();
  const [node, other] = [await one.join(now, TTL), await two.join(now, TTL)];
  const taken = await Promise.all([
    one.shared.takeDuty("retention", node, now),
    two.shared.takeDuty("retention", other, now),
  ]);
  assert.equal(taken.filter(Boolean).length, 1);
  const [mine, theirs] = taken[0] ? [one, two] : [two, one];
  const [holder, waiting] = taken[0] ? [node, other] : [other, node];
  assert.equal(await mine.shared.takeDuty("retention", holder, now), true, "it is kept");
  assert.equal(await theirs.shared.takeDuty("outbox", waiting, now), true, "another duty is another's");
  assert.equal(await mine.shared.takeDuty("outbox", holder, now), false);
  await mine.leave(holder);
  assert.equal(await mine.shared.takeDuty("retention", holder, now), false, "a node that is not alive has none");
  assert.equal(await theirs.shared.takeDuty("retention", waiting, now), true);
  assert.equal(await theirs.shared.takeDuty("outbox", waiting, now + TTL), false);
});

/** Stands before the server and counts what is asked of it: simple queries, and executions of prepared ones. */
async function startTap(t: TestContext): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const target = new pg.Client({ connectionString: server.url });
  const sockets: Socket[] = [];
  const tap = createServer((near) => {
    const far = createConnection(target.port, target.host);
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on("error", () => undefined);
    far.pipe(near);
    near.pipe(far);
    near.on("close", () => far.destroy());
    let rest: Buffer = Buffer.alloc(0);
    let isStarted = false;
    near.on("data", (bytes: Buffer) => {
      rest = Buffer.concat([rest, bytes]);
      for (;;) {
        const header = isStarted ? 5 : 4;
        if (rest.length < header) return;
        const length = rest.readInt32BE(header - 4) + header - 4;
        if (rest.length < length) return;
        const type = String.fromCharCode(rest[0]!);
        if (isStarted && (type === "Q" || type === "E")) asked.push(rest.toString("latin1", 5, length));
        rest = rest.subarray(length);
        isStarted = true;
      }
    });
  }).listen(0, "127.0.0.1");
  await once(tap, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    tap.close();
  });
  const url = new URL(server.url);
  url.host = `127.0.0.1:${(tap.address() as { port: number }).port}`;
  return { url: url.href, asked };
}

test("what a node at rest does is one statement each: its lease, the news, a duty, a word", async (t) => {
  const { url, asked } = await startTap(t);
  const schema = newSchema();
  const store = await openPostgresStore(url, { schema, ...PATIENT });
  const node = await store.join(clock.now(), TTL);
  for (const [name, call] of Object.entries({
    renew: () => store.renew(node, clock.now(), TTL),
    news: () => store.shared.news(node, 0n),
    duty: () => store.shared.takeDuty("outbox", node, clock.now()),
    tell: () => store.shared.tell(node, [{ kind: "look", webhookNo: 1 }]),
    leave: () => store.leave(node),
  })) {
    asked.length = 0;
    await call();
    assert.equal(asked.length, 1, `${name}: ${asked}`);
  }
  await store.close();
  await ask(server.url, `DROP SCHEMA ${schema} CASCADE`);
});

test("a letter is kept for whoever knows its key, until a reply to it is final", async (t) => {
  const [one, two] = await openTwo(t);
  const [node, other] = [await one.join(clock.now(), TTL), await two.join(clock.now(), TTL)];
  const key = (1n << 63n) - 5n;
  assert.equal(await one.shared.readLetter(key), null);
  assert.equal(await one.shared.leaveLetter(node, key, Uint8Array.of(0, 255)), true);
  const heard = async (at: PostgresStore, as: typeof node) =>
    (await at.shared.news(as, 0n)).words.map(({ word }) => word);
  assert.deepEqual(await heard(two, other), [{ kind: "letter", key }]);
  const letter = (await two.shared.readLetter(key))!;
  assert.deepEqual([[...letter.body], letter.reply], [[0, 255], null]);
  await two.shared.replyToLetter(other, key, "that is not it", false);
  assert.deepEqual(await heard(one, node), [{ kind: "reply", key }]);
  assert.equal((await one.shared.readLetter(key))!.reply, "that is not it");
  assert.equal(await one.shared.leaveLetter(node, key, Uint8Array.of(1)), true);
  assert.equal((await one.shared.readLetter(key))!.reply, null);
  await two.shared.replyToLetter(other, key, "thank you", true);
  assert.equal(await one.shared.leaveLetter(node, key, Uint8Array.of(2)), false);
  assert.equal((await one.shared.readLetter(key))!.reply, "thank you");
});

test("letters that nobody has fetched for a minute are gone with the next", async (t) => {
  const [one, , schema] = await openTwo(t);
  const node = await one.join(clock.now(), TTL);
  await one.shared.leaveLetter(node, 1n, Uint8Array.of(1));
  await ask(server.url, `UPDATE ${schema}.letter SET said = said - 61000`);
  await one.shared.leaveLetter(node, 2n, Uint8Array.of(2));
  assert.deepEqual([await one.shared.readLetter(1n), (await one.shared.readLetter(2n))!.reply], [null, null]);
});
