import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { getContract } from "@tabellary/contracts";
import type { CataloguedWebhook } from "../../src/catalogue/catalogued-webhook.ts";
import { Snapshot } from "../../src/catalogue/snapshot.ts";
import { giveUp, giveUpTargets, toNewEvent, toNewEvents } from "../../src/engine/accept.ts";
import type { Lanes } from "../../src/engine/lanes.ts";
import { laneKeyOf } from "../../src/engine/match.ts";
import type { EventRequest } from "../../src/engine/requests.ts";
import { ID_STEP, IdMaker } from "../../src/model/ids.ts";
import type { Clock } from "../../src/model/ports.ts";
import type { Ordering } from "../../src/model/webhook.ts";

const NOW = Date.UTC(2026, 0, 1);
const MESSAGE = 77n;

function webhook(no: number, contract: string, events: string[], ordering: Ordering = "none"): CataloguedWebhook {
  return {
    ...{ no, id: BigInt(no), siteNo: 1, rev: 3, filter: null, contract: getContract(contract) },
    config: { events, active: true },
    terms: { ordering, schedule: [0], timeoutMs: 1_000 },
  } as unknown as CataloguedWebhook;
}

function request(type: string, orderingKey: string | null = null): EventRequest {
  return { type, data: "{}", externalId: `src_0000000000000:${type}`, occurredAt: null, orderingKey };
}

function create(...webhooks: CataloguedWebhook[]) {
  const snapshot = new Snapshot();
  for (const one of webhooks) snapshot.putWebhook(one);
  const ids = new IdMaker({ now: () => NOW } as Clock, 1);
  const reserved = new Map<number, number>();
  const add = (no: number, count: number) => void reserved.set(no, (reserved.get(no) ?? 0) + count);
  const lanes = {
    reserve(no: number) {
      add(no, 1);
      return true;
    },
    giveUp: (no: number) => add(no, -1),
  } as unknown as Lanes;
  const match = (...requests: EventRequest[]) => toNewEvents(snapshot, ids, lanes, NOW, 1, requests, MESSAGE);
  const matchOne = (one: EventRequest) => toNewEvent(snapshot, ids, lanes, NOW, 1, one);
  return { ids, lanes, match, matchOne, reserved };
}

describe("The events of a message", () => {
  test("are owed to those that take them, and name their message", () => {
    const { match } = create(webhook(1, "generic", ["a"]), webhook(2, "generic", ["*"]));
    const { events, carried } = match(request("a"), request("b"));
    assert.deepEqual(carried, []);
    assert.deepEqual(
      events.map(({ messageSeq, targets }) => [messageSeq, targets.map(({ webhookNo }) => webhookNo)]),
      [
        [MESSAGE, [1, 2]],
        [MESSAGE, [2]],
      ],
    );
  });

  test("are owed once for the whole message to a webhook that passes it on", () => {
    const { match, reserved } = create(webhook(1, "pass-through", ["b", "c"]), webhook(2, "pass-through", ["*"]));
    const { events, carried } = match(request("a"), request("b"), request("c"));
    assert.deepEqual(
      events.map(({ targets }) => targets),
      [[], [], []],
    );
    assert.deepEqual(
      carried.map(({ target, among }) => [target.webhookNo, target.rev, target.isClaimed, among]),
      [
        [2, 3, true, [0, 1, 2]],
        [1, 3, true, [1, 2]],
      ],
    );
    assert.deepEqual(Object.fromEntries(reserved), { 1: 1, 2: 1 });
  });

  test("have ids with room for every delivery that may come to them", () => {
    const { ids, match } = create(
      webhook(1, "pass-through", ["*"]),
      webhook(2, "pass-through", ["b"]),
      webhook(3, "generic", ["*"]),
    );
    const { events, carried } = match(request("a"), request("b"));
    const next = ids.take();
    const [a, b] = events.map(({ seq, targets }) => ({
      seq,
      last: seq + BigInt(targets.length + carried.length) * ID_STEP,
    }));
    assert.ok(a!.last < b!.seq && b!.last < next);
  });

  test("go to a webhook that passes on in the lane of the first that it takes", () => {
    const keyed = webhook(1, "pass-through", ["b"], "key");
    const { match } = create(keyed);
    const { carried } = match(request("a", "k1"), { ...request("b", "k2") }, request("b", "k3"));
    assert.equal(carried[0]!.target.laneKey, laneKeyOf(keyed, "k2"));
    assert.equal(carried[0]!.target.isClaimed, false);
  });

  test("give back what was reserved for them", () => {
    const { lanes, match, reserved } = create(webhook(1, "pass-through", ["*"]), webhook(2, "generic", ["*"]));
    const { events, carried } = match(request("a"), request("b"));
    assert.deepEqual(Object.fromEntries(reserved), { 1: 1, 2: 2 });
    giveUp(events, lanes);
    giveUpTargets(
      carried.map(({ target }) => target),
      lanes,
    );
    assert.deepEqual(Object.fromEntries(reserved), { 1: 0, 2: 0 });
  });
});

test("an event that no message told of is owed to a webhook that passes on like to any other", () => {
  const { matchOne } = create(webhook(1, "pass-through", ["*"]));
  const { messageSeq, targets } = matchOne({ ...request("a"), externalId: null });
  assert.equal(messageSeq, null);
  assert.deepEqual(
    targets.map(({ webhookNo }) => webhookNo),
    [1],
  );
});
