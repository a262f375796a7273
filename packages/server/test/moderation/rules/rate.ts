/** How long a decision takes: `node packages/server/test/moderation/rules/rate.ts`. */
import { decide } from "../../../src/moderation/rules/decide.ts";
import { content, item, judgement, label, match } from "../items.ts";
import { compiled, onLabel } from "./groups.ts";

const LABELS = ["violence", "adult", "hate", "self_harm", "harassment", "illicit"];
const rules = [
  ...LABELS.map((name, at) => ({
    name,
    condition: {
      path: "findings",
      any: {
        all: [
          { path: "label", equals: name },
          { path: "confidence", gt: 0.5 + at / 20 },
        ],
      },
    },
    action: "reject",
  })),
  {
    name: "listed",
    condition: { path: "findings", any: { path: "severity", in: ["high", "critical"] } },
    action: "hide",
  },
  {
    name: "newcomers",
    condition: {
      all: [
        { path: "metadata.followers", lt: 10 },
        { path: "text", contains: "http" },
      ],
    },
    action: "flag",
  },
  { name: "banned", condition: { path: "author.username", in: ["spammer1", "spammer2"] }, action: "reject" },
  onLabel("spam", "flag"),
];
const groups = compiled({ rules, thresholds: { harassment: 0.6 } });
const comment = item({
  content: content({ text: "A comment of two hundred characters. ".repeat(6).slice(0, 200) }),
  metadata: { followers: 12, country: "NL" },
});
const scored = LABELS.map((name) => label(name, 0.02));
const CASES = {
  "nothing found, every rule asked": judgement([]),
  "six scores and a word, every rule asked": judgement([...scored, match("profanity", "low")]),
  "hit by the last rule": judgement([...scored, match("spam", "low")]),
  "hit by the first rule": judgement([label("violence", 0.99)]),
};

const WARM = 20_000;
const RUNS = 100_000;
for (const [name, found] of Object.entries(CASES)) {
  for (let i = 0; i < WARM; i++) decide(groups, comment, found);
  const start = process.hrtime.bigint();
  for (let i = 0; i < RUNS; i++) decide(groups, comment, found);
  const us = Number(process.hrtime.bigint() - start) / 1_000 / RUNS;
  console.log(`${us.toFixed(2)} µs  ${name}`);
}
