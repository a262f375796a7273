import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Enforcement } from "../../../src/model/enforcement.ts";
import { ID_STEP } from "../../../src/model/ids.ts";
import {
  change,
  comment,
  flagging,
  newItem,
  newJob,
  rejection,
  requested,
  submission,
  submit,
  writes,
} from "./items.ts";
import { type OpenStore, on, type Subject } from "./subject.ts";

/** An item whose judging is owed to webhook 1, and held by this node. */
async function submitOwed(it: Subject) {
  const node = await it.join();
  const event = it.event({ type: "media.created", targets: [it.target(1, { isClaimed: true })] });
  const item = newItem(it);
  const entry = { ...it.acceptEntry(node, [event]), moderation: writes(submission(it, item)) };
  assert.equal((await it.commit(entry)).kind, "accepted");
  const record = (await it.store.readItem(item.id))!;
  return { node, event, record, delivery: { webhookNo: 1, seq: event.seq + ID_STEP } };
}

export function moderation(open: OpenStore): void {
  describe("what is moderated", () => {
    test(
      "is kept with the event that tells of it, as it was given",
      on(open, async (it) => {
        const { event, record } = await submitOwed(it);
        const { id } = record.item;
        await it.crash();
        assert.deepEqual(await it.store.readItem(id), record);
        assert.deepEqual(record.item, { ...newItem(it), id, createdAt: it.now });
        assert.deepEqual([record.rev, record.decision, record.job.eventSeq], [1, null, event.seq]);
        assert.deepEqual(await it.store.readJob(record.job.id), record.job);
        assert.equal((await it.store.readEvent(1, event.seq))?.type, "media.created");
        assert.equal(await it.store.readItem(id + 1n), null);
        assert.equal(await it.store.readJob(id), null);
      }),
    );

    test(
      "is decided with the end of the delivery that asked for it, and with the events that tell of it",
      on(open, async (it) => {
        const { node, record, delivery } = await submitOwed(it);
        const change = rejection(it, record);
        const told = it.event({ type: "media.moderated", targets: [it.target(2)] });
        const attempt = it.attempt(delivery.seq);
        const settle = it.settleEntry(node, delivery, { attempt, events: [told], moderation: writes(change) });
        assert.equal((await it.commit(settle)).kind, "settled");
        const after = (await it.store.readItem(record.item.id))!;
        assert.deepEqual(after, { item: change.item, rev: 2, job: change.jobs[0], decision: change.decision });
        assert.deepEqual(await it.store.decisionsOf(record.item.id), [change.decision]);
        assert.equal((await it.store.readDelivery(delivery.seq))?.status, "success");
        assert.equal((await it.store.readEvent(1, told.seq))?.type, "media.moderated");
      }),
    );

    test(
      "tells the address of its own job, and knows by which event it has: the latter once it has ended",
      on(open, async (it) => {
        const callbacks = [
          { url: "https://a.example/done?x=1", sealedSecret: Uint8Array.of(0, 255, 7) },
          { url: "https://b.example/", sealedSecret: null },
        ];
        for (const callback of callbacks) {
          const record = await submit(it, newItem(it), { callbackNo: 7, callback });
          const { job } = record;
          assert.deepEqual([job.callbackNo, job.callback?.url, job.endSeq], [7, callback.url, null]);
          assert.deepEqual(
            job.callback!.sealedSecret && [...job.callback!.sealedSecret],
            callback.sealedSecret && [0, 255, 7],
          );
          const told = [it.event({ type: "media.moderated" }), it.event({ type: "job.completed" })];
          const entry = it.acceptEntry(await it.join(), told);
          assert.equal(
            (await it.commit({ ...entry, moderation: writes({ ...rejection(it, record), endedBy: 1 }) })).kind,
            "accepted",
          );
          const decided = (await it.store.readItem(record.item.id))!;
          assert.equal(decided.job.endSeq, told[1]!.seq);
          // A later decision of the same run ends no job, and leaves what is known of the end.
          assert.equal((await change(it, flagging(it, decided))).kind, "accepted");
          const after = (await it.store.readJob(job.id))!;
          assert.deepEqual([after.endSeq, after.callback?.url], [told[1]!.seq, callback.url]);
        }
      }),
    );

    test(
      "is not decided when it was changed meanwhile: nothing is written, and the delivery is still held",
      on(open, async (it) => {
        const { node, record, delivery } = await submitOwed(it);
        assert.equal((await change(it, flagging(it, record))).kind, "accepted");
        const told = it.event({ type: "media.moderated" });
        const late = rejection(it, record);
        const attempt = it.attempt(delivery.seq);
        const settle = it.settleEntry(node, delivery, { attempt, events: [told], moderation: writes(late) });
        assert.deepEqual(await it.commit(settle), { kind: "moved" });
        assert.equal(await it.store.readEvent(1, told.seq), null);
        assert.deepEqual(await it.store.attemptsOf(delivery.seq), []);
        const now = (await it.store.readItem(record.item.id))!;
        assert.deepEqual([now.item.status, now.rev], ["flagged", 2]);
        assert.equal((await it.commit({ ...settle, moderation: writes(rejection(it, now)) })).kind, "settled");
        assert.equal((await it.store.decisionsOf(record.item.id)).length, 2);
      }),
    );

    test(
      "is decided once by those who share a batch, whatever brings them",
      on(open, async (it) => {
        const { node, record, delivery } = await submitOwed(it);
        const accept = { ...it.acceptEntry(node, [it.event()]), moderation: writes(flagging(it, record)) };
        const results = await it.store.commit([
          accept,
          it.settleEntry(node, delivery, {
            attempt: it.attempt(delivery.seq),
            moderation: writes(rejection(it, record)),
          }),
          { ...it.acceptEntry(node, [it.event()]), moderation: writes(rejection(it, record)) },
          it.acceptEntry(node, [it.event()]),
        ]);
        assert.deepEqual(
          results.map(({ kind }) => kind),
          ["accepted", "moved", "moved", "accepted"],
        );
        assert.equal((await it.store.decisionsOf(record.item.id)).length, 1);
      }),
    );

    test(
      "is left as it is by a node that has lost the delivery, or that matched with another catalogue",
      on(open, async (it) => {
        const { node, record, delivery } = await submitOwed(it);
        const moderation = writes(rejection(it, record));
        const other = await it.join();
        assert.equal((await it.settle(other, delivery, { moderation })).kind, "lost");
        const told = it.event();
        assert.equal((await it.settle(node, delivery, { moderation, events: [told], version: 99 })).kind, "stale");
        const entry = it.acceptEntry(node, [told], { version: 99, moderation });
        assert.equal((await it.commit(entry)).kind, "stale");
        assert.deepEqual(await it.store.readItem(record.item.id), record);
      }),
    );

    test(
      "is known by the platform's id once in a site: who comes second is told that it has moved",
      on(open, async (it) => {
        const node = await it.join();
        const entryOf = (item: ReturnType<typeof comment>) => ({
          ...it.acceptEntry(node, [it.event({ siteNo: item.siteNo })]),
          moderation: writes(submission(it, item)),
        });
        const [one, twin] = [comment(it, "c1"), comment(it, "c1")];
        const results = await it.store.commit([
          entryOf(one),
          entryOf(twin),
          entryOf({ ...comment(it, "c1"), siteNo: 2 }),
          entryOf(comment(it, "c1", "youtube")),
          entryOf(comment(it, "c1", null)),
          entryOf(newItem(it)),
          entryOf(newItem(it)),
        ]);
        const kinds = results.map(({ kind }) => kind);
        assert.deepEqual(kinds, ["accepted", "moved", ...Array.from({ length: 5 }, () => "accepted")]);
        assert.equal((await it.commit(entryOf(comment(it, "c1")))).kind, "moved");
        const name = { platform: "twitter", nativeId: "c1" };
        assert.equal((await it.store.findItem(1, name))?.item.id, one.id);
        assert.equal(await it.store.findItem(3, name), null);
        assert.equal(await it.store.findItem(1, { platform: "twitter", nativeId: "c\u0000" }), null);
      }),
    );

    test(
      "is found by the caller's own id, the newest of them",
      on(open, async (it) => {
        const named = () => {
          const item = newItem(it);
          return { ...item, origin: { ...item.origin, appMediaId: "theirs" } };
        };
        await submit(it, named());
        const newest = await submit(it, named());
        await submit(it, newItem(it));
        assert.deepEqual(await it.store.findItem(1, { appMediaId: "theirs" }), newest);
        assert.equal(await it.store.findItem(1, { appMediaId: "other" }), null);
      }),
    );

    test(
      "is judged anew in another run, when its content changes: the job before ends with it",
      on(open, async (it) => {
        const { item, job, rev } = await submit(it, newItem(it));
        const changed = { ...item, run: 2, content: { ...item.content, text: "Other" } };
        const ended = { ...job, status: "failed", errorCode: "ITEM_CHANGED", endedAt: it.now } as const;
        const next = newJob(it, changed);
        assert.equal((await change(it, { item: changed, rev, jobs: [ended, next], decision: null })).kind, "accepted");
        const after = (await it.store.readItem(item.id))!;
        assert.deepEqual([after.item, after.rev, after.job.id], [changed, 2, next.id]);
        assert.deepEqual(await it.store.jobsOf(item.id), [ended, after.job]);
        assert.notEqual(after.job.eventSeq, job.eventSeq);
      }),
    );

    test(
      "is carried out on its platform by decision: what became of it is kept with the end of the attempt",
      on(open, async (it) => {
        const { node, record, delivery } = await submitOwed(it);
        const decided = rejection(it, record);
        const asked = requested(it, decided);
        const entry = it.acceptEntry(node, [it.event()]);
        await it.commit({ ...entry, moderation: { items: [decided], enforcements: [asked] } });
        assert.deepEqual(await it.store.enforcementsOf(record.item.id), [asked]);
        const failed = { state: "failed", code: "platform_failed", error: "The platform said no." } as const;
        const done: Enforcement = { ...asked, ...failed, at: it.now + 5 };
        const settled = await it.settle(node, delivery, { moderation: { items: [], enforcements: [done] } });
        assert.equal(settled.kind, "settled");
        assert.deepEqual(await it.store.enforcementsOf(record.item.id), [done]);
      }),
    );

    test(
      "is owed to its platform until it has ended, and has ended once and for all",
      on(open, async (it) => {
        const node = await it.join();
        const write = (enforcement: Enforcement) =>
          it.commit({ ...it.acceptEntry(node, []), moderation: { items: [], enforcements: [enforcement] } });
        const asked: Enforcement[] = [];
        for (let n = 0; n < 3; n++) {
          const decided = rejection(it, await submit(it, newItem(it)));
          await change(it, decided);
          asked.push(requested(it, decided));
          await write(asked[n]!);
          it.now += 1_000;
        }
        const [first, second, third] = asked as [Enforcement, Enforcement, Enforcement];
        const later: Enforcement = { ...second, error: "Not now.", nextAt: it.now + 60_000 };
        await write(later);
        assert.deepEqual(await it.store.enforcementsOwed(third.at - 1, 10), [first, later]);
        assert.deepEqual(await it.store.enforcementsOwed(it.now, 1), [first]);
        const applied: Enforcement = { ...first, state: "applied", at: it.now };
        await write(applied);
        await write({ ...first, state: "failed", code: "expired", error: "Too late.", at: it.now });
        assert.deepEqual(await it.store.enforcementsOf(first.itemId), [applied]);
        assert.deepEqual(await it.store.enforcementsOwed(it.now, 10), [later, third]);
      }),
    );

    test(
      "that cannot be written costs nobody else's",
      on(open, async (it) => {
        const node = await it.join();
        const item = newItem(it);
        const twin = { ...it.acceptEntry(node, [it.event()]), moderation: writes(submission(it, item)) };
        await it.commit(twin);
        const again = { ...it.acceptEntry(node, [it.event()]), moderation: writes(submission(it, item)) };
        const results = await it.store.commit([again, it.acceptEntry(node, [it.event()])]);
        assert.deepEqual(
          results.map(({ kind }) => kind),
          ["refused", "accepted"],
        );
      }),
    );
  });
}
