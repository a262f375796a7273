import type { Contract, DigestForm, SignatureForm } from "@tabellary/contracts";
import { type CheckWords, checksOf } from "./checks.ts";
import { signedPieces, signsId, type TimeRule } from "./digest.ts";
import { phpQuoted } from "./literal.ts";
import { lines, program } from "./program.ts";
import { type Place, placesIn } from "./sample.ts";
import { PORT, type Snippet, type SnippetInput } from "./snippet.ts";

/** A receiver in PHP 8 with nothing but PHP. */
export function phpSnippet({ contract }: SnippetInput): Snippet {
  const form = contract.signature;
  const isSigned = form.kind !== "none";
  return {
    language: "PHP",
    file: "receiver.php",
    run: `${isSigned ? "WEBHOOK_SECRET='…' " : ""}php -S 127.0.0.1:${PORT} receiver.php`,
    code: program(
      "<?php\ndeclare(strict_types=1);",
      isSigned ? settings(form) : undefined,
      receiving(isSigned),
      handling(contract),
      ...checksOf(form, WORDS),
    ),
  };
}

function settings(form: SignatureForm): string {
  return lines(
    "define('SECRET', (string) getenv('WEBHOOK_SECRET'));",
    "if (SECRET === '') {",
    "    http_response_code(500);",
    '    exit("Set WEBHOOK_SECRET to the webhook\'s secret.");',
    "}",
    form.kind.endsWith("standard") && "define('KEY', standardKey(SECRET));",
    form.kind === "standard" &&
      "if (KEY === null) {\n    http_response_code(500);\n    exit('WEBHOOK_SECRET is no whsec_ secret.');\n}",
  );
}

function receiving(isSigned: boolean): string {
  return lines(
    "$headers = array_change_key_case(getallheaders(), CASE_LOWER);",
    "// The bytes as they came: a body that was parsed and written again need not be what was signed.",
    "$body = (string) file_get_contents('php://input');",
    isSigned && "if (!isGenuine($headers, $body)) {\n    http_response_code(401);\n    exit;\n}",
    "http_response_code(204); // Put long work into a queue: the sender waits only so long.",
    "handle($headers, $body);",
  );
}

function handling(contract: Contract): string {
  const { type, id } = placesIn(contract);
  const isJson = contract.passOn === undefined;
  const told = [type, id].flatMap((place) => (place === undefined ? [] : [`${reading(place)} . ' '`]));
  return lines(
    contract.signature.kind === "none" &&
      "// Nothing is signed: anybody could have sent this. Ask before you act on it.",
    id !== undefined && "// The same one may come twice: remember the id, and leave out what you know.",
    "function handle(array $headers, string $body): void",
    "{",
    isJson && "    $event = json_decode($body, true, flags: JSON_THROW_ON_ERROR);",
    `    error_log('received ' . ${[...told, isJson ? "json_encode($event)" : "strlen($body)"].join(" . ")});`,
    "}",
  );
}

function reading({ in: where, name }: Place): string {
  return where === "header" ? `($headers[${phpQuoted(name.toLowerCase())}] ?? '')` : `$event[${phpQuoted(name)}]`;
}

function digestCheck(form: DigestForm, isBoth: boolean): string {
  const { header, algorithm, encoding, prefix, timestamp, id } = form;
  const read = (name: string) => `$headers[${phpQuoted(name.toLowerCase())}] ?? ''`;
  const signed = signedPieces(form, { literal: phpQuoted, id: "$id", timestamp: "$timestamp", body: "$body" }).join(
    " . ",
  );
  const digest =
    encoding === "hex"
      ? `hash_hmac('${algorithm}', ${signed}, SECRET)`
      : `base64_encode(hash_hmac('${algorithm}', ${signed}, SECRET, true))`;
  const standard = "(KEY === null || hasStandardSignature($headers, $body))";
  return lines(
    "function isGenuine(array $headers, string $body): bool",
    "{",
    id && signsId(form) && `    $id = ${read(id.header)};`,
    timestamp && `    $timestamp = ${read(timestamp.header)};`,
    timestamp && "    if (!isRecent($timestamp)) {\n        return false;\n    }",
    `    $expected = ${prefix === "" ? "" : `${phpQuoted(prefix)} . `}${digest};`,
    `    return hash_equals($expected, ${read(header)})${isBoth ? `\n        && ${standard}` : ""};`,
    "}",
  );
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function standardCheck(isBoth: boolean): string {
  const name = isBoth ? "hasStandardSignature" : "isGenuine";
  return `// Standard Webhooks: the header lists one signature, and two while the secret is rotated.
function ${name}(array $headers, string $body): bool
{
    $id = $headers['webhook-id'] ?? '';
    $timestamp = $headers['webhook-timestamp'] ?? '';
    if ($id === '' || str_contains($id, '.') || !isRecent($timestamp)) {
        return false;
    }
    $expected = 'v1,' . base64_encode(hash_hmac('sha256', "$id.$timestamp.$body", KEY, true));
    foreach (explode(' ', $headers['webhook-signature'] ?? '') as $signature) {
        if (hash_equals($expected, $signature)) {
            return true;
        }
    }
    return false;
}`;
}

const STANDARD_KEY = `// What follows whsec_ is the key, in base64. Any other secret has none.
function standardKey(string $secret): ?string
{
    $text = str_starts_with($secret, 'whsec_') ? substr($secret, strlen('whsec_')) : '';
    $key = (string) base64_decode($text, true);
    return base64_encode($key) === $text && strlen($key) >= 24 && strlen($key) <= 64 ? $key : null;
}`;

/** https://docs.stripe.com/webhooks#verify-manually */
function stripeCheck(header: string): string {
  return `// The header is t=<seconds>,v1=<digest>, with two digests while the secret is rotated.
function isGenuine(array $headers, string $body): bool
{
    $items = explode(',', $headers[${phpQuoted(header.toLowerCase())}] ?? '');
    $times = array_values(array_filter($items, fn ($item) => str_starts_with($item, 't=')));
    $timestamp = substr($times[0] ?? '', 2);
    if (!isRecent($timestamp)) {
        return false;
    }
    $expected = 'v1=' . hash_hmac('sha256', "$timestamp.$body", SECRET);
    foreach ($items as $item) {
        if (hash_equals($expected, $item)) {
            return true;
        }
    }
    return false;
}`;
}

function recent({ unit, tolerance }: TimeRule): string {
  const now = unit === "s" ? "time()" : "(int) (microtime(true) * 1000)";
  const words = unit === "s" ? "Seconds" : "Milliseconds";
  return `// ${words} since 1970, no more than ${tolerance} off: what was recorded cannot be sent again later.
function isRecent(string $timestamp): bool
{
    return preg_match('/^[0-9]{1,15}$/D', $timestamp) === 1 && abs(${now} - (int) $timestamp) <= ${tolerance};
}`;
}

const WORDS: CheckWords = {
  digest: digestCheck,
  standard: standardCheck,
  standardKey: STANDARD_KEY,
  stripe: stripeCheck,
  recent,
};
