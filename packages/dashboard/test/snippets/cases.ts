/** Webhooks that somebody may have, each with the secret that it signs with. */
import {
  type Contract,
  type ContractEvent,
  type CustomOptions,
  contracts,
  defineCustom,
  getContract,
} from "@tabellary/contracts";

export interface Case {
  name: string;
  contract: Contract;
  customContract?: CustomOptions;
  secret: string;
}

const KEY = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
export const OTHER_KEY = "whsec_HxwdHh8AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRo=";
/** Quotes, a backslash and other letters than ASCII: somebody typed it. */
const TYPED = 'it\'s a "secret" \\ with ü and spaces';

/** Each part of the signed text, and text in it that means something in one language or another. */
const WHOLE: CustomOptions = {
  envelope: { kind: "{{type}}", 'the "id"': "{{id}}", sent: "{{created_at_ms}}", data: "{{data}}" },
  headers: { "X-What": "it's a $HOME `kind` of {{type}}" },
  signature: {
    header: "X-Whole-Signature",
    algorithm: "sha512",
    encoding: "base64",
    prefix: "v0='$x\\",
    signed: "v\"0'\\:$(x)%s{{timestamp}}:{{body}}\n{{id}}ü",
  },
  timestamp: { header: "X-Whole-Time", unit: "ms", tolerance_seconds: 60 },
  id: { header: "X-Whole-Id" },
};

/** As Slack has it. */
const SLACK: CustomOptions = {
  envelope: "{{data}}",
  signature: { header: "X-Slack-Signature", prefix: "v0=", signed: "v0:{{timestamp}}:{{body}}" },
  timestamp: { header: "X-Slack-Request-Timestamp" },
};

const custom = (name: string, customContract: CustomOptions, secret: string): Case => ({
  name,
  contract: defineCustom(customContract),
  customContract,
  secret,
});

export const CASES: Case[] = [
  ...contracts
    .filter(({ signature, name }) => signature.kind !== "none" && name !== "custom")
    .map((contract) => ({ name: contract.name, contract, secret: KEY })),
  { name: "generic with a secret that was typed", contract: getContract("generic"), secret: TYPED },
  { name: "stripe with a secret that was typed", contract: getContract("stripe"), secret: TYPED },
  custom("custom, with all there is", WHOLE, TYPED),
  custom("custom, as Slack signs", SLACK, KEY),
  custom("custom, with an old hash", { signature: { algorithm: "sha1" } }, TYPED),
];

/** What OmniFence would tell of a job: whatever reads it finds what it looks for. */
export const EVENT: ContractEvent = {
  id: "evt_0d8k2m4q6s8zz",
  type: "job.completed",
  createdAt: "2026-01-15T12:30:00Z",
  data: JSON.stringify({ job_id: "job_1", status: "completed", is_prohibited: false, text: "Grüße" }),
  deliveryId: "del_0d8k2m4q6s8zy",
};

export interface SignedRequest {
  headers: Record<string, string>;
  body: string;
}

/** What the hub would send, by the library that it signs with. */
export function signed({ contract }: Case, secrets: readonly string[], nowMs: number): SignedRequest {
  const body = contract.envelope(EVENT);
  return { body, headers: contract.sign({ event: EVENT, body, secrets, nowMs }) };
}

const AN_HOUR_MS = 3_600_000;

/** Requests that nobody may believe, by what is wrong with them. */
export function forged(given: Case, nowMs: number): Record<string, SignedRequest> {
  const { contract, secret } = given;
  const genuine = signed(given, [secret], nowMs);
  const without = (name: string) => {
    const { [name]: _, ...headers } = genuine.headers;
    return { ...genuine, headers };
  };
  const form = contract.signature;
  const isTimed = form.kind !== "digest" ? isKeyed(given) : form.timestamp !== undefined;
  return {
    "another body": { ...genuine, body: genuine.body.replace("completed", "Completed") },
    "the body parsed and written again": { ...genuine, body: JSON.stringify(JSON.parse(genuine.body), null, 2) },
    "another's secret": signed(given, [OTHER_KEY], nowMs),
    "no signature": without(contract.signatureHeaders[0]!),
    "a signature with one letter more": withSignature(genuine, contract, (text) => `${text}0`),
    "a signature cut short": withSignature(genuine, contract, (text) => text.slice(0, -1)),
    ...(isTimed && {
      "an old one": signed(given, [secret], nowMs - AN_HOUR_MS),
      ...(form.kind !== "stripe" && { "one of tomorrow": signed(given, [secret], nowMs + AN_HOUR_MS) }),
    }),
    ...(form.kind === "digest" && form.timestamp && { "no time": without(form.timestamp.header) }),
    ...(form.kind.endsWith("standard") &&
      isKeyed(given) && {
        "another id": { ...genuine, headers: { ...genuine.headers, "webhook-id": "evt_another" } },
        "no Standard Webhooks signature": without("webhook-signature"),
      }),
  };
}

/** Whether the secret is a key of Standard Webhooks, or the format needs none. */
function isKeyed({ contract, secret }: Case): boolean {
  return contract.signature.kind === "stripe" || secret.startsWith("whsec_");
}

function withSignature(request: SignedRequest, { signatureHeaders }: Contract, change: (text: string) => string) {
  const name = signatureHeaders[0]!;
  return { ...request, headers: { ...request.headers, [name]: change(request.headers[name]!) } };
}
