import type { DigestForm, SignatureForm } from "@tabellary/contracts";
import { type CheckWords, checksOf } from "./checks.ts";
import { signedPieces, signsId, type TimeRule } from "./digest.ts";
import { doubleQuoted } from "./literal.ts";
import { handling, READ_BODY, serving } from "./node-server.ts";
import { lines, program } from "./program.ts";
import type { Snippet, SnippetInput } from "./snippet.ts";

/** A receiver in Node with nothing but Node. */
export function nodeSnippet({ contract }: SnippetInput): Snippet {
  const form = contract.signature;
  const isSigned = form.kind !== "none";
  return {
    language: "Node",
    file: "receiver.mjs",
    run: isSigned ? "WEBHOOK_SECRET='…' node receiver.mjs" : "node receiver.mjs",
    code: program(
      lines(
        isSigned && 'import { createHmac, timingSafeEqual } from "node:crypto";',
        'import { createServer } from "node:http";',
      ),
      isSigned ? settings(form) : undefined,
      serving(isSigned ? CHECK : undefined),
      handling(contract),
      READ_BODY,
      ...checksOf(form, WORDS),
      isSigned ? IS_EQUAL : undefined,
    ),
  };
}

const CHECK = "  if (!isGenuine(request.headers, body, Date.now())) return response.writeHead(401).end();";

function settings(form: SignatureForm): string {
  return lines(
    "const SECRET = process.env.WEBHOOK_SECRET;",
    `if (!SECRET) throw new Error("Set WEBHOOK_SECRET to the webhook's secret.");`,
    form.kind === "standard" &&
      'const KEY = standardKey(SECRET);\nif (KEY === null) throw new Error("WEBHOOK_SECRET is no whsec_ secret.");',
    form.kind === "digest-and-standard" && "const KEY = standardKey(SECRET); // null: a secret that is not whsec_…",
  );
}

function digestCheck(form: DigestForm, isBoth: boolean): string {
  const { header, algorithm, encoding, prefix, timestamp, id } = form;
  const read = (name: string) => `headers[${doubleQuoted(name.toLowerCase())}] ?? ""`;
  const updates = signedPieces(form, { literal: doubleQuoted, id: "id", timestamp: "timestamp", body: "body" })
    .map((piece) => `.update(${piece})`)
    .join("");
  const equal = `isEqual(${read(header)}, ${prefix === "" ? "digest" : `${doubleQuoted(prefix)} + digest`})`;
  return lines(
    "function isGenuine(headers, body, nowMs) {",
    id && signsId(form) && `  const id = ${read(id.header)};`,
    timestamp && `  const timestamp = ${read(timestamp.header)};`,
    timestamp && "  if (!isRecent(timestamp, nowMs)) return false;",
    `  const digest = createHmac("${algorithm}", SECRET)${updates}.digest("${encoding}");`,
    ...(isBoth
      ? [`  if (!${equal}) return false;`, "  return KEY === null || hasStandardSignature(headers, body, nowMs);"]
      : [`  return ${equal};`]),
    "}",
  );
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function standardCheck(isBoth: boolean): string {
  const name = isBoth ? "hasStandardSignature" : "isGenuine";
  return `// Standard Webhooks: the header lists one signature, and two while the secret is rotated.
function ${name}(headers, body, nowMs) {
  const id = headers["webhook-id"] ?? "";
  const timestamp = headers["webhook-timestamp"] ?? "";
  if (id === "" || id.includes(".") || !isRecent(timestamp, nowMs)) return false;
  const digest = createHmac("sha256", KEY).update(\`\${id}.\${timestamp}.\`).update(body).digest("base64");
  return (headers["webhook-signature"] ?? "").split(" ").some((signature) => isEqual(signature, \`v1,\${digest}\`));
}`;
}

const STANDARD_KEY = `// What follows whsec_ is the key, in base64.
function standardKey(secret) {
  const text = secret.startsWith("whsec_") ? secret.slice("whsec_".length) : "";
  const key = Buffer.from(text, "base64");
  return key.toString("base64") === text && key.length >= 24 && key.length <= 64 ? key : null;
}`;

/** https://docs.stripe.com/webhooks#verify-manually */
function stripeCheck(header: string): string {
  return `// The header is t=<seconds>,v1=<digest>, with two digests while the secret is rotated.
function isGenuine(headers, body, nowMs) {
  const items = (headers[${doubleQuoted(header.toLowerCase())}] ?? "").split(",");
  const timestamp = items.find((item) => item.startsWith("t="))?.slice(2) ?? "";
  if (!isRecent(timestamp, nowMs)) return false;
  const digest = createHmac("sha256", SECRET).update(\`\${timestamp}.\`).update(body).digest("hex");
  return items.some((item) => isEqual(item, \`v1=\${digest}\`));
}`;
}

function recent({ unit, tolerance }: TimeRule): string {
  const now = unit === "s" ? "Math.floor(nowMs / 1000)" : "nowMs";
  const words = unit === "s" ? "Seconds" : "Milliseconds";
  return `// ${words} since 1970, no more than ${tolerance} off: what was recorded cannot be sent again later.
function isRecent(timestamp, nowMs) {
  return /^[0-9]{1,15}$/.test(timestamp) && Math.abs(${now} - Number(timestamp)) <= ${tolerance};
}`;
}

const IS_EQUAL = `// Takes the same time wherever the two differ, so that nobody can guess a digest byte by byte.
function isEqual(one, other) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}`;

const WORDS: CheckWords = {
  digest: digestCheck,
  standard: standardCheck,
  standardKey: STANDARD_KEY,
  stripe: stripeCheck,
  recent,
};
