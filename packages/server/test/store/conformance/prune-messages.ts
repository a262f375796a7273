import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ID_STEP } from "../../../src/model/ids.ts";
import { DAY, type OpenStore, on, type Subject } from "./subject.ts";

async function pruneAll(it: Subject, before: number, limit = 2): Promise<void> {
  while (await it.store.prune(before, 0, limit));
}

export function pruningMessages(open: OpenStore): void {
  describe("pruning messages", () => {
    test(
      "deletes old ones with their events, and no younger one",
      on(open, async (it) => {
        const node = await it.join();
        const old = [it.message(), it.message({ verdict: "ignored" }), it.message({ verdict: "rejected" })];
        const event = it.told(old[0]!, "e1", { targets: [it.target(1, { isClaimed: true })] });
        await it.receive(node, old[0]!, [event]);
        for (const message of old.slice(1)) await it.receive(node, message, []);
        await it.settle(node, { webhookNo: 1, seq: event.seq + ID_STEP });
        it.now += DAY;
        const young = it.message();
        await it.receive(node, young, [it.told(young, "e2")]);
        await pruneAll(it, it.now);
        for (const { seq } of old) assert.equal(await it.store.readMessage(seq), null);
        assert.equal(await it.store.readEvent(null, event.seq), null);
        assert.ok(await it.store.readMessage(young.seq));
        const again = it.message();
        const result = await it.receive(node, again, [it.told(again, "e1")]);
        assert.deepEqual(result.kind === "received" && result.fates.map(({ kind }) => kind), ["accepted"]);
      }),
    );

    test(
      "keeps one while an event that it made is owed to somebody, and goes on behind it",
      on(open, async (it) => {
        const node = await it.join();
        const [owing, after] = [it.message(), it.message()];
        const events = [it.told(owing, "e1"), it.told(owing, "e2", { targets: [it.target(1, { isClaimed: true })] })];
        await it.receive(node, owing, events);
        const rest = Array.from({ length: 30 }, () => it.message({ verdict: "ignored" }));
        await it.store.commit(rest.map((message) => it.receiveEntry(node, message, [])));
        await it.receive(node, after, [it.told(after, "e3")]);
        it.now += DAY;
        await pruneAll(it, it.now);
        assert.ok(await it.store.readMessage(owing.seq));
        for (const { seq } of [...rest, after]) assert.equal(await it.store.readMessage(seq), null);
        await it.settle(node, { webhookNo: 1, seq: events[1]!.seq + ID_STEP });
        await pruneAll(it, it.now);
        assert.equal(await it.store.readMessage(owing.seq), null);
      }),
    );

    test(
      "keeps one whose event was made on the next day, and is owed",
      on(open, async (it) => {
        it.now += DAY - 1;
        const node = await it.join();
        const message = it.message();
        it.now += 1;
        const event = it.told(message, "e1", { targets: [it.target(1, { isClaimed: true })] });
        await it.receive(node, message, [event]);
        it.now += DAY - 1;
        await pruneAll(it, it.now);
        assert.ok(await it.store.readMessage(message.seq), "its day is over, that of its event is not");
        await it.settle(node, { webhookNo: 1, seq: event.seq + ID_STEP });
        it.now += DAY;
        await pruneAll(it, it.now);
        assert.equal(await it.store.readMessage(message.seq), null);
      }),
    );

    test(
      "deletes a deleted source when it has no message left, and its site after it",
      on(open, async (it) => {
        for (const siteNo of [1, 1, 2]) await it.createSource(siteNo);
        const node = await it.join();
        const message = it.message();
        await it.receive(node, message, []);
        await it.change({ kind: "delete_site", siteNo: 1, now: it.now });
        it.now += DAY;
        await pruneAll(it, it.now, 100);
        assert.equal(await it.store.readMessage(message.seq), null);
        const next = await it.createSource(2);
        assert.ok(next.kind === "changed" && next.no === 4, "numbers are not given again");
      }),
    );
  });
}
