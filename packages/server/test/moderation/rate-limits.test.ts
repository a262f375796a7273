import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { Enforcement } from "../../src/model/enforcement.ts";
import { formatId } from "../../src/model/ids.ts";
import { Enforcing, OWED_MS_MAX } from "../../src/moderation/enforcing.ts";
import { Overdue } from "../../src/moderation/overdue.ts";
import { Pauses } from "../../src/moderation/pauses.ts";
import type { Shared } from "../../src/store/shared.ts";
import { type EngineRoom, openEngine } from "../engine/room.ts";
import type { VirtualTime } from "../simulation/virtual-time.ts";
import { comment, newItem, rejection, requested, submission } from "../store/conformance/items.ts";
import type { Subject } from "../store/conformance/subject.ts";

const ENFORCEMENTS = 200;
const CALLS_MAX = 50;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const CALL_MS = 200;

/** A platform that takes so many calls in a period. Keeps how often it was asked in each, by the number of the period. */
class Limited {
  readonly asked: number[] = [];
  readonly done = new Set<string>();
  readonly #clock: VirtualTime;
  readonly #periodOf: (now: number) => number;
  readonly #answer: (left: number, now: number) => Response;

  constructor(clock: VirtualTime, periodOf: (now: number) => number, answer: (left: number, now: number) => Response) {
    this.#clock = clock;
    this.#periodOf = periodOf;
    this.#answer = answer;
  }

  readonly fetch = async (url: string): Promise<Response> => {
    const now = this.#clock.now();
    const period = this.#periodOf(now);
    const asked = (this.asked[period] ?? 0) + 1;
    this.asked[period] = asked;
    if (asked <= CALLS_MAX) this.done.add(url);
    await new Promise<void>((resolve) => void this.#clock.after(CALL_MS, resolve));
    return this.#answer(CALLS_MAX - asked, now);
  };

  /** How often it was asked in each period in which it was. */
  get counts(): number[] {
    return Object.values(this.asked);
  }
}

const WINDOW_MS = 15 * MINUTE_MS;

/** https://docs.x.com/fundamentals/rate-limits: windows of 15 minutes, and every answer says how one stands. */
function openX(clock: VirtualTime): Limited {
  const startedAt = clock.now();
  const windowOf = (now: number) => Math.floor((now - startedAt) / WINDOW_MS);
  return new Limited(clock, windowOf, (left, now) => {
    const headers = {
      "x-rate-limit-limit": String(CALLS_MAX),
      "x-rate-limit-remaining": String(Math.max(left, 0)),
      "x-rate-limit-reset": String((startedAt + (windowOf(now) + 1) * WINDOW_MS) / 1_000),
    };
    if (left >= 0) return Response.json({ data: { hidden: true } }, { headers });
    return Response.json({ title: "Too Many Requests", status: 429 }, { status: 429, headers });
  });
}

/** https://developers.google.com/youtube/v3/docs/errors: 403 `quotaExceeded`; a new day begins at midnight in California. */
function openYouTube(clock: VirtualTime): Limited {
  const startedAt = clock.now();
  // In winter: eight hours behind.
  const dayOf = (now: number) => Math.floor((now - 8 * HOUR_MS) / (24 * HOUR_MS));
  return new Limited(
    clock,
    (now) => dayOf(now) - dayOf(startedAt),
    (left) => {
      if (left >= 0) return new Response(null, { status: 204 });
      const error = { message: "You have exceeded your quota.", domain: "youtube.quota", reason: "quotaExceeded" };
      return Response.json({ error: { code: 403, message: error.message, errors: [error] } }, { status: 403 });
    },
  );
}

const hourSince = (startedAt: number) => (now: number) => Math.floor((now - startedAt) / HOUR_MS);

/** https://developers.facebook.com/docs/graph-api/overview/rate-limiting: 400, and a code; not when there is room again. */
function openFacebook(clock: VirtualTime): Limited {
  return new Limited(clock, hourSince(clock.now()), (left) => {
    if (left >= 0) return Response.json({ success: true });
    const error = { message: "(#32) Page request limit reached", type: "OAuthException", code: 32, fbtrace_id: "AbC" };
    return Response.json({ error }, { status: 400 });
  });
}

/** https://business-api.tiktok.com/portal/docs?id=1737172488964097: 200, and a code. */
function openTikTok(clock: VirtualTime): Limited {
  return new Limited(clock, hourSince(clock.now()), (left) =>
    left >= 0
      ? Response.json({ code: 0, message: "OK" })
      : Response.json({ code: 40_100, message: "Requests made too frequently" }),
  );
}

interface Node {
  engine: EngineRoom["engine"];
  catalogue: EngineRoom["catalogue"];
}

/** A hub of so many nodes, a source of that platform, and what is to be removed there: handed in at each in turn. */
async function open(
  t: TestContext,
  platform: string,
  openPlatform: (clock: VirtualTime) => Limited,
  nodeCount: number,
) {
  const room = await openEngine(t);
  const { clock, site, store } = room;
  const config = { name: null, active: true, allowedIps: null, maxAgeSeconds: null, poll: null, reconcile: null };
  const source = await room.catalogue.createSource(
    site.no,
    { ...config, platform },
    { accessToken: ["token"], businessId: ["business"] },
  );
  const enforcer = await room.catalogue.ensureInner(site.no, "enforce", formatId("src", source.id));
  const nodes: Node[] = [room];
  while (nodes.length < nodeCount) nodes.push(await room.join());
  const limited = openPlatform(clock);
  const attend = ({ engine, catalogue }: Node) => {
    const shared = nodeCount > 1 ? ({} as Shared) : null;
    const pauses = new Pauses({ store: { ...store, shared }, clock });
    const enforcing = new Enforcing({ catalogue, store, pauses, fetch: limited.fetch, clock });
    engine.attend({
      judge: () => Promise.reject(new Error("not asked")),
      enforce: (delivery, signal) => enforcing.enforce(delivery, null, signal),
      giveUp: (delivery, reason) => enforcing.giveUp(delivery, reason),
    });
  };
  for (const node of nodes) attend(node);
  const items: bigint[] = [];
  const remove = async (count: number) => {
    for (let n = 0; n < count; n += 1) {
      const { id, ...request } = removal(room, platform, source.id, enforcer.no, items.length);
      await nodes[n % nodes.length]!.engine.accept(request);
      items.push(id);
    }
  };
  const enforcements = async () => {
    const found: Enforcement[] = [];
    for (const id of items) found.push(...(await store.enforcementsOf(id)));
    return found;
  };
  return { room, limited, remove, enforcements, source, nodes, attend };
}

/** A comment that was rejected, with what is asked of its platform. */
function removal(room: EngineRoom, platform: string, sourceId: bigint, enforcerNo: number, n: number) {
  const it = { now: room.clock.now(), take: () => room.ids.take() } as unknown as Subject;
  const nativeId = String(2_090_000_000_000_000_000n + BigInt(n));
  const metadata = { source_id: formatId("src", sourceId) };
  const told = { ...newItem(it), ...comment(it, nativeId, platform) };
  const item = { ...told, siteNo: room.site.no, metadata, origin: { ...told.origin, postId: "44" } };
  const [job] = submission(it, item).jobs;
  const decided = { ...rejection(it, { item, rev: 0, job: job!, decision: null }), rev: null };
  const data = JSON.stringify({ platform, comment: { id: nativeId } });
  const rest = { externalId: null, occurredAt: null, orderingKey: nativeId, also: [enforcerNo] };
  return {
    id: item.id,
    siteNo: room.site.no,
    events: [{ type: "comment.moderated", data, ...rest }],
    idempotency: null,
    toAnswer: () => "",
    moderation: { items: [decided], enforcements: [requested(it, decided)] },
  };
}

function statesOf(enforcements: readonly Enforcement[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(enforcements, ({ state }) => state)].map(([state, all]) => [state, all.length]),
  );
}

describe("What a platform is asked for, however much it is", () => {
  for (const nodeCount of [1, 2]) {
    test(`X does in its windows of fifteen minutes, never asked once too often, at ${nodeCount} node(s)`, async (t) => {
      const { room, limited, remove, enforcements } = await open(t, "twitter", openX, nodeCount);
      await remove(ENFORCEMENTS);
      await room.clock.advance(5 * MINUTE_MS);
      const early = await enforcements();
      const spare = nodeCount - 1;
      const { applied } = statesOf(early);
      // The last call of a window is left over, where another node may be making it.
      assert.ok(applied! >= CALLS_MAX - spare && applied! <= CALLS_MAX, `${applied} were done`);
      const windows = Math.ceil(ENFORCEMENTS / (CALLS_MAX - spare));
      await room.clock.advance((windows - 1) * WINDOW_MS);
      assert.deepEqual(statesOf(await enforcements()), { applied: ENFORCEMENTS });
      assert.equal(limited.done.size, ENFORCEMENTS);
      assert.ok(limited.counts.length <= windows, `it took ${limited.counts.length} windows`);
      assert.ok(Math.max(...limited.counts) <= CALLS_MAX, `asked ${limited.counts} times in a window`);
    });

    test(`YouTube does by its quota of a day, asked once more by each node, at ${nodeCount} node(s)`, async (t) => {
      const { room, limited, remove, enforcements } = await open(t, "youtube", openYouTube, nodeCount);
      await remove(ENFORCEMENTS);
      await room.clock.advance(MINUTE_MS);
      const owed = (await enforcements()).filter(({ state }) => state === "requested");
      assert.equal(owed.length, ENFORCEMENTS - CALLS_MAX);
      const seen = owed.filter(({ nextAt }) => nextAt !== null);
      assert.ok(seen.length >= 1);
      for (const { error, nextAt } of seen) {
        assert.equal(new Date(nextAt!).toISOString(), "2026-01-01T08:00:00.000Z");
        assert.match(error!, /403: .*quotaExceeded|^YouTube takes no more calls before 2026-01-01T08:00:00/);
      }
      await room.clock.advance(3 * 24 * HOUR_MS + MINUTE_MS);
      assert.deepEqual(statesOf(await enforcements()), { applied: ENFORCEMENTS });
      assert.equal(limited.counts.length, 4);
      assert.ok(Math.max(...limited.counts) <= CALLS_MAX + nodeCount, `asked ${limited.counts} times in a day`);
    });
  }

  for (const [platform, openPlatform] of [
    ["facebook", openFacebook],
    ["tiktok", openTikTok],
  ] as const) {
    test(`${platform} does by the hour, left alone for longer and longer while it says no more than that it is too much`, async (t) => {
      const { room, limited, remove, enforcements } = await open(t, platform, openPlatform, 1);
      await remove(ENFORCEMENTS);
      await room.clock.advance(30 * MINUTE_MS);
      assert.deepEqual(statesOf(await enforcements()), { applied: CALLS_MAX, requested: ENFORCEMENTS - CALLS_MAX });
      assert.ok(limited.counts[0]! <= CALLS_MAX + 8, `it was asked ${limited.counts[0]} times`);
      await room.clock.advance(4 * HOUR_MS);
      assert.deepEqual(statesOf(await enforcements()), { applied: ENFORCEMENTS });
      const { rows } = await room.store.listDeliveries({
        siteNo: room.site.no,
        webhookNo: null,
        status: null,
        type: null,
        before: null,
        from: 0n,
        limit: ENFORCEMENTS,
      });
      assert.deepEqual(new Set(rows.map(({ status, attempts }) => `${status} ${attempts}`)), new Set(["success 1"]));
    });
  }

  test("spends no attempt on waiting, and each one that was made is of a call", async (t) => {
    const { room, limited, remove } = await open(t, "twitter", openX, 1);
    // Another program has the same token: the first call is refused.
    limited.asked[0] = CALLS_MAX;
    await remove(CALLS_MAX + 1);
    await room.clock.advance(20 * MINUTE_MS);
    const query = {
      siteNo: room.site.no,
      webhookNo: null,
      status: null,
      type: null,
      before: null,
      from: 0n,
      limit: 200,
    };
    const { rows } = await room.store.listDeliveries(query);
    assert.deepEqual(
      new Set(rows.map(({ status, attempts }) => `${status} ${attempts}`)),
      new Set(["success 1", "null 0"]),
    );
    assert.deepEqual(limited.counts, [CALLS_MAX + 1, CALLS_MAX]);
    await room.clock.advance(15 * MINUTE_MS);
    assert.equal(limited.done.size, CALLS_MAX + 1);
  });

  test("waits for a platform that another process was told to leave alone, without asking it", async (t) => {
    const { room, limited, remove, attend, nodes } = await open(t, "youtube", openYouTube, 1);
    await remove(CALLS_MAX + 1);
    await room.clock.advance(MINUTE_MS);
    const asked = limited.counts[0]!;
    const next = await room.join();
    nodes.splice(0, 1, next);
    attend(next);
    await remove(3);
    await room.clock.advance(HOUR_MS);
    assert.equal(limited.counts[0], asked);
  });

  test("ends as failed after a week, by what it is called and with a word to the operator", async (t) => {
    const { room, limited, remove, enforcements } = await open(t, "twitter", openX, 1);
    const { catalogue, clock, engine, store } = room;
    const overdue = new Overdue({ catalogue, clock, engine, store });
    limited.asked.push(...Array.from({ length: 24 * 4 * 8 }, () => CALLS_MAX));
    await remove(3);
    await clock.advance(OWED_MS_MAX - MINUTE_MS);
    await overdue.end();
    assert.deepEqual(statesOf(await enforcements()), { requested: 3 });
    await clock.advance(2 * MINUTE_MS);
    await Promise.all([overdue.end(), clock.advance(10)]);
    const ended = await enforcements();
    assert.deepEqual(
      ended.map(({ state, code, nextAt }) => [state, code, nextAt]),
      Array.from({ length: 3 }, () => ["failed", "expired", null]),
    );
    const siteNo = catalogue.now.operatorSite()!.no;
    const query = { siteNo, type: "moderation.exhausted", externalId: null, before: null, from: 0n, limit: 10 };
    const { rows } = await store.listEvents(query);
    const told = await Promise.all(rows.map(({ seq }) => store.readEvent(siteNo, seq)));
    const notices = told.map((event) => JSON.parse(event!.payload));
    assert.deepEqual(
      new Set(notices.map(({ decision_id }) => decision_id)),
      new Set(ended.map(({ decisionId }) => formatId("dec", decisionId))),
    );
    // Its delivery finds nothing left to do.
    await clock.advance(WINDOW_MS);
    const deliveries = { siteNo: room.site.no, webhookNo: null, status: "pending", type: null, before: null } as const;
    assert.deepEqual((await store.listDeliveries({ ...deliveries, from: 0n, limit: 10 })).rows, []);
    assert.equal(limited.done.size, 0);
  });
});
