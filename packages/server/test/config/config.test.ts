import assert from "node:assert/strict";
import { resolve } from "node:path";
import { describe, test } from "node:test";
import { ConfigError, createConfig } from "../../src/config/config.ts";
import { SETTINGS, type Setting } from "../../src/config/settings.ts";

function fromEnv(env: Record<string, string>) {
  return createConfig({ flags: {}, env });
}

describe("The configuration", () => {
  test("has a default for everything that needs one", () => {
    const file = resolve("data/tabellary.db");
    assert.deepEqual(fromEnv({}), {
      database: { kind: "sqlite", file, dataDir: resolve("data") },
      host: "127.0.0.1",
      port: 8484,
      publicUrl: undefined,
      trustedProxies: [],
      adminKey: undefined,
      masterKey: undefined,
      egressAllow: [],
      egressProxy: undefined,
      egressCaFile: undefined,
      requireHttps: true,
      concurrency: 2048,
      role: "all",
      databaseTimeoutMs: 1_500,
      databaseWaitSeconds: 30,
      mayLoseCommits: false,
      maxPayloadBytes: 262_144,
      retentionDays: 30,
      jobTimeoutSeconds: 300,
      videoJobTimeoutSeconds: 900,
      alertUrl: undefined,
      failingAfter: 5,
      logLevel: "info",
    });
  });

  test("takes a flag before a variable, and a variable before the default", () => {
    const env = { TABELLARY_PORT: "9000", TABELLARY_HOST: "::1" };
    const config = createConfig({ flags: { port: "9001", host: undefined }, env });
    assert.deepEqual([config.port, config.host, config.concurrency], [9001, "::1", 2048]);
  });

  test("takes an empty variable for one that is left out", () => {
    assert.equal(fromEnv({ TABELLARY_PORT: "", TABELLARY_ALERT_URL: "" }).port, 8484);
  });

  const sound: [name: keyof typeof SETTINGS, text: string, value: unknown][] = [
    ["database", "sqlite:/var/lib/t.db", { kind: "sqlite", file: "/var/lib/t.db", dataDir: "/var/lib" }],
    [
      "database",
      "postgres://me:secret@db:5433/t?sslmode=require",
      { kind: "postgres", url: "postgres://me:secret@db:5433/t?sslmode=require", shownAs: "postgres://db:5433/t" },
    ],
    ["database", "sqlite:///var/lib/t.db", { kind: "sqlite", file: "/var/lib/t.db", dataDir: "/var/lib" }],
    ["host", "[::1]", "::1"],
    ["host", "hub.internal", "hub.internal"],
    ["port", "0", 0],
    ["port", "65535", 65_535],
    ["egressAllow", "10.0.0.0/8, fd00::/8,192.168.1.7", ["10.0.0.0/8", "fd00::/8", "192.168.1.7"]],
    ["publicUrl", "https://hooks.example.com/", "https://hooks.example.com"],
    ["publicUrl", "https://example.com/hooks", "https://example.com/hooks"],
    ["trustedProxies", "10.0.0.0/8, fd00::/8", ["10.0.0.0/8", "fd00::/8"]],
    ["masterKey", `${"00".repeat(31)}ff`, Uint8Array.of(...new Array<number>(31).fill(0), 255)],
    ["masterKey", `${"A".repeat(43)}=`, new Uint8Array(32)],
    ["requireHttps", "false", false],
    ["egressProxy", "http://user:pass@proxy:3128", "http://user:pass@proxy:3128"],
  ];
  for (const [name, text, value] of sound) {
    test(`reads ${SETTINGS[name].env}=${text}`, () =>
      assert.deepEqual(fromEnv({ [SETTINGS[name].env]: text })[name], value));
  }

  const unsound: [name: keyof typeof SETTINGS, text: string, why: RegExp][] = [
    ["database", "postgres://localhost", /postgres:\/\/user:password@host:port\/database/],
    ["database", "postgresql:t", /postgres:\/\/user:password@host:port\/database/],
    ["database", "mysql://localhost/t", /sqlite: and a path/],
    ["database", "sqlite::memory:", /has to be a file/],
    ["host", "127.0.0", /IPv4 or IPv6/],
    ["host", "localhost:80", /without a port/],
    ["host", "::1::", /IPv4 or IPv6/],
    ["port", "65536", /from 0 to 65535/],
    ["port", "80a", /whole number/],
    ["port", "-1", /whole number/],
    ["port", "8484.0", /whole number/],
    ["egressAllow", "10.0.0.0/33", /"10\.0\.0\.0\/33" is no address range/],
    ["egressAllow", "10.0.0.0/8,localhost", /"localhost" is no address range/],
    ["egressAllow", "fd00::/129", /is no address range/],
    ["requireHttps", "yes", /one of true, false/],
    ["logLevel", "verbose", /one of trace, debug/],
    ["concurrency", "0", /from 1 to 65536/],
    ["databaseTimeoutMs", "1.5", /from 100 to 10000/],
    ["databaseTimeoutMs", "16000", /from 100 to 10000/],
    ["databaseWaitSeconds", "-1", /from 0 to 3600/],
    ["alertUrl", "alerts.example.com", /http or https/],
    ["alertUrl", "https://user@alerts.example.com/", /without a user name or password/],
    ["egressProxy", "socks5://proxy", /http or https/],
    ["adminKey", "short", /16 to 512/],
    ["masterKey", "c2hvcnQ=", /32 bytes/],
  ];
  for (const [name, text, why] of unsound) {
    test(`refuses ${SETTINGS[name].env}=${text}, in one line that names it and shows an example`, () => {
      const { env, flag, example }: Setting<unknown> = SETTINGS[name];
      assert.throws(
        () => fromEnv({ [env]: text }),
        (error: unknown) => {
          assert.ok(error instanceof ConfigError);
          assert.equal(error.code, "config_invalid");
          assert.match(error.message, why);
          assert.ok(error.message.startsWith(env) && error.message.endsWith(example));
          assert.doesNotMatch(error.message, /\n/);
          return true;
        },
      );
      assert.throws(() => createConfig({ flags: { [flag]: text }, env: {} }), new RegExp(`^ConfigError: --${flag} is`));
    });
  }

  test("never repeats a secret in an error", () => {
    for (const name of ["TABELLARY_ADMIN_KEY", "TABELLARY_MASTER_KEY", "TABELLARY_ALERT_URL"]) {
      assert.throws(
        () => fromEnv({ [name]: "hunter2" }),
        (error: Error) => !error.message.includes("hunter2"),
      );
    }
  });
});
