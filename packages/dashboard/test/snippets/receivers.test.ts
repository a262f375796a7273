import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { generateKeyPair, getContract } from "@tabellary/contracts";
import { goSnippet } from "../../src/snippets/go.ts";
import { nodeSnippet } from "../../src/snippets/node.ts";
import { nodeLibrarySnippet } from "../../src/snippets/node-library.ts";
import { phpSnippet } from "../../src/snippets/php.ts";
import { pythonSnippet } from "../../src/snippets/python.ts";
import type { Snippet, SnippetInput } from "../../src/snippets/snippet.ts";
import { CASES, type Case, forged, OTHER_KEY, signed } from "./cases.ts";
import { givenFolder, isMissing, type Running, start } from "./running.ts";

const URL_OF_THE_WEBHOOK = "https://receiver.example/hooks/in";

interface Language {
  name: string;
  tools: string[];
  snippet: (input: SnippetInput) => Snippet | undefined;
  command: (folder: string, port: number) => [string, ...string[]];
  /** What is done once, when the programs of all cases are written, each in a folder of its own. */
  build?: (root: string) => void;
  /** It takes what the contract takes, who also knows other senders. The rest knows what the hub sends, and asks for all. */
  isByContract?: boolean;
}

const LANGUAGES: Language[] = [
  { name: "Node", tools: [], snippet: nodeSnippet, command: () => [process.execPath, "receiver.mjs"] },
  {
    name: "Node with our library",
    tools: [],
    snippet: nodeLibrarySnippet,
    command: () => [process.execPath, "receiver.mjs"],
    isByContract: true,
  },
  { name: "Python", tools: ["python3"], snippet: pythonSnippet, command: () => ["python3", "receiver.py"] },
  {
    name: "PHP",
    tools: ["php"],
    snippet: phpSnippet,
    command: (_folder, port) => ["php", "-S", `127.0.0.1:${port}`, "receiver.php"],
  },
  {
    name: "Go",
    tools: ["go", "gofmt"],
    snippet: goSnippet,
    command: (folder) => [join(folder, "../built", basename(folder))],
    build: (root) => {
      writeFileSync(join(root, "go.mod"), "module snippets\n\ngo 1.19\n");
      assert.equal(
        execFileSync("gofmt", ["-l", "."], { cwd: root, encoding: "utf8" }),
        "",
        "it is not as gofmt has it",
      );
      mkdirSync(join(root, "built"));
      // Without a C compiler, which Debian's Go does not bring.
      const env = { ...process.env, CGO_ENABLED: "0" };
      execFileSync("go", ["build", "-o", "built", "./..."], { cwd: root, env });
    },
  },
];

for (const language of LANGUAGES) {
  const { name, tools, snippet, build } = language;
  test(`a receiver in ${name} takes what is genuine and nothing else`, { skip: isMissing(...tools) }, async (t) => {
    const root = givenFolder(t);
    for (const [i, { contract, customContract }] of CASES.entries()) {
      const made = snippet({ contract, customContract, url: URL_OF_THE_WEBHOOK });
      assert.ok(made);
      mkdirSync(join(root, `case-${i}`));
      writeFileSync(join(root, `case-${i}`, made.file), made.code);
    }
    build?.(root);
    for (const [i, given] of CASES.entries()) {
      await t.test(given.name, (t) => checkReceiver(t, language, given, join(root, `case-${i}`)));
    }
  });
}

async function checkReceiver(
  t: TestContext,
  { command, isByContract = false }: Language,
  given: Case,
  folder: string,
): Promise<void> {
  const receiver = await start((port) => command(folder, port), { cwd: folder, secret: given.secret });
  t.after(() => receiver.stop());

  const nowMs = Date.now();
  for (const [what, request] of Object.entries(forged(given, nowMs))) {
    if (isByContract && given.contract.verify({ ...request, secrets: given.secret, nowMs }).ok) continue;
    assert.equal(await receiver.status(request), 401, `it took ${what}`);
  }
  for (const secrets of rotated(given)) await expectTaken(receiver, given, secrets);
  await receiver.printed(/received/);
}

/** The secrets that a hub signs with before, and where all of them sign, while one is rotated. */
function rotated({ contract, secret }: Case): string[][] {
  const isList = contract.signature.kind === "standard" || contract.signature.kind === "stripe";
  return isList ? [[secret], [OTHER_KEY, secret]] : [[secret]];
}

async function expectTaken(receiver: Running, given: Case, secrets: string[]): Promise<void> {
  const status = await receiver.status(signed(given, secrets, Date.now()));
  assert.ok(status === 204 || status === 200, `it answered ${status} to what is genuine`);
}

test("our library takes what an Ed25519 key has signed, by its public half", async (t) => {
  const contract = getContract("standard");
  const { privateKey, publicKey } = generateKeyPair(crypto.getRandomValues(new Uint8Array(32)));
  const made = nodeLibrarySnippet({ contract, url: URL_OF_THE_WEBHOOK })!;
  const folder = givenFolder(t);
  writeFileSync(join(folder, made.file), made.code);
  const receiver = await start(() => [process.execPath, made.file], { cwd: folder, secret: publicKey });
  t.after(() => receiver.stop());
  const given = { name: "standard", contract, secret: privateKey };
  assert.equal(await receiver.status(signed(given, [OTHER_KEY], Date.now())), 401);
  assert.equal(await receiver.status(signed(given, [privateKey], Date.now())), 200);
});
