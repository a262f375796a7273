import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { Catalogue } from "../../src/catalogue/catalogue.ts";
import { createVault } from "../../src/catalogue/vault.ts";
import { Counting } from "../../src/chores/counting.ts";
import { createEgress } from "../../src/egress/egress.ts";
import { DeliveryEngine } from "../../src/engine/engine.ts";
import { Lease } from "../../src/engine/lease.ts";
import { type App, type AppDeps, createApp } from "../../src/http/app.ts";
import { Inbound } from "../../src/inbound/inbound.ts";
import { IdMaker } from "../../src/model/ids.ts";
import { SCOPES, type Scope } from "../../src/model/key.ts";
import type { JobTimes } from "../../src/moderation/decisions/job-state.ts";
import { Moderation } from "../../src/moderation/moderation.ts";
import { openSqliteStore } from "../../src/store/sqlite/sqlite-store.ts";
import type { Store } from "../../src/store/store.ts";
import { Figures } from "../../src/telemetry/figures.ts";
import { createMetrics } from "../../src/telemetry/metrics.ts";
import { systemClock as clock, systemRandom as random } from "../../src/world.ts";
import { PATIENCE_MS } from "../promised.ts";
import { watchProblems } from "./documented.ts";

export const ADMIN_KEY = "the-administrators-key";

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers as scripts do
  body: any;
}

export interface CallOptions {
  /** Null sends none. */
  key?: string | null;
  headers?: Record<string, string>;
}

export interface TestHub {
  app: App;
  catalogue: Catalogue;
  engine: DeliveryEngine;
  inbound: Inbound;
  moderation: Moderation;
  store: Store;
  /** Not started: what was counted is written when it is stopped. */
  counting: Counting;
  log: { level: string; fields: Record<string, unknown> }[];
  call(method: string, url: string, body?: unknown, options?: CallOptions): Promise<Answer>;
  /** A new site and the token of a key of its own. */
  makeSite(name: string, scopes?: readonly Scope[]): Promise<{ id: string; no: number; token: string }>;
}

const JOB_TIMES = { otherMs: 300_000, videoMs: 900_000 };

/** Between two looks: those who look should leave a processor to those who are looked at. */
const LOOK_AGAIN_MS = 3;

/** What a hub takes for a message's greatest length, and for an event's. */
export const BYTES_MAX = 65_536;

/**
 * The API over a real store and a real engine; `over` replaces what it is given. Platforms are not asked by themselves.
 * Gone when the test ends.
 */
export async function openHub(
  t: TestContext,
  over: Partial<AppDeps> = {},
  { trustedProxies = [], jobTimes = JOB_TIMES }: { trustedProxies?: readonly string[]; jobTimes?: JobTimes } = {},
): Promise<TestHub> {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-http-"));
  const store = await openSqliteStore(join(folder, "hub.db"));
  const fail = (error: Error) => {
    throw error;
  };
  const heard = { askTime: async () => {}, onLost: () => {}, onClockJump: () => {}, onTrouble: fail };
  const lease = new Lease({ store, clock, machine: clock, ...heard });
  await lease.take();
  const ids = new IdMaker(clock, lease.node.no);
  const vault = createVault(random.bytes(32), random);
  const catalogue = new Catalogue({ store, vault, clock, random, ids });
  await catalogue.load();
  await catalogue.createSite({ name: "default", description: null, contract: "generic", isOperator: false });
  await catalogue.createSite({ name: "operator", description: null, contract: "generic", isOperator: true });
  const egress = createEgress({ allow: ["127.0.0.0/8"] });
  const metrics = createMetrics();
  const figures = new Figures(clock.now());
  const parts = { store, catalogue, vault, egress, clock, random, ids, metrics, figures, lease };
  const engine = new DeliveryEngine({
    ...parts,
    delivers: true,
    concurrency: 64,
    failingAfter: 5,
    answerMsMax: PATIENCE_MS,
    onFault: fail,
    onTrouble: fail,
  });
  engine.start();
  lease.keep();
  const counting = new Counting({ ...parts, node: lease.node, onTrouble: fail });
  const publicUrl = over.publicUrl ?? (() => "https://hooks.test");
  const inbound = new Inbound({
    ...{ ...parts, engine, trustedProxies, publicUrl, maxPayloadBytes: BYTES_MAX },
    isOnDuty: async () => true,
    onTrouble: fail,
  });
  const moderation = new Moderation({
    ...parts,
    engine,
    publicUrl,
    jobTimes,
    callbackKey: random.bytes(32),
    onTrouble: fail,
  });
  engine.attend(moderation);

  const log: TestHub["log"] = [];
  const note = (level: string) => (fields: object) => void log.push({ level, fields: { ...fields } });
  const app = createApp({
    ...{
      catalogue,
      engine,
      inbound,
      moderation,
      store,
      egress,
      metrics,
      clock,
      random,
      publicUrl,
      adminKey: ADMIN_KEY,
      sessionVault: createVault(random.bytes(32), random),
      dashboardDir: null,
    },
    config: {
      maxPayloadBytes: BYTES_MAX,
      requireHttps: true,
      role: "all",
      publicUrl: undefined,
      trustedProxies,
      retentionDays: 30,
    },
    log: { debug: note("debug"), warn: note("warn"), error: note("error") },
    ...over,
  });
  const takeUndocumented = watchProblems(app);
  await app.ready();
  t.after(async () => {
    await app.close();
    engine.abandon();
    await egress.close();
    await inbound.stop();
    await moderation.stop();
    await engine.stop();
    await lease.leave();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  async function call(method: string, url: string, body?: unknown, options: CallOptions = {}): Promise<Answer> {
    const key = options.key === undefined ? ADMIN_KEY : options.key;
    const headers: Record<string, string> = { ...options.headers };
    if (key !== null) headers.authorization = `Bearer ${key}`;
    if (body !== undefined) headers["content-type"] ??= "application/json";
    const payload = typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const answer = await app.inject({
      method: method as "GET",
      url,
      headers,
      ...(body !== undefined && { payload: payload as string }),
    });
    assert.deepEqual(takeUndocumented(), [], "a route names in its config what it can answer with");
    const isJson = String(answer.headers["content-type"]).includes("json");
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: isJson && answer.body !== "" ? answer.json() : undefined,
    };
  }

  async function makeSite(name: string, scopes: readonly Scope[] = SCOPES) {
    const site = await catalogue.createSite({ name, description: null, contract: "generic", isOperator: false });
    const { token } = await catalogue.createKey({ siteNo: site.no, name: "test", scopes });
    const { body } = await call("GET", "/v1/sites?limit=200");
    const { id } = body.sites.find((one: { name: string }) => one.name === name);
    return { id, no: site.no, token };
  }

  return { app, catalogue, engine, inbound, moderation, store, counting, log, call, makeSite };
}

/** Asks again until it holds: for what the engine does in its own time. */
export async function eventually<T>(ask: () => Promise<T>, holds: (answer: T) => boolean): Promise<T> {
  const giveUpAt = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    if (performance.now() > giveUpAt) throw new Error(`still not so: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
