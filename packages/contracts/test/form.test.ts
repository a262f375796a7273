import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import {
  type ContractEvent,
  contracts,
  type DigestForm,
  defineCustom,
  getContract,
  type SignedPart,
} from "../src/index.ts";

const event: ContractEvent = {
  id: "evt_0abc",
  type: "media.moderated",
  createdAt: "2024-01-20T10:30:00Z",
  data: '{"media_id":"media_456"}',
  deliveryId: "del_0xyz",
};
const secret = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
const nowMs = 1_705_745_400_678;

/** The signature by the form alone, as somebody would write it who has never seen the scheme. */
function signedBy(form: DigestForm, headers: Record<string, string>, body: string): string {
  const text = (part: SignedPart) => {
    if (part === "id") return headers[form.id!.header]!;
    return part === "timestamp" ? headers[form.timestamp!.header]! : part.text;
  };
  const signed = form.before.map(text).join("") + body + form.after.map(text).join("");
  return form.prefix + createHmac(form.algorithm, secret).update(signed).digest(form.encoding);
}

const custom = defineCustom({
  signature: {
    header: "X-Mine",
    algorithm: "sha512",
    encoding: "base64",
    prefix: "v0=",
    signed: "v0:{{timestamp}}:{{body}}:{{id}}",
  },
  timestamp: { header: "X-Mine-Time", unit: "ms", tolerance_seconds: 60 },
  id: { header: "X-Mine-Id" },
});

for (const contract of [...contracts, custom]) {
  const { signature } = contract;
  const form = signature.kind === "digest-and-standard" ? signature.digest : signature;
  if (form.kind !== "digest") continue;
  test(`the form of ${contract.name} is enough to make its signature`, () => {
    const body = contract.envelope(event);
    const headers = contract.sign({ event, body, secrets: [secret], nowMs });
    assert.equal(headers[form.header], signedBy(form, headers, body));
  });
}

test("the form says the unit of a time and how far it may be off", () => {
  const { signature } = custom;
  assert.deepEqual(signature.kind === "digest" && signature.timestamp, {
    header: "X-Mine-Time",
    unit: "ms",
    toleranceSeconds: 60,
  });
});

test("what signs nothing says so", () => {
  assert.deepEqual(getContract("omnifence").signature, { kind: "none" });
  assert.deepEqual(defineCustom({ signature: null }).signature, { kind: "none" });
});
