import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, type TestContext, test } from "node:test";
import { findServer } from "../../packages/server/test/store/postgres-server.ts";
import { createDatabase } from "../harness/database.ts";
import { eventually } from "../harness/eventually.ts";
import { givenReceiver } from "../harness/given.ts";
import { HubProcess } from "../harness/hub.ts";
import { hubMain } from "../harness/hub-main.ts";
import { run } from "../harness/program.ts";
import type { Receiver } from "../harness/receiver.ts";
import { Site } from "../harness/site.ts";

/** What a move needs on both sides. */
const KEYS = {
  TABELLARY_ADMIN_KEY: "the-key-of-both-hubs-of-the-test",
  TABELLARY_MASTER_KEY: Buffer.alloc(32, 9).toString("base64"),
};
const KEPT = 24;
const LANES = 3;
/** Soon enough to have failed when the hub is stopped, and so many that it waits then, however slow the machine is. */
const RETRY_SCHEDULE = [0, 4, ...new Array<number>(48).fill(3)];

const server = await findServer();
after(server.stop);

function givenFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-moving-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function givenDatabase(t: TestContext): Promise<string> {
  const database = await createDatabase(server);
  t.after(() => database.drop());
  return database.url;
}

interface Running {
  hub: HubProcess;
  stop(): Promise<void>;
}

async function startHub(t: TestContext, url: string): Promise<Running> {
  const hub = await HubProcess.start({ dataDir: givenFolder(t), flags: { "database-url": url }, env: KEYS });
  t.after(() => hub.kill());
  return { hub, stop: async () => assert.equal(await hub.stop(), 0) };
}

/** As a shell runs it. */
function shell(command: string) {
  const TABELLARY = `'${process.execPath}' '${hubMain()}'`;
  return run("bash", ["-c", `set -o pipefail; ${command.replaceAll("tabellary ", `${TABELLARY} `)}`]);
}

async function migrate(url: string): Promise<void> {
  const { code, output } = await shell(`tabellary migrate --database-url '${url}'`);
  assert.equal(code, 0, output);
}

async function assertStaysDown(t: TestContext, url: string): Promise<void> {
  const options = { dataDir: givenFolder(t), flags: { "database-url": url }, env: KEYS };
  const { code, output } = await HubProcess.startInVain(options);
  assert.equal(code, 2, output);
  assert.match(output, /^tabellary: [^\n]* was exported on \d{4}-[^\n]*tabellary export --undo[^\n]*\n$/);
}

/** A receiver that is down until it is told otherwise, and what it took while it was up. */
class Moody {
  readonly receiver: Receiver;
  isUp = false;
  readonly taken: { n: number; lane: string; id: string }[] = [];

  private constructor(receiver: Receiver) {
    this.receiver = receiver;
  }

  static async of(t: TestContext): Promise<Moody> {
    const moody = new Moody(await givenReceiver(t));
    moody.receiver.answer = ({ json }) => {
      if (!moody.isUp) return 503;
      moody.taken.push({ n: json.data.n, lane: json.data.lane, id: json.id });
      return 200;
    };
    return moody;
  }
}

const laneOf = (n: number) => `lane ${n % LANES}`;

/** Sends events `from` up to `to` to a site with an ordered and an unordered webhook; returns their ids. */
async function sendAll(site: Site, from: number, to: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = from; n < to; n += 1) {
    const event = { type: "a.move", data: { n, lane: laneOf(n) }, ordering_key: laneOf(n), external_id: `order ${n}` };
    const { id } = await site.api.expect(202, site.api.post("/v1/events", event, { "Idempotency-Key": `key-${n}` }));
    ids.push(id);
  }
  return ids;
}

function assertOnce({ taken }: Moody, ids: readonly string[], what: string): void {
  assert.deepEqual(taken.map(({ id }) => id).toSorted(), ids.toSorted(), `each event once, ${what}`);
}

function assertLanes({ taken }: Moody): void {
  for (let lane = 0; lane < LANES; lane += 1) {
    const ns = taken.filter((event) => event.lane === laneOf(lane)).map(({ n }) => n);
    assert.deepEqual(
      ns,
      ns.toSorted((one, other) => one - other),
      "a lane is in order",
    );
  }
}

suite("Moving", () => {
  test("from SQLite to PostgreSQL and back: what was pending arrives once and in order, and the old hub stays down", async (t) => {
    const first = `sqlite:${join(givenFolder(t), "tabellary.db")}`;
    const second = await givenDatabase(t);
    const third = `sqlite:${join(givenFolder(t), "moved", "tabellary.db")}`;
    const plain = await Moody.of(t);
    const ordered = await Moody.of(t);

    let running = await startHub(t, first);
    let site = await Site.open(running.hub.api, "generic");
    const schedule = { events: ["*"], retry_schedule: RETRY_SCHEDULE };
    await site.subscribe({ url: plain.receiver.url, ...schedule });
    await site.subscribe({ url: ordered.receiver.url, ...schedule, ordering: "key" });
    const ids: string[] = [];

    for (const [round, to] of [second, third].entries()) {
      const from = round === 0 ? first : second;
      for (const moody of [plain, ordered]) moody.isUp = false;
      const before = [plain.receiver.received.length, ordered.receiver.received.length];
      const more = await sendAll(site, round * KEPT, (round + 1) * KEPT);
      ids.push(...more);
      // Each has failed, and waits: of the lanes their first, with the others behind it.
      await plain.receiver.until(before[0]! + KEPT);
      await ordered.receiver.until(before[1]! + LANES);
      const waiting = await deliveriesOf(site, more[0]!);
      await running.stop();

      const { code, output } = await shell(
        `tabellary export --database-url '${from}' | tabellary import --database-url '${to}'`,
      );
      assert.equal(code, 0, output);
      assert.match(output, /Exported [\d,]+ rows, among them \d+ events, 48 owed deliveries/);
      assert.match(output, /Imported [\d,]+ rows, among them \d+ events, 48 owed deliveries.*\n.*TABELLARY_MASTER_KEY/);
      assert.ok(!output.includes("postgres@"), "no user name and no password is shown");
      await assertStaysDown(t, from);

      for (const moody of [plain, ordered]) moody.isUp = true;
      running = await startHub(t, to);
      site = await Site.of(running.hub.api, site.id);
      const moved = await deliveriesOf(site, more[0]!);
      assert.deepEqual(
        moved.map(({ id }) => id),
        waiting.map(({ id }) => id),
      );
      const all = () => Promise.resolve([plain.taken.length, ordered.taken.length]);
      await eventually(all, (counts) => counts.every((count) => count >= ids.length));
      const sameAgain = await sendAll(site, round * KEPT, (round + 1) * KEPT);
      assert.deepEqual(sameAgain, more, "a repeated request gets the answer that it got before the move");
      await untilNothingIsOwed(site);
    }

    assertOnce(plain, ids, "to the unordered webhook");
    assertOnce(ordered, ids, "to the ordered webhook");
    assertLanes(ordered);
    const [delivery] = await deliveriesOf(site, ids[0]!);
    const { attempts } = await site.delivery(delivery!.id);
    assert.ok(attempts >= 2, "what failed before the moves is still in the log");
    await running.stop();
  });

  test("a database that a hub runs on is not exported, and one that is in use is not filled", async (t) => {
    const file = `sqlite:${join(givenFolder(t), "tabellary.db")}`;
    const database = await givenDatabase(t);
    for (const url of [file, database]) {
      const { hub, stop } = await startHub(t, url);
      const refused = await shell(`tabellary export --database-url '${url}' > /dev/null`);
      assert.equal(refused.code, 2, refused.output);
      assert.match(refused.output, /^tabellary: .*(in use by another|A hub runs on).*Nothing was marked as moved\.\n$/);
      await hub.api.expect(202, hub.api.post("/v1/events", { type: "user.created", data: {} }));
      await stop();
    }
    const refused = await shell(
      `tabellary export --keep --database-url '${file}' | tabellary import --database-url '${database}'`,
    );
    assert.equal(refused.code, 2, refused.output);
    assert.match(refused.output, /holds something already \(site, /);
  });

  test("when the reader of a dump goes away before its end, nothing is marked, and the hub goes on", async (t) => {
    const url = `sqlite:${join(givenFolder(t), "tabellary.db")}`;
    const { hub, stop } = await startHub(t, url);
    const text = "x".repeat(100_000);
    for (let n = 0; n < 20; n += 1) {
      await hub.api.expect(202, hub.api.post("/v1/events", { type: "user.created", data: { text } }));
    }
    await stop();
    const { code, output } = await shell(`tabellary export --database-url '${url}' | head -c 1000 > /dev/null`);
    assert.equal(code, 1, output);
    assert.match(output, /The dump cannot be written on: .*EPIPE.* Nothing was marked as moved\.\n$/);
    await (await startHub(t, url)).stop();
  });

  test("an import that is interrupted leaves nothing behind; a dump in a file is never written over", async (t) => {
    const folder = givenFolder(t);
    const url = `sqlite:${join(folder, "first.db")}`;
    await migrate(url);
    const dump = join(folder, "dump.ndjson");
    assert.equal((await shell(`tabellary export --keep --database-url '${url}' --file '${dump}'`)).code, 0);
    const again = await shell(`tabellary export --database-url '${url}' --file '${dump}'`);
    assert.equal(again.code, 2);
    assert.match(again.output, /it is there already, and a dump is not written over another/);

    const target = join(folder, "second.db");
    const child = spawn(process.execPath, [hubMain(), "import", "--database-url", `sqlite:${target}`], {
      stdio: ["pipe", "ignore", "pipe"],
    });
    t.after(() => child.kill("SIGKILL"));
    child.stdin.write(readFileSync(dump).subarray(0, -200));
    const exited = once(child, "exit");
    await eventually(async () => existsSync(`${target}.importing`), Boolean);
    child.kill("SIGINT");
    assert.deepEqual(await exited, [130, null]);
    assert.ok(!existsSync(target) && !existsSync(`${target}.importing`));
    assert.equal((await shell(`tabellary import --database-url 'sqlite:${target}' < '${dump}'`)).code, 0);
    assert.ok(existsSync(target));
  });

  test("the mark of an export can be taken back", async (t) => {
    const url = `sqlite:${join(givenFolder(t), "tabellary.db")}`;
    await migrate(url);
    assert.equal((await shell(`tabellary export --database-url '${url}' > /dev/null`)).code, 0);
    await assertStaysDown(t, url);
    const undone = await shell(`tabellary export --undo --database-url '${url}'`);
    assert.equal(undone.code, 0);
    assert.match(undone.output, /is no longer marked as moved/);
    await (await startHub(t, url)).stop();
  });
});

async function deliveriesOf(site: Site, eventId: string): Promise<{ id: string }[]> {
  const { deliveries } = await site.event(eventId);
  return deliveries;
}

async function untilNothingIsOwed(site: Site): Promise<void> {
  const pending = () => site.api.expect(200, site.api.get("/v1/deliveries?status=pending"));
  await eventually(pending, ({ deliveries }) => deliveries.length === 0);
}
