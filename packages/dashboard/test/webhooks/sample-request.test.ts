import assert from "node:assert/strict";
import { test } from "node:test";
import { contracts } from "@tabellary/contracts";
import { chooseContract, sampleRequest, sampleType } from "../../src/pages/webhooks/contract/sample-request.ts";

test("every contract can be shown on the sample", () => {
  for (const contract of contracts) {
    const { headers, body } = sampleRequest(contract, "order.paid", { "X-Team": "***" });
    const names = headers.map(([name]) => name);
    assert.deepEqual(names.slice(0, 2), ["content-type", "X-Team"]);
    for (const name of contract.signatureHeaders) assert.ok(names.includes(name), `${contract.name} shows ${name}`);
    assert.ok(JSON.parse(body));
  }
});

test("the sample is of a type that the webhook asks for", () => {
  assert.equal(sampleType(["comment.*", "order.paid"]), "order.paid");
  assert.equal(sampleType(["*"]), "user.created");
});

test("options that make no contract are told with what is wrong", () => {
  const choice = chooseContract("custom", { signature: { algorithm: "md5" } });
  assert.match("fault" in choice ? choice.fault : "", /^signature\.algorithm: /);
});
