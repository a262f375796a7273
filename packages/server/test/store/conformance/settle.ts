import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type OpenStore, on, seqs } from "./subject.ts";

export function settling(open: OpenStore): void {
  describe("settling", () => {
    test(
      "ends a delivery, and keeps its attempt byte for byte",
      on(open, async (it) => {
        const node = await it.join();
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        const attempt = it.attempt(seq, 1, {
          statusCode: 204,
          message: "fine 🦊",
          timings: { dns_ms: 1, connect_ms: 2.5, total_ms: 9 },
          requestHeaders: { "x-signature": "abc" },
          responseHeaders: [
            ["set-cookie", "a"],
            ["set-cookie", "b\u0000c"],
          ],
          responseBody: Uint8Array.of(0, 255, 0, 128),
          isResponseCut: true,
        });
        it.now += 12;
        assert.deepEqual(await it.settle(node, { webhookNo: 1, seq }, { attempt }), {
          kind: "settled",
          ended: "success",
          isMoreInLane: false,
          tickets: [],
        });
        const delivery = (await it.store.readDelivery(seq))!;
        assert.deepEqual(
          [delivery.status, delivery.attempts, delivery.endedAt, delivery.statusCode, delivery.error, delivery.due],
          ["success", 1, it.now, 204, "fine 🦊", null],
        );
        const [kept] = await it.store.attemptsOf(seq);
        assert.deepEqual(
          { ...kept, responseBody: [...kept!.responseBody!] },
          { ...attempt, responseBody: [0, 255, 0, 128] },
        );
        await it.crash();
        assert.equal((await it.store.readDelivery(seq))?.status, "success");
      }),
    );

    test(
      "leaves one to a later time without an attempt, and ends it where it is being cancelled",
      on(open, async (it) => {
        const [node, other] = [await it.join(), await it.join()];
        const outcome = { kind: "retry", due: it.now + 5_000 } as const;
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        const postponed = await it.settle(node, { webhookNo: 1, seq }, { attempt: null, outcome });
        assert.deepEqual(postponed, { kind: "settled", ended: null, isMoreInLane: false, tickets: [] });
        assert.deepEqual(await it.store.attemptsOf(seq), []);
        assert.equal((await it.store.readDelivery(seq))!.attempts, 0);
        assert.equal((await it.settle(node, { webhookNo: 1, seq }, { attempt: null, outcome })).kind, "lost");
        it.now += 5_000;
        assert.deepEqual(seqs((await it.claim(other, 1)).deliveries), [seq]);
        await it.commit({ kind: "cancel", webhookNo: 1, seq, now: it.now });
        const ended = await it.settle(other, { webhookNo: 1, seq }, { attempt: null, outcome });
        assert.equal(ended.kind === "settled" && ended.ended, "cancelled");
        assert.equal((await it.store.readDelivery(seq))!.status, "cancelled");
      }),
    );

    test(
      "frees a delivery that goes on for any node, from its time",
      on(open, async (it) => {
        const [node, other] = [await it.join(), await it.join()];
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        const attempt = it.attempt(seq, 1, { statusCode: 500, failure: "http_status", message: "no" });
        const outcome = { kind: "retry", due: it.now + 5_000 } as const;
        assert.deepEqual(await it.settle(node, { webhookNo: 1, seq }, { attempt, outcome }), {
          kind: "settled",
          ended: null,
          isMoreInLane: false,
          tickets: [],
        });
        assert.deepEqual(await it.claim(other, 1), { kind: "claimed", deliveries: [], nextDue: it.now + 5_000 });
        it.now += 5_000;
        const { deliveries, nextDue } = await it.claim(other, 1);
        assert.deepEqual([deliveries[0]!.seq, deliveries[0]!.attempts, nextDue], [seq, 1, null]);
        const read = (await it.store.readDelivery(seq))!;
        assert.deepEqual([read.statusCode, read.error, read.isClaimed], [500, "no", true]);
      }),
    );

    test(
      "refuses, as lost, what another has taken, what has ended and what never was",
      on(open, async (it) => {
        const [node, other] = [await it.join(), await it.join()];
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        const lost = { kind: "lost" };
        const attempt = it.attempt(seq);
        assert.deepEqual(await it.settle(other, { webhookNo: 1, seq }, { attempt }), lost);
        assert.deepEqual(await it.store.attemptsOf(seq), [], "nothing is written");
        assert.deepEqual(await it.settle({ ...node, epoch: node.epoch + 1 }, { webhookNo: 1, seq }), lost);
        assert.deepEqual(await it.settle(node, { webhookNo: 2, seq }), lost);
        assert.equal((await it.settle(node, { webhookNo: 1, seq })).kind, "settled");
        assert.deepEqual(await it.settle(node, { webhookNo: 1, seq }), lost, "a second time");
      }),
    );

    test(
      "gives each settlement of a batch its own result",
      on(open, async (it) => {
        const node = await it.join();
        const [one, two] = [
          await it.owe(node, it.target(1, { isClaimed: true })),
          await it.owe(node, it.target(1, { isClaimed: true })),
        ];
        const attempt = it.attempt(one);
        const twin = { ...it.attempt(two), seq: attempt.seq };
        const results = await it.store.commit([
          it.settleEntry(node, { webhookNo: 1, seq: one }, { attempt }),
          it.settleEntry(node, { webhookNo: 1, seq: two }, { attempt: twin }),
          it.settleEntry(node, { webhookNo: 1, seq: one }),
          it.acceptEntry(node, [it.event({ type: "a.neighbour" })]),
        ]);
        assert.deepEqual(
          results.map((result) => result.kind),
          ["settled", "refused", "lost", "accepted"],
        );
        assert.equal((await it.store.readDelivery(two))?.status, null, "what was refused is still owed");
        assert.equal((await it.settle(node, { webhookNo: 1, seq: two })).kind, "settled", "and still held");
      }),
    );

    test(
      "keeps the notices of an outcome and the webhook's health with it, and neither when it is lost",
      on(open, async (it) => {
        const node = await it.join();
        const made = await it.createWebhook();
        assert.ok(made.kind === "changed");
        const webhookNo = made.no;
        const seq = await it.owe(node, it.target(webhookNo, { isClaimed: true }));
        const notice = it.event({ type: "webhook.failing", siteNo: 2, targets: [it.target(7, { laneKey: 1n })] });
        const entry = it.settleEntry(node, { webhookNo, seq }, { health: "failing", events: [notice] });
        assert.deepEqual(await it.commit({ ...entry, version: 0 }), { kind: "stale" });
        assert.equal((await it.store.readDelivery(seq))?.status, null, "stale: nothing is written");
        const settled = await it.commit(entry);
        assert.ok(settled.kind === "settled" && settled.tickets[0]![0]!.isHead);
        assert.equal((await it.store.readEvent(2, notice.seq))?.type, "webhook.failing");
        const [webhook] = (await it.store.loadCatalogue()).webhooks;
        assert.deepEqual([webhook!.health, webhook!.healthSince], ["failing", it.now]);
        assert.equal((await it.store.loadCatalogue()).version, it.version, "health is no change of the catalogue");
        const late = it.event({ type: "webhook.recovered", siteNo: 2 });
        assert.equal((await it.commit({ ...entry, health: "healthy", events: [late] })).kind, "lost");
        assert.equal(await it.store.readEvent(2, late.seq), null);
        assert.equal((await it.store.loadCatalogue()).webhooks[0]!.health, "failing");
      }),
    );

    test(
      "turns a webhook's health once: of two that would, the second is told so",
      on(open, async (it) => {
        const node = await it.join();
        const made = await it.createWebhook();
        assert.ok(made.kind === "changed");
        const webhookNo = made.no;
        const target = it.target(webhookNo, { isClaimed: true });
        const [one, two] = [await it.owe(node, target), await it.owe(node, target)];
        assert.equal((await it.settle(node, { webhookNo, seq: one }, { health: "failing" })).kind, "settled");
        const notice = it.event({ type: "webhook.failing", siteNo: 2 });
        const second = it.settleEntry(node, { webhookNo, seq: two }, { health: "failing", events: [notice] });
        assert.deepEqual(await it.commit(second), { kind: "turned" });
        assert.equal(await it.store.readEvent(2, notice.seq), null, "nothing is told twice");
        assert.equal((await it.store.readDelivery(two))?.status, null, "nor written");
        assert.equal((await it.commit({ ...second, health: null, events: [] })).kind, "settled");
        assert.equal((await it.commit(second)).kind, "lost");
      }),
    );

    test(
      "keeps the notices of an outcome that goes on",
      on(open, async (it) => {
        const node = await it.join();
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        const attempt = it.attempt(seq, 1, { statusCode: 500, failure: "http_status", message: "no" });
        const outcome = { kind: "retry", due: it.now + 5_000 } as const;
        const notice = it.event({ type: "webhook.failing", siteNo: 2, targets: [it.target(7, { laneKey: 1n })] });
        const settled = await it.settle(node, { webhookNo: 1, seq }, { attempt, outcome, events: [notice] });
        assert.ok(settled.kind === "settled" && settled.ended === null && settled.tickets[0]![0]!.isHead);
        assert.equal((await it.store.readEvent(2, notice.seq))?.type, "webhook.failing");
      }),
    );

    test(
      "lets a node whose lease is over settle while nobody took it: the attempt was made",
      on(open, async (it) => {
        const node = await it.join();
        const seq = await it.owe(node, it.target(1, { isClaimed: true }));
        it.now += 60_000;
        assert.equal((await it.settle(node, { webhookNo: 1, seq })).kind, "settled");
        assert.deepEqual(seqs((await it.claim(await it.join(), 1)).deliveries), []);
      }),
    );
  });
}
