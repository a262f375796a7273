import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";

const HUB = join(import.meta.dirname, "../../server/src/main.ts");
const HEAD = "// Written by packages/dashboard/api/write.ts out of the hub's OpenAPI document. Do not edit.\n";

/** The API's types as TypeScript, from a hub that is started for it. */
export async function generate(): Promise<string> {
  const types = await openapiTS((await readDocument()) as unknown as OpenAPI3, { alphabetize: true });
  return HEAD + astToString(types);
}

async function readDocument(): Promise<object> {
  const folder = mkdtempSync(join(tmpdir(), "tabellary-api-"));
  const args = ["serve", "--port", "0", "--database-url", `sqlite:${join(folder, "hub.db")}`];
  const hub = spawn(process.execPath, [HUB, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(hub, "exit");
  try {
    const answer = await fetch(`${await addressOf(hub.stdout)}/openapi.json`);
    return (await answer.json()) as object;
  } finally {
    hub.kill();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (address !== undefined) return address;
  }
  throw new Error("The hub ended before it said where it listens.");
}
