import type { Contract, DigestForm, SignatureForm } from "@tabellary/contracts";
import { type CheckWords, checksOf } from "./checks.ts";
import { signedPieces, signsId, type TimeRule, timeRuleOf } from "./digest.ts";
import { doubleQuoted } from "./literal.ts";
import { lines, program } from "./program.ts";
import { type Place, placesIn } from "./sample.ts";
import { BODY_BYTES_MAX, PORT, type Snippet, type SnippetInput } from "./snippet.ts";

/** A receiver in Python 3 with nothing but its standard library. */
export function pythonSnippet({ contract }: SnippetInput): Snippet {
  const form = contract.signature;
  const isSigned = form.kind !== "none";
  return {
    language: "Python",
    file: "receiver.py",
    run: isSigned ? "WEBHOOK_SECRET='…' python3 receiver.py" : "python3 receiver.py",
    code: program(
      imports(contract),
      isSigned ? settings(form) : undefined,
      ...[handling(contract), ...checksOf(form, WORDS), serving(isSigned), START].map((part) => part && `\n${part}`),
    ),
  };
}

function imports({ signature: form, passOn }: Contract): string {
  const isSigned = form.kind !== "none";
  const isTimed = timeRuleOf(form) !== undefined;
  const isBase64 = form.kind.endsWith("standard") || (form.kind === "digest" && form.encoding === "base64");
  return lines(
    isBase64 && "import base64",
    isSigned && "import hashlib\nimport hmac",
    passOn === undefined && "import json",
    "import os",
    isTimed && "import re\nimport time",
    "from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer",
  );
}

function settings(form: SignatureForm): string {
  return lines(
    'SECRET = os.environ.get("WEBHOOK_SECRET", "").encode()',
    "if not SECRET:",
    '    raise SystemExit("Set WEBHOOK_SECRET to the webhook\'s secret.")',
    form.kind.endsWith("standard") && `\n\n${STANDARD_KEY}\n\n\nKEY = standard_key(SECRET)`,
    form.kind === "standard" && 'if KEY is None:\n    raise SystemExit("WEBHOOK_SECRET is no whsec_ secret.")',
  );
}

const STANDARD_KEY = `def standard_key(secret):
    # What follows whsec_ is the key, in base64. Any other secret has none.
    text = secret[len(b"whsec_"):] if secret.startswith(b"whsec_") else b""
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return key if base64.b64encode(key) == text and 24 <= len(key) <= 64 else None`;

function handling(contract: Contract): string {
  const { type, id } = placesIn(contract);
  const isJson = contract.passOn === undefined;
  const told = [type, id].flatMap((place) => (place === undefined ? [] : [reading(place)]));
  return lines(
    "def handle(headers, body):",
    contract.signature.kind === "none" &&
      "    # Nothing is signed: anybody could have sent this. Ask before you act on it.",
    id !== undefined && "    # The same one may come twice: remember the id, and leave out what you know.",
    isJson && "    event = json.loads(body)",
    `    print("received", ${[...told, isJson ? "event" : "len(body)"].join(", ")}, flush=True)`,
  );
}

function reading({ in: where, name }: Place): string {
  return `${where === "header" ? "headers" : "event"}[${doubleQuoted(name)}]`;
}

function serving(isSigned: boolean): string {
  return lines(
    "class Receiver(BaseHTTPRequestHandler):",
    "    def do_POST(self):",
    '        length = int(self.headers.get("Content-Length", 0))',
    `        if length > ${BODY_BYTES_MAX}:`,
    "            return self.answer(413)",
    "        # The bytes as they came: a body that was parsed and written again need not be what was signed.",
    "        body = self.rfile.read(length)",
    isSigned && "        if not is_genuine(self.headers, body):\n            return self.answer(401)",
    "        self.answer(204)  # Answer first, work afterwards: the sender waits only so long.",
    "        handle(self.headers, body)",
    "",
    "    def answer(self, status):",
    "        self.send_response(status)",
    "        self.end_headers()",
  );
}

const START = `server = ThreadingHTTPServer(("", int(os.environ.get("PORT", ${PORT}))), Receiver)
print("Waiting for webhooks", flush=True)
server.serve_forever()`;

function digestCheck(form: DigestForm, isBoth: boolean): string {
  const { header, algorithm, encoding, prefix, timestamp, id } = form;
  const read = (name: string) => `headers.get(${doubleQuoted(name)}, "")`;
  const signed = signedPieces(form, {
    literal: (text) => `${doubleQuoted(text)}.encode()`,
    id: "message_id.encode()",
    timestamp: "timestamp.encode()",
    body: "body",
  }).join(" + ");
  const hash = `hmac.new(SECRET, ${signed}, hashlib.${algorithm})`;
  const digest = encoding === "hex" ? `${hash}.hexdigest()` : `base64.b64encode(${hash}.digest()).decode()`;
  // Compares bytes: a header with other letters than ASCII would make it throw.
  const equal = `hmac.compare_digest(${read(header)}.encode(), expected)`;
  return lines(
    "def is_genuine(headers, body):",
    id && signsId(form) && `    message_id = ${read(id.header)}`,
    timestamp && `    timestamp = ${read(timestamp.header)}`,
    timestamp && "    if not is_recent(timestamp):\n        return False",
    `    digest = ${digest}`,
    `    expected = ${prefix === "" ? "digest" : `(${doubleQuoted(prefix)} + digest)`}.encode()`,
    ...(isBoth
      ? [
          `    if not ${equal}:`,
          "        return False",
          "    return KEY is None or has_standard_signature(headers, body)",
        ]
      : [`    return ${equal}`]),
  );
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function standardCheck(isBoth: boolean): string {
  const name = isBoth ? "has_standard_signature" : "is_genuine";
  return `def ${name}(headers, body):
    # Standard Webhooks: the header lists one signature, and two while the secret is rotated.
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or "." in message_id or not is_recent(timestamp):
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest())
    signatures = headers.get("webhook-signature", "").encode().split(b" ")
    return any(hmac.compare_digest(signature, expected) for signature in signatures)`;
}

/** https://docs.stripe.com/webhooks#verify-manually */
function stripeCheck(header: string): string {
  return `def is_genuine(headers, body):
    # The header is t=<seconds>,v1=<digest>, with two digests while the secret is rotated.
    items = headers.get(${doubleQuoted(header)}, "").encode().split(b",")
    timestamp = next((item[2:].decode() for item in items if item.startswith(b"t=")), "")
    if not is_recent(timestamp):
        return False
    digest = hmac.new(SECRET, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(item, f"v1={digest}".encode()) for item in items)`;
}

function recent({ unit, tolerance }: TimeRule): string {
  const now = unit === "s" ? "time.time()" : "time.time() * 1000";
  const words = unit === "s" ? "Seconds" : "Milliseconds";
  return `def is_recent(timestamp):
    # ${words} since 1970, no more than ${tolerance} off: what was recorded cannot be sent again later.
    return bool(re.fullmatch("[0-9]{1,15}", timestamp)) and abs(int(${now}) - int(timestamp)) <= ${tolerance}`;
}

const WORDS: CheckWords = {
  digest: digestCheck,
  standard: standardCheck,
  standardKey: undefined,
  stripe: stripeCheck,
  recent,
};
