/**
 * What deploy/ says, as far as it can be held without Docker or Kubernetes: that it names settings, paths and commands
 * which exist.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { parse, parseAllDocuments } from "yaml";
import { createConfig } from "../../packages/server/src/config/config.ts";
import { SETTINGS } from "../../packages/server/src/config/settings.ts";
import { HubProcess } from "../harness/hub.ts";

interface Container {
  args: string[];
  env: { name: string; value: string }[];
  ports: { containerPort: number }[];
  readinessProbe: { httpGet: { path: string } };
  livenessProbe: { httpGet: { path: string } };
}
interface Deployment {
  kind: string;
  spec: { template: { spec: { terminationGracePeriodSeconds: number; containers: Container[] } } };
}

const DRAIN_SECONDS = 15;
const read = (name: string) => readFileSync(new URL(`../../deploy/${name}`, import.meta.url), "utf8");
const known = new Set<string>(Object.values(SETTINGS).map(({ env }) => env));
/** What the comments and files mention of our variables. */
const mentioned = (text: string) => new Set(text.match(/TABELLARY_[A-Z_]+/g));

const deployments = parseAllDocuments(read("kubernetes.yaml"))
  .map((document) => document.toJS() as Deployment)
  .filter(({ kind }) => kind === "Deployment");
const containers = deployments.flatMap(({ spec }) => spec.template.spec.containers);

let hub: HubProcess;
before(async () => {
  hub = await HubProcess.start();
});
after(() => hub.stop());

for (const name of ["Dockerfile", "compose.yaml", "kubernetes.yaml"]) {
  test(`deploy/${name} names no setting that does not exist`, () => {
    const names = mentioned(read(name));
    assert.ok(names.size > 0);
    assert.deepEqual(
      [...names].filter((one) => !known.has(one)),
      [],
    );
  });
}

describe("The Kubernetes manifest", () => {
  test("gives the nodes settings that are sound, and a port that they listen on", () => {
    assert.equal(containers.length, 2);
    for (const { args, env, ports } of containers) {
      assert.deepEqual(args, ["serve"]);
      const config = createConfig({ flags: {}, env: Object.fromEntries(env.map(({ name, value }) => [name, value])) });
      assert.equal(config.host, "0.0.0.0");
      assert.deepEqual(
        ports.map(({ containerPort }) => containerPort),
        [config.port],
      );
    }
  });

  test("asks for paths that answer", async () => {
    for (const { readinessProbe, livenessProbe } of containers) {
      for (const { path } of [readinessProbe.httpGet, livenessProbe.httpGet]) {
        assert.equal((await fetch(hub.url + path)).status, 200, path);
      }
    }
  });

  test("gives a node the time that it takes to stop", () => {
    for (const { spec } of deployments) {
      assert.ok(spec.template.spec.terminationGracePeriodSeconds > DRAIN_SECONDS);
    }
  });
});

test("The compose file gives each node a database, and the keys that nodes must share", () => {
  const { services } = parse(read("compose.yaml"));
  const { environment, stop_grace_period } = services.node;
  assert.deepEqual(Object.keys(environment).sort(), [
    "TABELLARY_ADMIN_KEY",
    "TABELLARY_DATABASE_URL",
    "TABELLARY_MASTER_KEY",
  ]);
  const url = environment.TABELLARY_DATABASE_URL.replaceAll(/\$\{[^}]*\}/g, "x");
  assert.equal(createConfig({ flags: { "database-url": url }, env: {} }).database.kind, "postgres");
  assert.ok(Number.parseInt(stop_grace_period, 10) > DRAIN_SECONDS);
});
