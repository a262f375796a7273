import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import type { Finding, TextMatch } from "../../../src/model/finding.ts";
import { Aside } from "../../../src/moderation/aside/aside.ts";
import { InvalidTermsError, type TermList } from "../../../src/moderation/evaluators/terms/term-list.ts";
import { createTerms } from "../../../src/moderation/evaluators/terms/terms.ts";
import { systemClock } from "../../../src/world.ts";
import { CONTEXT, imageContent, never, textContent } from "../scripted.ts";

const aside = new Aside({ clock: systemClock });
after(() => aside.close());

function list(over: Partial<TermList>): TermList {
  return { label: "listed", severity: "high", words: [], patterns: [], except: [], ...over };
}

function terms(...lists: Partial<TermList>[]) {
  const evaluator = createTerms({ name: "terms", hasEnglish: false, lists: lists.map(list) }, aside);
  return (text: string) => evaluator.evaluate(textContent(text), CONTEXT, never());
}

const english = createTerms({ name: "terms", hasEnglish: true, lists: [] }, aside);

function judgeEnglish(text: string): Promise<readonly Finding[]> {
  return english.evaluate(textContent(text), CONTEXT, never());
}

function matchesIn(findings: readonly Finding[]): TextMatch[] {
  return findings.flatMap(({ evidence }) => (evidence?.kind === "text" ? [...evidence.matches] : []));
}

async function shown(findings: Promise<readonly Finding[]>): Promise<string[]> {
  return matchesIn(await findings).map(({ text }) => text);
}

describe("A word on a list", () => {
  const judge = terms({ words: ["badword"] });

  for (const text of [
    "badword",
    "a BADWORD here",
    "b4dw0rd",
    "baaaadwoooord",
    "bádwörd",
    "ｂａｄｗｏｒｄ",
    "𝐛𝐚𝐝𝐰𝐨𝐫𝐝",
    "bаdwоrd", // а and о are Cyrillic
    "bad\u200bword",
    "ba\u0301dword",
    "b.a.d.w.o.r.d",
    "b a d w o r d",
    "(badword)",
    "badword!",
    "badword1",
    "so bad_badword_",
    "baadwooooord",
  ]) {
    test(`is found in ${JSON.stringify(text)}`, async () => {
      const findings = await judge(text);
      assert.equal(findings.length, 1);
      const [match] = matchesIn(findings);
      assert.equal(text.slice(match!.start, match!.end), match!.text);
    });
  }

  test("keeps letters apart that English doubles: good is not god", async () => {
    assert.deepEqual(await shown(terms({ words: ["god", "boob"] })("good bob, my gooood boooob god")), [
      "gooood",
      "boooob",
      "god",
    ]);
  });

  for (const text of ["", "bad word", "badwords", "abadword", "badwordé", "b a d", "word bad"]) {
    test(`is not found in ${JSON.stringify(text)}`, async () => assert.deepEqual(await judge(text), []));
  }

  test("is found with a star wherever the star lets it go on", async () => {
    assert.deepEqual(await shown(terms({ words: ["bad*"] })("badly bad unbad")), ["bad", "bad"]);
    assert.deepEqual(await shown(terms({ words: ["*bad"] })("badly bad unbad")), ["bad", "bad"]);
    assert.deepEqual(await shown(terms({ words: ["*bad*"] })("badly bad unbadly")), ["bad", "bad", "bad"]);
  });

  test("does not count where an exception covers it", async () => {
    const judge = terms({ words: ["*cunt*"], except: ["scunthorpe"] });
    assert.deepEqual(await judge("I live in Scunthorpe."), []);
    assert.deepEqual(await shown(judge("Scunthorpe cunts")), ["cunt"]);
  });

  test("is found behind many in which it does not count", async () => {
    const judge = terms({ words: ["*cunt*"], except: ["scunthorpe"] });
    assert.deepEqual(await shown(judge(`${"Scunthorpe ".repeat(200)}cunt`)), ["cunt"]);
  });

  test("is shown with all that was repeated or hidden in it", async () => {
    assert.deepEqual(await shown(judge("x badwordddd\u200b\u200b y")), ["badwordddd\u200b\u200b"]);
    assert.deepEqual(await shown(judge("x b.a.d.w.o.r.d y")), ["b.a.d.w.o.r.d"]);
  });

  test("is found in scripts that have no Latin look-alikes", async () => {
    assert.deepEqual(await shown(terms({ words: ["грубость", "坏话*"] })("Это грубость! 坏话吗")), [
      "грубость",
      "坏话",
    ]);
  });
});

describe("A finding of terms", () => {
  test("says the list's label and severity, which words, and where", async () => {
    const findings = await terms({ label: "spam", severity: "medium", words: ["buy now", "viagra"] })(
      "Buy  now: v1agra!",
    );
    assert.deepEqual(findings, [
      {
        evaluator: "terms",
        kind: "match",
        label: "spam",
        confidence: 1,
        severity: "medium",
        isInformational: false,
        evidence: {
          kind: "text",
          matches: [
            { start: 0, end: 8, text: "Buy  now" },
            { start: 10, end: 16, text: "v1agra" },
          ],
        },
        reason: 'Has "buy now", "viagra" of the list spam.',
      },
    ]);
  });

  test("is one for each list", async () => {
    const findings = await terms(
      { label: "a", words: ["one"] },
      { label: "b", words: ["two"] },
      { label: "c" },
    )("one two");
    assert.deepEqual(
      findings.map(({ label }) => label),
      ["a", "b"],
    );
  });

  test("has a bounded number of places, whatever the text", async () => {
    const findings = await terms({ words: ["spam"], patterns: ["spam"] })("spam ".repeat(20_000));
    assert.equal(matchesIn(findings).length, 20);
  });
});

describe("A pattern", () => {
  test("is found whatever its case, with offsets into the text", async () => {
    const text = "🙂 Call +49 123 456, or 🙂 CALL +1 5.";
    const findings = await terms({ patterns: ["call \\+\\d+"] })(text);
    assert.deepEqual(matchesIn(findings), [
      { start: 3, end: 11, text: "Call +49" },
      { start: 27, end: 34, text: "CALL +1" },
    ]);
  });

  test("that would explode under backtracking does not", async () => {
    const judge = terms({ patterns: ["(a+)+$", "(a|aa)+b", "(.*)*x"] });
    const start = process.cpuUsage();
    await judge("a".repeat(5_000));
    const { user, system } = process.cpuUsage(start);
    assert.ok((user + system) / 1_000 < 5_000, "of a processor, in milliseconds");
  });

  const refused: [pattern: string, message: RegExp][] = [
    ["(unclosed", /\/0\/patterns\/1 is no RE2 pattern/],
    ["(?=ahead)", /\/0\/patterns\/1 is no RE2 pattern/],
    ["(a)\\1", /\/0\/patterns\/1 is no RE2 pattern/],
    ["a*", /\/0\/patterns\/1 matches the empty text/],
    ["((a{100}){100}){10}", /\/0\/patterns\/1 /],
    ["(\\w{1,100}){1,9}", /\/0\/patterns\/1 is larger than/],
    ["x".repeat(501), /\/0\/patterns\/1 has more than 500 characters/],
  ];
  for (const [pattern, message] of refused) {
    test(`is refused with its place when it is ${pattern.slice(0, 20)}`, () => {
      assert.throws(() => terms({ patterns: ["fine", pattern] }), message);
    });
  }
});

describe("Term lists", () => {
  test("are refused with every place that is wrong", () => {
    const faulty = () => terms({ label: "Spam!", words: ["ok", "", "*", "\u200b"], except: [" "] });
    assert.throws(faulty, (error: unknown) => {
      assert.ok(error instanceof InvalidTermsError && error.code === "invalid_terms");
      assert.deepEqual(
        error.faults.map(({ path }) => path),
        ["/0/label", "/0/words/1", "/0/words/2", "/0/words/3", "/0/except/0"],
      );
      return true;
    });
  });

  test("are refused when they have more than anybody needs", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `word${index}`);
    assert.throws(() => terms({ words: many(6_000) }, { words: many(6_000) }), /more than 10000 words/);
    assert.throws(() => terms({ patterns: many(101) }), /more than 100 patterns/);
    assert.throws(() => terms({ patterns: Array(20).fill("x[ab]{350}") }), /more than 5000 steps, all together/);
    assert.throws(() => terms(...Array.from({ length: 51 }, () => ({}))), /more than 50 lists/);
  });
});

describe("The starter list", () => {
  test("finds a coarse word behind many mild ones", async () => {
    const severities = (await judgeEnglish(`${"turd ".repeat(200)}shit`)).map(({ severity }) => severity);
    assert.deepEqual(severities.toSorted(), ["low", "medium"]);
  });

  test("parts slurs, coarse and mild words by label and severity", async () => {
    const findings = await judgeEnglish("You fucking faggot, my ass!");
    assert.deepEqual(
      findings.map(({ label, severity }) => `${label} ${severity}`),
      ["hate high", "profanity low", "profanity medium"],
    );
  });

  for (const text of ["fuuuuuck", "ʃṳ𝒸𝗄 off", "sh1t", "s h i t", "F.U.C.K", "f u c k you", "asssssshole"]) {
    test(`finds ${JSON.stringify(text)}`, async () => assert.ok((await judgeEnglish(text)).length > 0));
  }

  for (const text of [
    "The quick brown fox jumps over the lazy dog.",
    "An assessment of the class's analysis was assigned to the associate.",
    "Charles Dickens and the cockney cuckoo.",
    "The pen is mightier than the sword.",
    "Shiitake mushrooms, Uranus and Montenegro.",
    "Call me at 555-1234 or (555) 987-6543!",
  ]) {
    test(`leaves alone ${JSON.stringify(text)}`, async () => assert.deepEqual(await judgeEnglish(text), []));
  }

  test("judges texts, and nothing else", () => {
    assert.deepEqual(english.judges(textContent("a")), ["text"]);
    assert.deepEqual(english.judges(textContent(" ")), []);
    assert.deepEqual(english.judges(imageContent("https://a.example/1.png")), []);
  });
});

describe("Offsets", () => {
  const noise = fc.string({ unit: "grapheme", maxLength: 30 });

  test("are always those of the text as it was written", async () => {
    const judge = terms({ words: ["*badword*"], patterns: ["\\d+x", "[é-ü]+"] });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(noise, fc.constantFrom("b4dw0rd", "12x", "é", "b.a.d.w.o.r.d"))),
        async (parts) => {
          const text = parts.join("");
          for (const { start, end, text: found } of matchesIn(await judge(text))) {
            assert.ok(start >= 0 && start < end && end <= text.length);
            assert.equal(found, text.slice(start, end));
          }
        },
      ),
    );
  });

  test("lead to the word, whatever stands before and after it", async () => {
    const judge = terms({ words: ["*xylophone*"] });
    await fc.assert(
      fc.asyncProperty(noise, noise, async (before, after) => {
        const text = `${before} xylophone ${after}`;
        const at = before.length + 1;
        const matches = matchesIn(await judge(text));
        assert.ok(matches.some(({ start, end }) => start <= at && end >= at + "xylophone".length));
      }),
    );
  });

  test("of a lone half of a character break nothing", async () => {
    const judge = terms({ words: ["bad"], patterns: ["bad"] });
    assert.equal(matchesIn(await judge("\ud800 bad \udc00")).length, 2);
  });
});
