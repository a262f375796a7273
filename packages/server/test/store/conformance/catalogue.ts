import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CONFIG, type OpenStore, on, type Subject } from "./subject.ts";

async function createSite(it: Subject, name: string) {
  const site = { id: it.take(), name, description: null, contract: "generic", isOperator: false, createdAt: it.now };
  const result = await it.change({ kind: "create_site", site });
  return { site, result };
}

function keyOf(it: Subject, siteNo: number | null, hash: number) {
  return {
    id: it.take(),
    siteNo,
    name: "ci",
    hash: Uint8Array.of(hash),
    hint: "tab_1234",
    scopes: ["events:write"] as const,
    createdAt: it.now,
  };
}

function siteNos(rows: readonly { siteNo: number | null }[]): (number | null)[] {
  return rows.map((row) => row.siteNo);
}

export function catalogue(open: OpenStore): void {
  describe("the catalogue", () => {
    test(
      "gives back what was put in, and raises its version with every change",
      on(open, async (it) => {
        const { site, result } = await createSite(it, "shop");
        assert.ok(result.kind === "changed" && result.version === 1);
        const siteNo = result.no;
        const key = keyOf(it, siteNo, 1);
        await it.change({ kind: "create_key", key });
        const eventType = { siteNo, name: "a.b", description: "d", schema: { type: "object" }, createdAt: it.now };
        await it.change({ kind: "put_event_type", eventType });
        const hook = await it.createWebhook(siteNo, { headers: { "x-a": "1" }, retrySchedule: [0, 1.5] });
        assert.ok(hook.kind === "changed" && hook.version === 4);
        await it.crash();
        const rows = await it.store.loadCatalogue();
        assert.equal(rows.version, 4);
        assert.deepEqual(rows.sites, [{ no: siteNo, ...site }]);
        assert.deepEqual(rows.eventTypes, [eventType]);
        assert.deepEqual(
          rows.keys.map((kept) => ({ ...kept, no: 0, hash: [...kept.hash] })),
          [{ ...key, no: 0, hash: [1] }],
        );
        const [webhook] = rows.webhooks;
        assert.deepEqual(webhook!.config, { ...CONFIG, headers: { "x-a": "1" }, retrySchedule: [0, 1.5] });
        assert.deepEqual([webhook!.no, webhook!.rev, webhook!.health], [hook.no, 1, "healthy"]);
        assert.deepEqual([...webhook!.sealedSecrets], [1, 2, 3]);
      }),
    );

    test(
      "changes nothing, not even its version, when a change is refused",
      on(open, async (it) => {
        const { result } = await createSite(it, "shop");
        assert.ok(result.kind === "changed");
        const other = await createSite(it, "blog");
        assert.ok(other.result.kind === "changed");
        await it.change({ kind: "create_key", key: keyOf(it, 1, 9) });
        const { version } = await it.store.loadCatalogue();
        assert.deepEqual((await createSite(it, "shop")).result, { kind: "taken" });
        const renamed = { no: other.result.no, ...other.site, name: "shop" };
        assert.deepEqual(await it.change({ kind: "update_site", site: renamed }), { kind: "taken" });
        assert.deepEqual(await it.change({ kind: "create_key", key: keyOf(it, 1, 9) }), { kind: "taken" });
        const unknown = { kind: "unknown" };
        assert.deepEqual(await it.change({ kind: "update_site", site: { ...renamed, no: 99, name: "x" } }), unknown);
        assert.deepEqual(await it.change({ kind: "delete_site", siteNo: 99, now: it.now }), unknown);
        assert.deepEqual(await it.change({ kind: "delete_key", keyNo: 99 }), unknown);
        assert.deepEqual(await it.change({ kind: "delete_event_type", siteNo: 1, name: "x" }), unknown);
        assert.deepEqual(await it.change({ kind: "delete_webhook", webhookNo: 99, now: it.now }), unknown);
        assert.equal((await it.store.loadCatalogue()).version, version);
      }),
    );

    test(
      "lets the name of a deleted site be used again, and takes its keys with it",
      on(open, async (it) => {
        const { result } = await createSite(it, "shop");
        assert.ok(result.kind === "changed");
        await it.change({ kind: "create_key", key: keyOf(it, result.no, 1) });
        await it.change({ kind: "create_key", key: keyOf(it, null, 2) });
        await it.change({ kind: "delete_site", siteNo: result.no, now: it.now });
        const again = await createSite(it, "shop");
        assert.ok(again.result.kind === "changed" && again.result.no !== result.no);
        const rows = await it.store.loadCatalogue();
        assert.deepEqual([rows.sites.length, rows.keys.map((key) => key.siteNo)], [1, [null]]);
      }),
    );

    test(
      "deletes a site with all that it owns, in one version",
      on(open, async (it) => {
        for (const name of ["shop", "blog"]) await it.createSite(name);
        const eventType = { siteNo: 1, name: "a.b", description: null, schema: null, createdAt: it.now };
        for (const siteNo of [1, 2]) {
          await it.createWebhook(siteNo);
          await it.change({ kind: "create_key", key: keyOf(it, siteNo, siteNo) });
          await it.change({ kind: "put_event_type", eventType: { ...eventType, siteNo } });
        }
        const gone = await it.createWebhook(1);
        assert.ok(gone.kind === "changed");
        await it.change({ kind: "delete_webhook", webhookNo: gone.no, now: it.now });
        const before = it.version;
        assert.equal((await it.change({ kind: "delete_site", siteNo: 1, now: it.now })).kind, "changed");
        assert.equal(it.version, before + 1);
        const { sites, keys, eventTypes, webhooks } = await it.store.loadCatalogue();
        for (const rows of [keys, eventTypes, webhooks]) assert.deepEqual(siteNos(rows), [2]);
        assert.deepEqual(
          sites.map(({ no }) => no),
          [2],
        );
        const then = async (version: number) => (await it.store.webhooksAsOf(1, version)).length;
        assert.deepEqual([await then(before), await then(it.version)], [1, 0]);
      }),
    );

    test(
      "puts nothing into a site that was deleted or never was",
      on(open, async (it) => {
        const { result } = await createSite(it, "shop");
        assert.ok(result.kind === "changed");
        await it.change({ kind: "delete_site", siteNo: result.no, now: it.now });
        const { version } = await it.store.loadCatalogue();
        for (const siteNo of [result.no, 99]) {
          const eventType = { siteNo, name: "a.b", description: null, schema: null, createdAt: it.now };
          const webhook = { id: it.take(), siteNo, config: CONFIG, sealedSecrets: Uint8Array.of(1), createdAt: it.now };
          assert.deepEqual(await it.change({ kind: "create_webhook", webhook }), { kind: "unknown" });
          assert.deepEqual(await it.change({ kind: "create_key", key: keyOf(it, siteNo, 1) }), { kind: "unknown" });
          assert.deepEqual(await it.change({ kind: "put_event_type", eventType }), { kind: "unknown" });
        }
        const rows = await it.store.loadCatalogue();
        assert.deepEqual([rows.version, rows.webhooks, rows.keys, rows.eventTypes], [version, [], [], []]);
      }),
    );

    test(
      "revises a webhook from the revision that was read, once",
      on(open, async (it) => {
        const made = await it.createWebhook();
        assert.ok(made.kind === "changed");
        const webhookNo = made.no;
        const revise = (rev: number, url: string) =>
          it.change({ kind: "revise_webhook", webhookNo, rev, config: { ...CONFIG, url }, now: it.now });
        assert.equal((await revise(1, "https://two.example")).kind, "changed");
        assert.deepEqual(await revise(1, "https://lost.example"), { kind: "moved" });
        assert.equal((await revise(2, "https://three.example")).kind, "changed");
        const urls = [];
        for (const rev of [1, 2, 3, 4]) urls.push((await it.store.readRevision(webhookNo, rev))?.url);
        assert.deepEqual(urls, [CONFIG.url, "https://two.example", "https://three.example", undefined]);
        await it.change({ kind: "delete_webhook", webhookNo, now: it.now });
        assert.deepEqual(await revise(3, "https://four.example"), { kind: "moved" });
        assert.equal((await it.store.readRevision(webhookNo, 3))?.url, "https://three.example", "for its log");
      }),
    );

    test(
      "changes secrets only from those that were read",
      on(open, async (it) => {
        const made = await it.createWebhook();
        assert.ok(made.kind === "changed");
        const reseal = (was: Uint8Array, sealedSecrets: Uint8Array) =>
          it.change({ kind: "reseal_webhook", webhookNo: made.no, was, sealedSecrets });
        assert.equal((await reseal(Uint8Array.of(1, 2, 3), Uint8Array.of(4))).kind, "changed");
        assert.deepEqual(await reseal(Uint8Array.of(1, 2, 3), Uint8Array.of(5)), { kind: "moved" });
      }),
    );

    test(
      "revises a webhook and its secrets together, or neither",
      on(open, async (it) => {
        const made = await it.createWebhook();
        assert.ok(made.kind === "changed");
        const revise = (rev: number, url: string, was: number[], then: number[]) => {
          const reseal = { was: Uint8Array.from(was), sealedSecrets: Uint8Array.from(then) };
          const config = { ...CONFIG, url };
          return it.change({ kind: "revise_webhook", webhookNo: made.no, rev, config, reseal, now: it.now });
        };
        const first = it.version;
        const stands = async () => {
          const { version, webhooks } = await it.store.loadCatalogue();
          return [version - first, webhooks[0]!.rev, webhooks[0]!.config.url, [...webhooks[0]!.sealedSecrets]];
        };
        const two = "https://two.example";
        assert.equal((await revise(1, two, [1, 2, 3], [4])).kind, "changed");
        assert.deepEqual(await stands(), [1, 2, two, [4]]);
        assert.deepEqual(await revise(2, "https://lost.example", [1, 2, 3], [5]), { kind: "moved" }, "secrets moved");
        assert.deepEqual(await revise(1, "https://lost.example", [4], [5]), { kind: "moved" }, "revision moved");
        assert.deepEqual(await stands(), [1, 2, two, [4]]);
        assert.equal(await it.store.readRevision(made.no, 3), null);
      }),
    );

    test(
      "tells how the webhooks of a site were at any version",
      on(open, async (it) => {
        for (const name of ["shop", "blog"]) await it.createSite(name);
        const before = it.version;
        const made = await it.createWebhook(1);
        assert.ok(made.kind === "changed");
        await it.createWebhook(2);
        const late = await it.createWebhook(1);
        assert.ok(late.kind === "changed");
        const config = { ...CONFIG, active: false };
        await it.change({ kind: "revise_webhook", webhookNo: made.no, rev: 1, config, now: it.now });
        await it.change({ kind: "delete_webhook", webhookNo: made.no, now: it.now });
        const at = async (version: number) =>
          (await it.store.webhooksAsOf(1, before + version)).map(({ no, rev, config }) => [no, rev, config.active]);
        assert.deepEqual(await at(0), []);
        assert.deepEqual(await at(1), [[made.no, 1, true]]);
        assert.deepEqual(await at(2), [[made.no, 1, true]]);
        const both = [
          [made.no, 1, true],
          [late.no, 1, true],
        ];
        assert.deepEqual(await at(3), both);
        assert.deepEqual(await at(4), [[made.no, 2, false], both[1]]);
        assert.deepEqual(await at(5), [both[1]]);
        assert.equal((await it.store.loadCatalogue()).webhooks.length, 2, "what is deleted is not loaded");
      }),
    );

    test(
      "knows the highest id that was ever stored, whatever it is the id of",
      on(open, async (it) => {
        const highest = async () => (await it.store.loadCatalogue()).highestId;
        assert.equal(await highest(), 0n);
        const { site } = await createSite(it, "shop");
        assert.equal(await highest(), site.id);
        await it.createWebhook();
        const node = await it.join();
        const event = it.event({ targets: [it.target(1, { isClaimed: true }), it.target(2), it.target(3)] });
        await it.accept(node, event);
        const last = event.seq + 3n * 1024n;
        assert.equal(await highest(), last, "the last delivery of the last event");
        const attempt = it.attempt(event.seq + 1024n);
        await it.settle(node, { webhookNo: 1, seq: attempt.deliverySeq }, { attempt });
        assert.equal(await highest(), attempt.seq);
        const key = keyOf(it, null, 1);
        await it.change({ kind: "create_key", key });
        assert.equal(await highest(), key.id);
      }),
    );
  });
}
