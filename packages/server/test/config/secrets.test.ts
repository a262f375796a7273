import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { ConfigError, createConfig } from "../../src/config/config.ts";
import { loadSecrets } from "../../src/config/secrets.ts";

const random = { float: Math.random, bytes: (length: number) => new Uint8Array(randomBytes(length)) };

function configIn(t: TestContext, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-secrets-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const dataDir = join(folder, "data");
  const config = createConfig({ flags: { "database-url": `sqlite:${dataDir}/tabellary.db` }, env });
  return { config, dataDir };
}

describe("The keys", () => {
  test("are made at first start, readable by the owner alone, and are the same at the next", (t) => {
    const { config, dataDir } = configIn(t);
    const first = loadSecrets(config, random);
    assert.ok(first.isAdminKeyNew);
    assert.match(first.adminKey, /^tabellary_admin_[\w-]{43}$/);
    assert.equal(first.masterKey.length, 32);

    assert.deepEqual(readdirSync(dataDir).sort(), ["admin-key", "master-key"]);
    for (const name of readdirSync(dataDir)) assert.equal(statSync(join(dataDir, name)).mode & 0o777, 0o600);
    assert.equal(readFileSync(join(dataDir, "admin-key"), "utf8").trim(), first.adminKey);
    assert.deepEqual(loadSecrets(config, random), { ...first, isAdminKeyNew: false });
  });

  test("are those that were configured, and then nothing is written", (t) => {
    const { config, dataDir } = configIn(t, {
      TABELLARY_ADMIN_KEY: "an-admin-key-of-mine",
      TABELLARY_MASTER_KEY: "ab".repeat(32),
    });
    const secrets = loadSecrets(config, random);
    assert.equal(secrets.adminKey, "an-admin-key-of-mine");
    assert.equal(secrets.isAdminKeyNew, false);
    assert.deepEqual(secrets.masterKey, new Uint8Array(32).fill(0xab));
    assert.throws(() => readdirSync(dataDir), { code: "ENOENT" });
  });

  test("stop the start when their file holds something else, rather than being made anew", (t) => {
    const { config, dataDir } = configIn(t);
    loadSecrets(config, random);
    for (const text of ["", "half a k"]) {
      writeFileSync(join(dataDir, "master-key"), text);
      assert.throws(() => loadSecrets(config, random), ConfigError);
      assert.equal(readFileSync(join(dataDir, "master-key"), "utf8"), text);
    }
  });

  test("survive a start that was killed while it made them", (t) => {
    const { config, dataDir } = configIn(t);
    loadSecrets(config, random);
    rmSync(join(dataDir, "master-key"));
    writeFileSync(join(dataDir, `master-key.${process.pid}`), "hal");
    assert.equal(loadSecrets(config, random).masterKey.length, 32);
    assert.deepEqual(readdirSync(dataDir).sort(), ["admin-key", "master-key"]);
  });

  test("name the file when its folder cannot be made", (t) => {
    const { config, dataDir } = configIn(t);
    writeFileSync(dataDir, "a file where the folder should be");
    chmodSync(dataDir, 0o600);
    assert.throws(
      () => loadSecrets(config, random),
      (error: unknown) => {
        return error instanceof ConfigError && error.message.includes(join(dataDir, "admin-key"));
      },
    );
  });
});
