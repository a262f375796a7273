import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Catalogue } from "../../src/catalogue/catalogue.ts";
import { createVault } from "../../src/catalogue/vault.ts";
import { ensureSites } from "../../src/chores/first-start.ts";
import { OPERATOR_EVENT_TYPES } from "../../src/model/event-type.ts";
import { formatId, IdMaker } from "../../src/model/ids.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import { systemClock as clock, systemRandom as random } from "../../src/world.ts";
import { openHub } from "../http/hub.ts";

const URL_1 = "https://alerts.example/1";
const URL_2 = "https://alerts.example/2";

async function open(t: import("node:test").TestContext) {
  const { catalogue, call } = await openHub(t);
  const site = catalogue.now.operatorSite()!;
  const inSite = `site_id=${formatId("site", site.id)}`;
  const all = () => [...catalogue.now.webhooksOf(site.no)];
  return { catalogue, call, inSite, all, urls: () => all().map(({ config }) => config.url) };
}

describe("The webhook of the alert URL", () => {
  test("follows the setting", async (t) => {
    const { catalogue, urls } = await open(t);
    for (const [setting, expected] of [
      [URL_1, [URL_1]],
      [URL_1, [URL_1]],
      [URL_2, [URL_2]],
      [null, []],
    ] as const) {
      await ensureSites(catalogue, setting);
      assert.deepEqual(urls(), expected);
    }
  });

  test("is known by what it is, not by its description: another that is described alike stays", async (t) => {
    const { catalogue, call, inSite, urls } = await open(t);
    const own = { url: "https://10.example.com/", events: ["*"], description: "TABELLARY_ALERT_URL" };
    const made = await call("POST", `/v1/webhooks?${inSite}`, own);
    assert.equal(made.status, 201, made.text);
    await ensureSites(catalogue, URL_1);
    assert.deepEqual(urls(), [own.url, URL_1]);
    await ensureSites(catalogue, null);
    assert.deepEqual(urls(), [own.url]);
  });

  test("hears what has come since it was made, unless somebody has chosen what it hears", async (t) => {
    const { catalogue, call, inSite, all } = await open(t);
    await ensureSites(catalogue, URL_1);
    const { id } = (await call("GET", `/v1/webhooks?${inSite}`)).body.webhooks[0];
    const secret = all()[0]!.secrets.current;
    for (const [events, expected] of [
      [["webhook.failing", "webhook.recovered", "delivery.exhausted"], [...OPERATOR_EVENT_TYPES]],
      [["webhook.failing"], ["webhook.failing"]],
    ] as const) {
      await call("PATCH", `/v1/webhooks/${id}?${inSite}`, { events });
      await ensureSites(catalogue, URL_1);
      assert.deepEqual([all()[0]!.config.events, all()[0]!.secrets.current], [expected, secret]);
    }
  });

  test("is still known when somebody has described it anew", async (t) => {
    const { catalogue, call, inSite, all, urls } = await open(t);
    await ensureSites(catalogue, URL_1);
    const id = (await call("GET", `/v1/webhooks?${inSite}`)).body.webhooks[0].id;
    const patched = await call("PATCH", `/v1/webhooks/${id}?${inSite}`, { description: "the pager" });
    assert.equal(patched.status, 200, patched.text);
    assert.equal(all()[0]?.config.description, "the pager");
    await ensureSites(catalogue, URL_2);
    assert.deepEqual(urls(), [URL_2]);
  });
});

test("Three nodes that start on a fresh store at once make each site once, and one webhook of the alert URL", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-first-start-"));
  const store = await openSqliteStore(join(folder, "hub.db"));
  t.after(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const vault = createVault(new Uint8Array(32), random);
  const nodes = [1, 2, 3].map((no) => new Catalogue({ store, vault, clock, random, ids: new IdMaker(clock, no) }));
  const start = async (catalogue: Catalogue) => {
    await catalogue.load();
    await ensureSites(catalogue, URL_1);
  };
  await Promise.all(nodes.map(start));
  for (const catalogue of nodes) {
    await catalogue.load();
    assert.deepEqual(
      catalogue.now
        .sites()
        .map(({ name }) => name)
        .sort(),
      ["default", "operator"],
    );
    const webhooks = [...catalogue.now.webhooksOf(catalogue.now.operatorSite()!.no)];
    assert.deepEqual(
      webhooks.map(({ config }) => config.url),
      [URL_1],
    );
  }
});
