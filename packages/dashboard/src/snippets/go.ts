import type { Contract, DigestForm, SignatureForm } from "@tabellary/contracts";
import { type CheckWords, checksOf } from "./checks.ts";
import { digestOf, signedPieces, signsId, type TimeRule, timeRuleOf } from "./digest.ts";
import { doubleQuoted } from "./literal.ts";
import { lines, program } from "./program.ts";
import { type Place, placesIn } from "./sample.ts";
import { BODY_BYTES_MAX, PORT, type Snippet, type SnippetInput } from "./snippet.ts";

/** A receiver in Go with nothing but its standard library, as gofmt lays it out. */
export function goSnippet({ contract }: SnippetInput): Snippet {
  const form = contract.signature;
  const isSigned = form.kind !== "none";
  return {
    language: "Go",
    file: "receiver.go",
    run: isSigned ? "WEBHOOK_SECRET='…' go run receiver.go" : "go run receiver.go",
    code: program(
      "package main",
      imports(contract),
      isSigned ? settings(form) : undefined,
      main(form),
      receiving(isSigned),
      handling(contract),
      ...checksOf(form, WORDS),
    ),
  };
}

function imports({ signature: form, passOn }: Contract): string {
  const digest = digestOf(form);
  const isSigned = form.kind !== "none";
  const isTimed = timeRuleOf(form) !== undefined;
  const isStandard = form.kind.endsWith("standard");
  const isHex = form.kind === "stripe" || digest?.encoding === "hex";
  const hashes = new Set([
    ...(digest ? [digest.algorithm] : []),
    ...(isStandard || form.kind === "stripe" ? ["sha256"] : []),
  ]);
  const packages = [
    isSigned && "crypto/hmac",
    ...["sha1", "sha256", "sha512"].map((name) => hashes.has(name as never) && `crypto/${name}`),
    (isStandard || digest?.encoding === "base64") && "encoding/base64",
    isHex && "encoding/hex",
    passOn === undefined && "encoding/json",
    "io",
    "log",
    "net",
    "net/http",
    "os",
    isTimed && "strconv",
    (isStandard || form.kind === "stripe") && "strings",
    isTimed && "time",
  ];
  return lines("import (", ...packages.map((name) => name && `\t"${name}"`), ")");
}

function settings(form: SignatureForm): string {
  return lines(
    'var secret = os.Getenv("WEBHOOK_SECRET")',
    form.kind.endsWith("standard") && "var key = standardKey(secret)",
  );
}

function main(form: SignatureForm): string {
  return lines(
    "func main() {",
    form.kind !== "none" && '\tif secret == "" {\n\t\tlog.Fatal("Set WEBHOOK_SECRET to the webhook\'s secret.")\n\t}',
    form.kind === "standard" && '\tif key == nil {\n\t\tlog.Fatal("WEBHOOK_SECRET is no whsec_ secret.")\n\t}',
    '\tport := os.Getenv("PORT")',
    `\tif port == "" {\n\t\tport = "${PORT}"\n\t}`,
    '\thttp.HandleFunc("/", receive)',
    '\tlistener, err := net.Listen("tcp", ":"+port)',
    "\tif err != nil {\n\t\tlog.Fatal(err)\n\t}",
    '\tlog.Println("Waiting for webhooks")',
    "\tlog.Fatal(http.Serve(listener, nil))",
    "}",
  );
}

function receiving(isSigned: boolean): string {
  return lines(
    "func receive(w http.ResponseWriter, r *http.Request) {",
    "\t// The bytes as they came: a body that was parsed and written again need not be what was signed.",
    `\tbody, err := io.ReadAll(http.MaxBytesReader(w, r.Body, ${BODY_BYTES_MAX}))`,
    "\tif err != nil {\n\t\tw.WriteHeader(http.StatusBadRequest)\n\t\treturn\n\t}",
    isSigned && "\tif !isGenuine(r.Header, body) {\n\t\tw.WriteHeader(http.StatusUnauthorized)\n\t\treturn\n\t}",
    "\tw.WriteHeader(http.StatusNoContent)",
    "\tgo handle(r.Header, body) // Answer first, work afterwards: the sender waits only so long.",
    "}",
  );
}

function handling(contract: Contract): string {
  const { type, id } = placesIn(contract);
  const isJson = contract.passOn === undefined;
  const told = [type, id].flatMap((place) => (place === undefined ? [] : [reading(place)]));
  return lines(
    contract.signature.kind === "none" &&
      "// Nothing is signed: anybody could have sent this. Ask before you act on it.",
    id !== undefined && "// The same one may come twice: remember the id, and leave out what you know.",
    "func handle(header http.Header, body []byte) {",
    isJson &&
      "\tvar event map[string]any\n\tif err := json.Unmarshal(body, &event); err != nil {\n\t\tlog.Println(err)\n\t\treturn\n\t}",
    `\tlog.Println("received", ${[...told, isJson ? "event" : "len(body)"].join(", ")})`,
    "}",
  );
}

function reading({ in: where, name }: Place): string {
  return where === "header" ? `header.Get(${doubleQuoted(name)})` : `event[${doubleQuoted(name)}]`;
}

const HASHES = { sha1: "sha1.New", sha256: "sha256.New", sha384: "sha512.New384", sha512: "sha512.New" } as const;

function digestCheck(form: DigestForm, isBoth: boolean): string {
  const { header, algorithm, encoding, prefix, timestamp, id } = form;
  const read = (name: string) => `header.Get(${doubleQuoted(name)})`;
  const writes = signedPieces(form, {
    literal: (text) => `[]byte(${doubleQuoted(text)})`,
    id: "[]byte(id)",
    timestamp: "[]byte(timestamp)",
    body: "body",
  }).map((piece) => `\tmac.Write(${piece})`);
  const encoded =
    encoding === "hex" ? "hex.EncodeToString(mac.Sum(nil))" : "base64.StdEncoding.EncodeToString(mac.Sum(nil))";
  const equal = `hmac.Equal([]byte(${read(header)}), []byte(expected))`;
  return lines(
    "func isGenuine(header http.Header, body []byte) bool {",
    id && signsId(form) && `\tid := ${read(id.header)}`,
    timestamp && `\ttimestamp := ${read(timestamp.header)}`,
    timestamp && "\tif !isRecent(timestamp) {\n\t\treturn false\n\t}",
    `\tmac := hmac.New(${HASHES[algorithm]}, []byte(secret))`,
    ...writes,
    `\texpected := ${prefix === "" ? "" : `${doubleQuoted(prefix)} + `}${encoded}`,
    ...(isBoth
      ? [`\tif !${equal} {\n\t\treturn false\n\t}`, "\treturn key == nil || hasStandardSignature(header, body)"]
      : [`\treturn ${equal}`]),
    "}",
  );
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
function standardCheck(isBoth: boolean): string {
  const name = isBoth ? "hasStandardSignature" : "isGenuine";
  return `// Standard Webhooks: the header lists one signature, and two while the secret is rotated.
func ${name}(header http.Header, body []byte) bool {
	id := header.Get("webhook-id")
	timestamp := header.Get("webhook-timestamp")
	if id == "" || strings.Contains(id, ".") || !isRecent(timestamp) {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, signature := range strings.Split(header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(signature), []byte(expected)) {
			return true
		}
	}
	return false
}`;
}

const STANDARD_KEY = `// What follows whsec_ is the key, in base64. Any other secret has none.
func standardKey(secret string) []byte {
	if !strings.HasPrefix(secret, "whsec_") {
		return nil
	}
	key, err := base64.StdEncoding.Strict().DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < 24 || len(key) > 64 {
		return nil
	}
	return key
}`;

/** https://docs.stripe.com/webhooks#verify-manually */
function stripeCheck(header: string): string {
  return `// The header is t=<seconds>,v1=<digest>, with two digests while the secret is rotated.
func isGenuine(header http.Header, body []byte) bool {
	items := strings.Split(header.Get(${doubleQuoted(header)}), ",")
	timestamp := ""
	for _, item := range items {
		if strings.HasPrefix(item, "t=") {
			timestamp = strings.TrimPrefix(item, "t=")
			break
		}
	}
	if !isRecent(timestamp) {
		return false
	}
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(timestamp + "."))
	mac.Write(body)
	expected := "v1=" + hex.EncodeToString(mac.Sum(nil))
	for _, item := range items {
		if hmac.Equal([]byte(item), []byte(expected)) {
			return true
		}
	}
	return false
}`;
}

function recent({ unit, tolerance }: TimeRule): string {
  const now = unit === "s" ? "time.Now().Unix()" : "time.Now().UnixMilli()";
  const words = unit === "s" ? "Seconds" : "Milliseconds";
  return `// ${words} since 1970, no more than ${tolerance} off: what was recorded cannot be sent again later.
func isRecent(timestamp string) bool {
	sent, err := strconv.ParseUint(timestamp, 10, 52)
	age := ${now} - int64(sent)
	return err == nil && age <= ${tolerance} && age >= -${tolerance}
}`;
}

const WORDS: CheckWords = {
  digest: digestCheck,
  standard: standardCheck,
  standardKey: STANDARD_KEY,
  stripe: stripeCheck,
  recent,
};
