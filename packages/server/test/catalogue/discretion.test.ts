import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutSecrets } from "../../src/catalogue/discretion.ts";

const token = "in_0123456789abcdef";
const hidden = new Set(["EAAB-a-page-token-of-some-length", "EAAB-a-page"]);
const secrets = { token, previousToken: null, credentials: {} } as never;
const source = { secrets, hidden };

test("what a platform repeats of a source's secrets stands in no message, the longer before one that it holds", () => {
  const said = `Token EAAB-a-page-token-of-some-length, EAAB-a-page or ${token} is not valid.`;
  assert.equal(withoutSecrets(said, source), "Token (secret), (secret) or (secret) is not valid.");
});

test("nor does the beginning of one, where the platform's words were cut short in its middle", () => {
  assert.equal(withoutSecrets("401: EAAB-a-page-token-of", source), "401: (secret)");
  assert.equal(withoutSecrets("401: in_0123456", source), "401: (secret)");
  assert.equal(withoutSecrets("401: in_01", source), "401: in_01");
  assert.equal(withoutSecrets("401: 123", source), "401: 123");
});

test("nor does a part of one at the end, whose own end is like its beginning", () => {
  const repeating = { ...source, hidden: new Set(["tokentokentoken"]) };
  assert.equal(withoutSecrets("401: tokentokentoken", repeating), "401: (secret)");
  assert.equal(withoutSecrets("401: tokentokentok", repeating), "401: (secret)");
});
