import assert from "node:assert/strict";
import { test } from "node:test";
import { Catalogue } from "../../src/catalogue/catalogue.ts";
import { createVault } from "../../src/catalogue/vault.ts";
import { IdMaker } from "../../src/model/ids.ts";
import type { CatalogueRows } from "../../src/store/catalogue-rows.ts";
import { systemClock as clock, systemRandom as random } from "../../src/world.ts";

/** A catalogue whose store answers by hand, with the version of the moment it was asked. */
function create() {
  const state = { version: 1 };
  const asked: { answer(): void; fail(): void }[] = [];
  const loadCatalogue = () => {
    const rows: CatalogueRows = {
      version: state.version,
      ...{ sites: [], keys: [], eventTypes: [], webhooks: [], sources: [], ruleGroups: [], moderations: [] },
      highestId: 0n,
    };
    const { promise, resolve, reject } = Promise.withResolvers<CatalogueRows>();
    asked.push({ answer: () => resolve(rows), fail: () => reject(new Error("away")) });
    return promise;
  };
  const change = async () => {
    state.version += 1;
    return { kind: "changed", version: state.version, no: 7 } as const;
  };
  const store = { loadCatalogue, change };
  const vault = createVault(new Uint8Array(32), random);
  return { asked, catalogue: new Catalogue({ store, vault, clock, random, ids: new IdMaker(clock, 0) }), state };
}

test("A hundred who find the catalogue moved share two readings of it, and know what was there when they asked", async () => {
  const { asked, catalogue, state } = create();
  const first = catalogue.load();
  state.version = 2;
  const rest = Array.from({ length: 100 }, () => catalogue.load().then(() => assert.equal(catalogue.now.version, 2)));
  assert.equal(asked.length, 1);
  asked[0]!.answer();
  await first;
  assert.equal(catalogue.now.version, 1);
  await new Promise(setImmediate);
  assert.equal(asked.length, 2);
  asked[1]!.answer();
  await Promise.all(rest);
});

test("A reading that a change of our own overtakes is made again, for what others changed is not known yet", async () => {
  const { asked, catalogue } = create();
  const first = catalogue.load();
  asked[0]!.answer();
  await first;
  const loaded = catalogue.load();
  await catalogue.createSite({ name: "shop", description: null, contract: "generic", isOperator: false });
  asked[1]!.answer();
  await new Promise(setImmediate);
  assert.equal(asked.length, 3);
  asked[2]!.answer();
  await loaded;
});

test("A reading that fails fails for those who waited for it, and the next is tried", async () => {
  const { asked, catalogue } = create();
  const first = catalogue.load();
  const second = catalogue.load();
  asked[0]!.fail();
  await assert.rejects(first, /away/);
  await new Promise(setImmediate);
  asked[1]!.answer();
  await second;
  assert.equal(catalogue.now.version, 1);
});
