import assert from "node:assert/strict";
import { test } from "node:test";
import { readSettings } from "../../../../server/src/moderation/panel/read-config.ts";
import {
  lineOf,
  newEvaluator,
  toDocument,
  toDraft,
  withCredentialsOf,
} from "../../../src/pages/moderation/evaluators/draft.ts";
import { KINDS } from "../../../src/pages/moderation/evaluators/kinds.ts";
import { lineFaults } from "../../../src/pages/moderation/evaluators/line-faults.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const common = { active: true, advisory: false };
const EVALUATORS = [
  {
    ...common,
    name: "lists",
    kind: "terms",
    english: true,
    lists: [{ label: "scam", severity: "high", words: ["free money"], patterns: ["a+"], except: [] }],
  },
  { ...common, name: "openai", kind: "openai", model: "m", timeout_ms: 5_000 },
  { ...common, name: "aws", kind: "rekognition", region: "eu-west-1" },
  { ...common, name: "own", kind: "http", url: "https://classifier.example/judge", judges: ["text", "video"] },
  {
    ...common,
    name: "pictures",
    kind: "image-hash",
    images: [{ hash: "c3d4e5f60718293a", label: "banned", severity: "high", name: "the flyer" }],
    distance_max: 4,
  },
];

function opened() {
  const evaluators = EVALUATORS.map((one) => ({ ...one, credentials: one.kind === "http" ? ["secret"] : [] }));
  return toDraft({ evaluators, thresholds: { hate: 0.8 }, state: [] } as never);
}

test("settings that were opened and not changed are written as they were", () => {
  assert.deepEqual(toDocument(opened()), { evaluators: EVALUATORS, thresholds: { hate: 0.8 } });
});

test("credentials are written only when they are typed, and headers line by line", () => {
  const draft = opened();
  const evaluators = draft.evaluators.map((one) => {
    return one.name === "own"
      ? { ...one, secrets: { secret: SECRET, headers: "Authorization: Bearer a:b\n\nx-a: 1" } }
      : one;
  });
  const own = toDocument({ ...draft, evaluators }).evaluators[3] as Record<string, unknown>;
  assert.equal(own.secret, SECRET);
  assert.deepEqual(own.headers, { Authorization: "Bearer a:b", "x-a": "1" });
});

test("what is written over another's settings is shown with the credentials that the hub has by then", () => {
  const theirs = [
    { ...EVALUATORS[1], credentials: ["api_key"] },
    { ...EVALUATORS[3], kind: "terms", credentials: [] },
  ];
  const mine = withCredentialsOf(opened(), { version: 2, evaluators: theirs, thresholds: {}, state: [] } as never);
  assert.deepEqual(
    mine.evaluators.map(({ credentials }) => credentials),
    [[], ["api_key"], [], [], []],
  );
  assert.deepEqual(toDocument(mine), toDocument(opened()), "what was written stays");
});

test("what the hub takes of each kind can be entered, and a new one has another name than the rest", () => {
  for (const { kind } of KINDS) {
    const made = newEvaluator(kind, [kind]);
    assert.equal(made.name, `${kind}-2`);
    const filled = {
      ...made,
      secrets: { secret: SECRET },
      options: {
        ...made.options,
        ...(kind === "http" && { url: "https://a.example/" }),
        ...(kind === "rekognition" && { region: "eu" }),
      },
    };
    const read = readSettings(toDocument({ evaluators: [filled], thresholds: [] }), null);
    assert.ok(read.ok, JSON.stringify(read));
  }
});

test("a fault is told with the line that is seen, where empty lines count", () => {
  const text = "one\n\n  \ntwo\nthree";
  assert.deepEqual([lineOf(text, 0), lineOf(text, 1), lineOf(text, 2)], [1, 4, 5]);
  const faults = [
    { path: "/evaluators/0/lists/0/patterns/1", message: "is no pattern" },
    { path: "/evaluators/0/lists/1/patterns/0", message: "is another list's" },
  ];
  assert.equal(lineFaults(text, faults, "/evaluators/0/lists/0/patterns"), "Line 4: is no pattern");
  assert.equal(lineFaults(text, faults, "/evaluators/0/lists/0/words"), undefined);
});
