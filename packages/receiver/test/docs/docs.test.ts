import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { test } from "node:test";
import {
  findPlatform,
  type PollOptions,
  platforms,
  type RegisterWebhookInput,
  WebhookHandler,
} from "../../src/index.ts";
import { listPages, readPage, saidOf } from "./page.ts";
import { makePages } from "./pages.ts";
import { HAND } from "./platform-table.ts";

const fix = "node packages/receiver/test/docs/write.ts";

test("the pages say of the platforms and the reasons what the code says", async () => {
  for (const [path, text] of await makePages()) assert.equal(readPage(path), text, `docs/receiver/${path}: ${fix}`);
});

test("every platform has a page, and every page a platform", () => {
  const names = platforms.map(({ name }) => `${name}.md`);
  assert.deepEqual(listPages("platforms").toSorted(), [...names, "README.md"].toSorted());
});

test("a page tells how the platform is verified, greeted and known by, and has a set-up", () => {
  for (const { name, title, handshake, reply } of platforms) {
    const page = readPage(`platforms/${name}.md`);
    assert.ok(page.startsWith(`# ${title}\n`), name);
    assert.match(page, /^## Set up$/m, name);
    for (const what of HAND) assert.ok(saidOf(page, what).length > 0, `${name}: ${what}`);
    assert.equal(saidOf(page, "handshake").startsWith("none"), handshake === undefined && reply === undefined, name);
  }
});

test("the samples of the pages run", async () => {
  for (const { name } of platforms) {
    const samples = [...readPage(`platforms/${name}.md`).matchAll(/```ts\n(.*?)```/gs)].map(([, sample]) => sample!);
    for (const sample of samples) await runSample(sample);
  }
});

/** What the samples leave to the reader. Nothing leaves this process. */
const GIVEN = {
  WebhookHandler,
  findPlatform,
  handler: new WebhookHandler({ log: null }),
  async poll(name: string, options: PollOptions) {
    const { poll } = findPlatform(name) ?? {};
    for (const subject of Object.keys(options.subject ?? {})) assert.ok(poll?.subjects.includes(subject), subject);
    return { ok: true, events: [], cursor: null };
  },
  async registerWebhook({ platform, credentials = {} }: RegisterWebhookInput) {
    const { register, credentials: own } = findPlatform(platform)!;
    assert.ok(register?.kind === "api");
    const names = [...(register.credentials ?? []), ...own].map(({ name }) => name);
    for (const name of Object.keys(credentials)) assert.ok(names.includes(name), name);
  },
};

const OWN =
  "acmeSecret umbrellaSecret secret accessToken apiKey apiToken applicationId appAccessToken appId bearerToken";
const OTHERS = "botToken clientId clientSecret condition cursor pageAccessToken pageId refreshToken token release";

function runSample(sample: string): Promise<unknown> {
  const names = [...Object.keys(GIVEN), ...OWN.split(" "), ...OTHERS.split(" ")];
  const values = names.map((name) => (Object.hasOwn(GIVEN, name) ? GIVEN[name as keyof typeof GIVEN] : "a text"));
  // In a block, where a sample may give its own meaning to a name.
  const run = new AsyncFunction(...names, `{ ${stripTypeScriptTypes(sample)} }`);
  return run(...values);
}

const AsyncFunction = (async () => {}).constructor as new (
  ...parts: string[]
) => (...values: unknown[]) => Promise<unknown>;

test("every reason for a refusal is explained", () => {
  const rows = readPage("README.md").match(/^\| `\w+` \| \d{3} .*$/gm) ?? [];
  assert.ok(rows.length > 30);
  for (const line of rows) assert.doesNotMatch(line, /\|\s+\|$/, line);
});

test("what the pages link to is there", () => {
  for (const path of ["README.md", ...listPages("platforms").map((name) => `platforms/${name}`)]) {
    for (const [, target] of readPage(path).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)) {
      const url = new URL(target!, new URL(`../../../../docs/receiver/${path}`, import.meta.url));
      assert.ok(existsSync(url), `docs/receiver/${path} links to ${target}`);
    }
  }
});
