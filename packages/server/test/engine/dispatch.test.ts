import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dispatcher, type SendOutcome } from "../../src/engine/dispatch.ts";
import { type Manner, WebhookLanes } from "../../src/engine/lane.ts";
import type { Lanes } from "../../src/engine/lanes.ts";
import type { OwedDelivery } from "../../src/store/journal-entry.ts";
import { drain, VirtualTime } from "../simulation/virtual-time.ts";

interface UnderWay {
  webhookNo: number;
  end(outcome: SendOutcome): Promise<void>;
}

/** A dispatcher over lanes of the simplest kind, and sends that end by hand. */
function create(concurrency: number) {
  const clock = new VirtualTime();
  const underWay: UnderWay[] = [];
  const sent: number[] = [];
  const lanes = {
    take(webhook: WebhookLanes): OwedDelivery | undefined {
      const lane = webhook.turn.shift();
      const delivery = lane?.ready.shift();
      if (lane && lane.ready.length > 0) webhook.turn.push(lane);
      return delivery;
    },
  } as unknown as Lanes;
  const send = ({ webhookNo }: OwedDelivery) =>
    new Promise<SendOutcome>((resolve) => {
      sent.push(webhookNo);
      const one: UnderWay = {
        webhookNo,
        async end(outcome) {
          underWay.splice(underWay.indexOf(one), 1);
          resolve(outcome);
          await drain();
        },
      };
      underWay.push(one);
    });
  const deps = { clock, lanes, concurrency, isHeld: () => false, maySend: () => true, send };
  const dispatcher = new Dispatcher(deps);
  const owe = (webhookNo: number, count: number, manner: Manner = {}): WebhookLanes => {
    // Unordered: there is nothing to search for.
    const webhook = new WebhookLanes(webhookNo, () => undefined as never, manner);
    const lane = webhook.lane(null);
    for (let index = 0; index < count; index += 1) lane.ready.push({ webhookNo } as OwedDelivery);
    webhook.turn.push(lane);
    dispatcher.offer(webhook);
    return webhook;
  };
  const of = (webhookNo: number) => underWay.filter((one) => one.webhookNo === webhookNo);
  return { clock, dispatcher, owe, of, sent, underWay };
}

describe("The dispatcher", () => {
  test("takes an attempt to one of many addresses out of the others' way when it is slow, while the quarter has room", async () => {
    const { clock, owe, of } = create(128);
    const webhook = owe(1, 200, { slotsOfMany: 16 });
    await drain();
    assert.equal(of(1).length, 16);
    await clock.advance(1_500);
    // The quarter has 32 places: what was under way is there, and as many others have begun.
    assert.deepEqual([of(1).length, webhook.isSlow], [32, false]);
    await clock.advance(1_500);
    // Those are there too, and the last that have begun find it full.
    assert.deepEqual([of(1).length, webhook.isSlow], [48, true]);
    await of(1)[0]!.end("unanswered");
    await of(1)[0]!.end("success");
    assert.equal(webhook.allowance, 16);
    owe(2, 2);
    await drain();
    assert.equal(of(2).length, 2);
  });

  test("serves webhooks in turn, however much one has to send", async () => {
    const { owe, sent, underWay } = create(3);
    owe(1, 50);
    owe(2, 3);
    owe(3, 3);
    await drain();
    assert.deepEqual(sent, [1, 2, 3]);
    for (let index = 0; index < 6; index += 1) await underWay[0]!.end("answered");
    assert.deepEqual(sent.slice(0, 9).toSorted(), [1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  test("gives a webhook two slots, one more for each quick success, and takes half for no answer", async () => {
    const { owe, of } = create(64);
    const webhook = owe(1, 500);
    await drain();
    assert.equal(of(1).length, 2);
    for (let index = 0; index < 6; index += 1) await of(1)[0]!.end("success");
    assert.equal(webhook.allowance, 8);
    assert.equal(of(1).length, 8);
    await of(1)[0]!.end("answered");
    assert.equal(webhook.allowance, 8);
    await of(1)[0]!.end("unanswered");
    assert.equal(webhook.allowance, 4);
    for (let index = 0; index < 3; index += 1) await of(1)[0]!.end("unanswered");
    assert.equal(webhook.allowance, 2);
  });

  test("never has more under way than it has slots", async () => {
    const { owe, underWay } = create(8);
    for (let no = 1; no <= 30; no += 1) owe(no, 5);
    await drain();
    for (let left = 150; left > 0; left -= 1) {
      assert.ok(underWay.length <= 8);
      await underWay[left % underWay.length]!.end("success");
    }
    assert.equal(underWay.length, 0);
  });

  test("keeps twenty webhooks that never answer to a quarter, while a healthy one is served at once", async () => {
    const { clock, dispatcher, owe, of } = create(128);
    for (let no = 1; no <= 20; no += 1) owe(no, 50);
    await clock.advance(1_300);
    assert.deepEqual(dispatcher.underWay, { fast: 8, slow: 32 });
    for (let second = 0; second < 10; second += 1) {
      owe(100 + second, 2);
      await drain();
      assert.equal(of(100 + second).length, 2, "no waiting");
      for (const one of of(100 + second)) await one.end("success");
      await clock.advance(1_000);
    }
    for (let no = 1; no <= 20; no += 1) assert.equal(of(no).length, 2, "no slow one has started another");
  });

  test("goes on with a slow webhook when the slow quarter has a place, whoever else leaves it unused", async () => {
    const { clock, owe, of } = create(8);
    const hanging = owe(1, 2);
    await clock.advance(1_300);
    const parked = [2, 3, 4].map((no) => {
      const webhook = owe(no, 3);
      webhook.isSlow = true;
      return webhook;
    });
    await drain();
    assert.deepEqual(
      [2, 3, 4].map((no) => of(no).length),
      [0, 0, 0],
      "the quarter is full",
    );
    assert.ok(hanging.isSlow);
    // What the first one had to send is gone: it was cancelled.
    parked[0]!.turn.shift();
    await of(1)[0]!.end("unanswered");
    assert.deepEqual(
      [2, 3, 4].map((no) => of(no).length),
      [0, 1, 0],
    );
    await of(1)[0]!.end("unanswered");
    assert.deepEqual(
      [2, 3, 4].map((no) => of(no).length),
      [0, 1, 1],
    );
  });

  test("takes a webhook out of the slow quarter's queue when it answers quickly again", async () => {
    const { clock, dispatcher, owe, of } = create(8);
    owe(1, 2);
    await clock.advance(1_300);
    const webhook = owe(2, 5);
    await drain();
    assert.equal(of(2).length, 2);
    webhook.isSlow = true;
    dispatcher.offer(webhook);
    await drain();
    await of(2)[0]!.end("success");
    assert.equal(of(2).length, 3, "it is quick, and has earned a slot");
  });

  test("is idle when nothing is under way", async () => {
    const { dispatcher, owe, underWay } = create(8);
    owe(1, 1);
    await drain();
    let isIdle = false;
    void dispatcher.idle().then(() => {
      isIdle = true;
    });
    await drain();
    assert.equal(isIdle, false);
    await underWay[0]!.end("answered");
    assert.equal(isIdle, true);
    assert.deepEqual(dispatcher.underWay, { fast: 0, slow: 0 });
  });
});
