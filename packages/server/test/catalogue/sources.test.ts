import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { Catalogue } from "../../src/catalogue/catalogue.ts";
import { createVault } from "../../src/catalogue/vault.ts";
import { IdMaker } from "../../src/model/ids.ts";
import type { SourceConfig } from "../../src/model/source.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { systemRandom as random } from "../../src/world.ts";
import { VirtualTime } from "../simulation/virtual-time.ts";

const HOUR_MS = 3_600_000;
const config: SourceConfig = {
  name: null,
  platform: "github",
  active: true,
  allowedIps: ["192.0.2.0/24"],
  maxAgeSeconds: null,
  poll: null,
  reconcile: null,
};

/** A store, and as many catalogues on it as nodes would have. */
async function open(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-sources-"));
  const store = await openSqliteStore(join(folder, "hub.db"));
  t.after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const clock = new VirtualTime();
  const vault = createVault(new Uint8Array(32), random);
  const open = () => new Catalogue({ store, vault, clock, random, ids: new IdMaker(clock, 0) });
  const [one, other] = [open(), open()];
  const site = await one.createSite({ name: "shop", description: null, contract: "generic", isOperator: false });
  return { store, clock, one, other, site };
}

test("A source is found by its token, and after a change of it by both until the old one's time", async (t) => {
  const { clock, one, site } = await open(t);
  const source = await one.createSource(site.no, config, { secret: ["s"] });
  const old = source.secrets.token;
  const rotated = await one.rotateSourceToken(source, HOUR_MS);
  const { token, previousUntil } = rotated.secrets;
  assert.equal(previousUntil, clock.now() + HOUR_MS);
  const find = (text: string, now: number) => one.now.sourceByToken(text, now)?.id;
  assert.deepEqual([find(token, clock.now()), find(old, clock.now())], [source.id, source.id]);
  assert.equal(find(old, previousUntil! - 1), source.id);
  assert.deepEqual([find(token, previousUntil!), find(old, previousUntil!)], [source.id, undefined]);

  const again = await one.rotateSourceToken(rotated, HOUR_MS);
  assert.deepEqual(
    [old, token, again.secrets.token].map((text) => find(text, clock.now())),
    [undefined, source.id, source.id],
  );
  await one.deleteSource(again);
  assert.deepEqual(
    [token, again.secrets.token].map((text) => find(text, clock.now())),
    [undefined, undefined],
  );
});

test("What one node makes of a source another reads, opened, and both hear of it", async (t) => {
  const { one, other, site } = await open(t);
  const heard: string[] = [];
  one.onSourceChange((no) => void heard.push(`one ${no}`));
  other.onSourceChange((no) => void heard.push(`other ${no}`));
  const source = await one.createSource(site.no, config, { secret: ["s"] });
  await other.load();
  const read = other.now.sourceById(source.id)!;
  assert.deepEqual([read.secrets, read.config, read.rev], [source.secrets, config, 1]);
  assert.equal(read.platform.title, "GitHub");
  assert.equal(read.allowed?.length, 1);
  assert.ok(read.hidden.has("s"));

  await other.reviseSource(read, { config: { ...config, active: false } });
  await one.load();
  assert.equal(one.now.source(source.no)?.config.active, false);
  await one.deleteSite(site);
  await other.load();
  assert.deepEqual([[...one.now.sources()], [...other.now.sources()]], [[], []]);
  const { no } = source;
  assert.deepEqual(heard, [`one ${no}`, `other ${no}`, `other ${no}`, `one ${no}`, `one ${no}`, `other ${no}`]);
});

test("Of two who change a source at the same moment one is told to read it again", async (t) => {
  const { one, other, site } = await open(t);
  const source = await one.createSource(site.no, config, { secret: ["s"] });
  await other.load();
  const stale = other.now.sourceById(source.id)!;
  await one.reviseSource(source, { config: { ...config, name: "ours" } });
  await assert.rejects(other.rotateSourceToken(stale, 0), { code: "conflict" });
  await other.load();
  assert.equal(other.now.sourceById(source.id)?.config.name, "ours");
});

test("The secrets of a source lie sealed in the store, and nobody's else opens there", async (t) => {
  const { store, one, site } = await open(t);
  const source = await one.createSource(site.no, config, { secret: ["a-secret-of-theirs"] });
  const [row] = (await store.loadCatalogue()).sources;
  const sealed = Buffer.from(row!.sealedSecrets).toString("latin1");
  assert.ok(!sealed.includes("a-secret-of-theirs") && !sealed.includes(source.secrets.token));
  const vault = createVault(new Uint8Array(32), random);
  assert.throws(() => vault.open(row!.sealedSecrets, `hook:${source.id}:secrets`), { code: "sealed_value_damaged" });
});
