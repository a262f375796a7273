import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { eventually } from "../../harness/eventually.ts";
import { givenReceiver } from "../../harness/given.ts";
import { HubProcess } from "../../harness/hub.ts";
import { judgeByLists, TEXTS } from "../../harness/moderation.ts";
import { seeded } from "../../harness/random.ts";
import type { Receiver } from "../../harness/receiver.ts";
import { Site } from "../../harness/site.ts";
import { Source } from "../../harness/source.ts";
import { givenInternet } from "../../platforms/internet.ts";
import { post, X } from "../../platforms/x.ts";

const KILLS = 4;
const BETWEEN = 24;
const SEED = 20_262;
const KILL_MS_MIN = 20;
const KILL_MS_MAX = 400;
const CONVERSATION = "1050118621198921700";
const FIRST_ID = 2_090_000_000_000_000_000n;
const LIST_MAX = 100;

// biome-ignore lint/suspicious/noExplicitAny: what the API answers
type Body = any;

/** A hub that is killed and started again on what it has kept, X before it, and who hears of decisions behind it. */
async function given(t: TestContext) {
  const dataDir = mkdtempSync(join(tmpdir(), "tabellary-enforcing-"));
  const x = new X();
  const internet = await givenInternet(t, x);
  const receiver = await givenReceiver(t);
  const random = seeded(SEED);
  let hub = await HubProcess.start({ dataDir, env: internet.env });
  t.after(async () => {
    await hub.kill();
    rmSync(dataDir, { recursive: true, force: true });
  });
  internet.hubUrl = hub.url;
  const first = await Site.open(hub.api, "generic");
  await judgeByLists(first);
  await first.subscribe({
    url: receiver.url,
    events: ["comment.moderated"],
    ordering: "none",
    retry_schedule: [0, 1, 1, 1],
  });
  const { consumerSecret, bearerToken } = x;
  const secrets = { consumerSecret, bearerToken, accessToken: bearerToken };
  await (await Source.open(first, { platform: "x", secrets, moderate: ["comment.created"] })).register();
  const present = { site: first };
  /** At a moment of the dice after `begun`, while `work` goes on; that has ended when it is up again. */
  const killDuring = async (work: Promise<unknown>, begun?: Promise<unknown>) => {
    await begun;
    await new Promise<void>((resolve) => setTimeout(resolve, KILL_MS_MIN + random() * (KILL_MS_MAX - KILL_MS_MIN)));
    await hub.kill();
    await work;
    hub = await HubProcess.start({ dataDir, env: internet.env });
    internet.hubUrl = hub.url;
    present.site = await Site.of(hub.api, first.id);
  };
  return { x, receiver, present, killDuring };
}

/** Comments as X tells of them, each with its text. One that the hub did not acknowledge is not among `taken`. */
class Comments {
  readonly taken = new Map<string, string>();
  readonly #x: X;
  #told = 0;

  constructor(x: X) {
    this.#x = x;
  }

  async tell(text: string): Promise<void> {
    const id = String(FIRST_ID + BigInt(this.#told));
    this.#told += 1;
    const answers = await this.#x.tell(post(id, text, CONVERSATION)).catch(() => []);
    if (answers.some(({ status }) => status === 200)) this.taken.set(id, text);
  }
}

/** All items, whole, by what X calls them. */
async function itemsOf({ api }: Site): Promise<Map<string, Body>> {
  const items = new Map<string, Body>();
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query: string = `limit=${LIST_MAX}${cursor === "" ? "" : `&cursor=${cursor}`}`;
    const page: Body = await api.expect(200, api.get(`/v1/media?${query}`));
    const whole = await Promise.all(page.media.map(({ id }: Body) => api.expect(200, api.get(`/v1/media/${id}`))));
    for (const item of whole) items.set(item.native_id, item);
    cursor = page.next_cursor;
  }
  return items;
}

/** All items, when each of `taken` is there, nothing is pending and every platform has been asked. */
async function settled(site: Site, { taken }: Comments): Promise<Map<string, Body>> {
  await site.untilNothingIsOwed();
  const isEnded = ({ status, decisions }: Body) =>
    status !== "pending" && decisions.every(({ enforcement }: Body) => enforcement?.state !== "requested");
  return eventually(
    () => itemsOf(site),
    (items) => [...taken.keys()].every((id) => items.has(id)) && [...items.values()].every(isEnded),
    { everyMs: 500, what: "every item to be decided, and every platform to be asked" },
  );
}

/** Each decision was told once, however often that was sent, and no other. */
function assertTold(receiver: Receiver, items: ReadonlyMap<string, Body>): void {
  const told = new Map<string, Set<string>>();
  for (const { json } of receiver.received) {
    const { id } = json.data.comment;
    told.set(id, (told.get(id) ?? new Set()).add(json.id));
  }
  for (const [id, { decisions }] of items) assert.equal(told.get(id)?.size, decisions.length, `what was told of ${id}`);
}

test("killed while comments come in and are acted upon, each that was taken ends in one state, is told of once, and is hidden if it has to be", async (t) => {
  const { x, receiver, present, killDuring } = await given(t);
  const comments = new Comments(x);
  const texts = Object.values(TEXTS);
  const tell = () => Promise.all(Array.from({ length: BETWEEN }, (_, n) => comments.tell(texts[n % texts.length]!)));
  for (let kills = 0; kills < KILLS; kills++) await killDuring(tell());
  await tell();
  const items = await settled(present.site, comments);
  t.diagnostic(
    `${comments.taken.size} comments were acknowledged, ${items.size} are there; X was asked ${x.calls} times`,
  );
  assert.ok(comments.taken.size >= BETWEEN, `${comments.taken.size} were taken`);
  const expected: Record<string, string> = {
    [TEXTS.clean]: "approved",
    [TEXTS.violating]: "rejected",
    [TEXTS.borderline]: "flagged",
  };
  for (const [id, text] of comments.taken) {
    const { status, decisions } = items.get(id)!;
    const state = text === TEXTS.violating ? "applied" : undefined;
    assert.deepEqual([status, decisions.length, decisions[0].enforcement?.state], [expected[text], 1, state], id);
  }
  const rejected = [...items].filter(([, { status }]) => status === "rejected").map(([id]) => id);
  assert.deepEqual(x.hidden, new Set(rejected));
  assertTold(receiver, items);
});

test("killed while people decide, each decision that was answered stands, is told of once, and is carried out", async (t) => {
  const { x, receiver, present, killDuring } = await given(t);
  const comments = new Comments(x);
  const count = KILLS * BETWEEN;
  await Promise.all(Array.from({ length: count }, () => comments.tell(TEXTS.borderline)));
  const flagged = [...(await settled(present.site, comments))];
  assert.equal(flagged.length, count, `${comments.taken.size} were taken`);
  const wanted = new Map(flagged.map(([id], n) => [id, n % 3 === 0 ? "approve" : "reject"]));
  const decide = async (of: typeof flagged, onAnswer?: () => void) => {
    const answers = of.map(async ([nativeId, { id }]) => {
      const path = `/v1/reviews/${id}/${wanted.get(nativeId)}`;
      const answer = await present.site.api.post(path, { by: "ann" }).catch(() => undefined);
      if (answer?.status !== 200) return [];
      onAnswer?.();
      return [nativeId];
    });
    return (await Promise.all(answers)).flat();
  };
  const answered = new Set<string>();
  for (let kills = 0; kills < KILLS; kills++) {
    const begun = Promise.withResolvers<void>();
    const deciding = decide(flagged.slice(kills * BETWEEN, (kills + 1) * BETWEEN), begun.resolve);
    await killDuring(deciding, Promise.race([begun.promise, deciding]));
    for (const id of await deciding) answered.add(id);
  }
  const isByPerson = ({ by }: Body) => by === "person";
  const kept = await itemsOf(present.site);
  t.diagnostic(`${answered.size} of ${count} decisions were answered`);
  assert.ok(answered.size >= KILLS, "one at least before each kill");
  for (const id of answered) assert.equal(kept.get(id).decisions.filter(isByPerson).length, 1, `${id} was answered`);
  // Who got no answer looks again, and decides what is undecided.
  await decide(flagged.filter(([id]) => !kept.get(id).decisions.some(isByPerson)));
  const items = await settled(present.site, comments);
  for (const [id, { status, decisions }] of items) {
    const [verdict, state] = wanted.get(id) === "reject" ? ["rejected", "applied"] : ["approved", undefined];
    assert.deepEqual([status, decisions.length, decisions[1].enforcement?.state], [verdict, 2, state], id);
  }
  const rejected = [...wanted].filter(([, action]) => action === "reject").map(([id]) => id);
  assert.deepEqual(x.hidden, new Set(rejected));
  assertTold(receiver, items);
});
