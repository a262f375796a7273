import { doubleQuoted } from "./literal.ts";
import { handling, READ_BODY, serving } from "./node-server.ts";
import { program } from "./program.ts";
import { PORT, type Snippet, type SnippetInput } from "./snippet.ts";

/** The platform of `@tabellary/receiver` that understands a contract. The others are verified by the contract itself. */
const PLATFORMS: Record<string, string> = {
  pixelpatrol: "pixelpatrol",
  generic: "generic",
  "omnifence-signed": "omnifence",
  "moderation-ai": "moderation-ai",
  standard: "standard",
  stripe: "stripe",
  github: "github",
};

/**
 * A receiver in Node by our library: verifies, answers first, handles a repeat once. Undefined for what signs nothing,
 * for which a library has nothing to do.
 */
export function nodeLibrarySnippet(input: SnippetInput): Snippet | undefined {
  const { contract, url } = input;
  if (contract.signature.kind === "none") return undefined;
  const platform = PLATFORMS[contract.name];
  return {
    language: "Node, with our library",
    file: "receiver.mjs",
    run: `npm install @tabellary/${platform === undefined ? "contracts" : "receiver"} && WEBHOOK_SECRET='…' node receiver.mjs`,
    code: platform === undefined ? byContract(input) : byPlatform(platform, URL.parse(url)?.pathname ?? "/"),
  };
}

function byPlatform(platform: string, path: string): string {
  return program(
    'import { WebhookHandler } from "@tabellary/receiver";',
    `const handler = new WebhookHandler({
  endpoint: ${doubleQuoted(path)},
  defaultPlatform: "${platform}",
  platforms: { ${/^\w+$/.test(platform) ? platform : `"${platform}"`}: { secret: process.env.WEBHOOK_SECRET } },
});`,
    `// The sender was answered before, and a repeat does not get here.
handler.on("*", (event) => console.log("received", event.eventType, event.eventId, event.data));`,
    `await handler.start({ port: Number(process.env.PORT ?? ${PORT}) });
console.log("Waiting for webhooks");`,
  );
}

function byContract({ contract, customContract }: SnippetInput): string {
  const isCustom = customContract !== undefined;
  const made = isCustom
    ? `defineCustom(${JSON.stringify(customContract, null, 2)})`
    : `getContract("${contract.name}")`;
  return program(
    `import { createServer } from "node:http";
import { ${isCustom ? "defineCustom" : "getContract"} } from "@tabellary/contracts";`,
    `const SECRET = process.env.WEBHOOK_SECRET;
if (!SECRET) throw new Error("Set WEBHOOK_SECRET to the webhook's secret.");
const contract = ${made};`,
    serving(CHECK),
    handling(contract),
    READ_BODY,
  );
}

const CHECK = `  const verdict = contract.verify({ headers: request.headers, body, secrets: SECRET, nowMs: Date.now() });
  if (!verdict.ok) {
    console.log("refused", verdict.reason, verdict.message);
    return response.writeHead(401).end();
  }`;
