import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { omnifenceSigned } from "@tabellary/contracts";
import { sealJobSecret } from "../../src/catalogue/job-callback.ts";
import { formatId, ID_STEP } from "../../src/model/ids.ts";
import type { JobRecord } from "../../src/store/moderating.ts";
import { newItem, newJob, submission, writes } from "../store/conformance/items.ts";
import type { Subject } from "../store/conformance/subject.ts";
import { type EngineRoom, openEngine } from "./room.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const HOUR_MS = 3_600_000;

/** A job that has just ended, told to this address alone; returns the id of that delivery. */
async function endJob(room: EngineRoom, url: string, secret: string | null = null): Promise<bigint> {
  const { engine, catalogue, site, clock, ids, vault } = room;
  const contract = secret === null ? "omnifence" : "omnifence-signed";
  const { no: callbackNo } = await catalogue.ensureInner(site.no, "callbacks", contract);
  const it = { now: clock.now(), take: () => ids.take() } as unknown as Subject;
  const item = newItem(it, { siteNo: site.no });
  const made = newJob(it, item, { status: "completed", verdict: "approved", endedAt: clock.now(), callbackNo });
  const sealedSecret = secret === null ? null : sealJobSecret(secret, made.id, vault);
  const job: JobRecord = { ...made, callback: { url, sealedSecret } };
  const data = JSON.stringify({ job_id: formatId("job", job.id), status: "completed", categories: {} });
  const about = { type: "job.completed", externalId: null, occurredAt: null, orderingKey: null };
  let seq = 0n;
  await engine.accept({
    siteNo: site.no,
    events: [{ ...about, data, also: [callbackNo], isAlone: true }],
    idempotency: null,
    toAnswer: ([event]) => {
      seq = event!.seq;
      return "";
    },
    moderation: writes({ ...submission(it, item), jobs: [job], endedBy: 0 }),
  });
  return seq + ID_STEP;
}

async function statusOf({ store }: EngineRoom, seq: bigint) {
  const { status, attempts } = (await store.readDelivery(seq))!;
  return [status, attempts];
}

describe("The end of a job", () => {
  test("is told at the job's own address, and signed by the job's own secret", async (t) => {
    const room = await openEngine(t);
    const plain = await endJob(room, "https://a.example/done?job=1");
    const signed = await endJob(room, "https://b.example/done", SECRET);
    const other = await endJob(room, "https://c.example/done", "whsec_b3RoZXJvdGhlcm90aGVyb3RoZXJvdGhlcg==");
    await room.clock.advance(100);
    for (const seq of [plain, signed, other]) assert.deepEqual(await statusOf(room, seq), ["success", 1]);
    const sent = (host: string) => room.requests.find(({ url }) => new URL(url).host === host)!;
    assert.equal(sent("a.example").url, "https://a.example/done?job=1");
    assert.equal("webhook-signature" in sent("a.example").headers, false);
    const isSigned = (host: string) => {
      const { headers, body } = sent(host);
      const bytes = new TextEncoder().encode(String(body));
      return omnifenceSigned.verify({ headers, body: bytes, secrets: [SECRET], nowMs: room.clock.now() }).ok;
    };
    assert.deepEqual([isSigned("b.example"), isSigned("c.example")], [true, false]);
    assert.equal(JSON.parse(String(sent("b.example").body)).categories, undefined);
  });

  test("takes one hidden webhook for each contract, however many addresses there are", async (t) => {
    const room = await openEngine(t);
    const seqs: bigint[] = [];
    for (let number = 0; number < 3_000; number++) {
      seqs.push(await endJob(room, `https://host-${number}.example/done`, number % 3 === 0 ? SECRET : null));
    }
    await room.clock.advance(1_000);
    assert.equal(new Set(room.sent).size, 3_000);
    assert.equal(room.catalogue.now.allWebhooksOf(room.site.no).length, 2);
    for (const seq of seqs) assert.deepEqual(await statusOf(room, seq), ["success", 1]);
  });

  test("reaches its address at once, however many are owed to one that does not answer", async (t) => {
    const room = await openEngine(t);
    const dead: bigint[] = [];
    for (let number = 0; number < 60; number++) dead.push(await endJob(room, `https://dead.example/${number}`));
    await room.clock.advance(2_000);
    const alive: bigint[] = [];
    for (let number = 0; number < 100; number++) alive.push(await endJob(room, `https://host-${number}.example/`));
    await room.clock.advance(100);
    for (const seq of alive) assert.deepEqual(await statusOf(room, seq), ["success", 1]);
    // None of them has come to an end, and of those that wait none has been tried.
    for (const seq of dead) assert.deepEqual(await statusOf(room, seq), [null, 0]);
    assert.ok(room.sent.filter((url) => url.includes("dead")).length <= 8 + 2);
    await room.clock.advance(HOUR_MS);
    // Each is sent once, as the contract says, and no oftener for having waited.
    for (const seq of dead) assert.deepEqual(await statusOf(room, seq), ["failed", 1]);
    assert.equal(room.sent.filter((url) => url.includes("dead")).length, dead.length);
    const { health } = room.catalogue.now.inner(room.site.no, "callbacks", "omnifence")!;
    assert.equal(health, "healthy");
  });

  test("reaches its address at once, also while another's is tried again for hours", async (t) => {
    const room = await openEngine(t);
    const dead = await endJob(room, "https://dead.example/", SECRET);
    await room.clock.advance(60_000);
    const alive = await endJob(room, "https://alive.example/", SECRET);
    await room.clock.advance(100);
    assert.deepEqual(await statusOf(room, alive), ["success", 1]);
    await room.clock.advance(6 * HOUR_MS);
    assert.deepEqual(await statusOf(room, dead), ["failed", 12]);
  });

  test("that is kept no longer is told to nobody, and says so", async (t) => {
    const room = await openEngine(t);
    const { catalogue, engine, site, store, clock } = room;
    const { no } = await catalogue.ensureInner(site.no, "callbacks", "omnifence-signed");
    const about = { type: "job.failed", externalId: null, occurredAt: null, orderingKey: null };
    const data = JSON.stringify({ job_id: formatId("job", 77n) });
    const toAnswer = ([event]: readonly { seq: bigint }[]) => String(event!.seq);
    const events = [{ ...about, data, also: [no], isAlone: true as const }];
    const { answer } = await engine.accept({ siteNo: site.no, events, idempotency: null, toAnswer });
    await clock.advance(100);
    const seq = BigInt(answer) + ID_STEP;
    assert.deepEqual(await statusOf(room, seq), ["failed", 1]);
    const [attempt] = await store.attemptsOf(seq);
    assert.match(attempt!.message!, /the job whose end it tells of is not kept any more/);
    assert.deepEqual(room.sent, []);
  });
});
