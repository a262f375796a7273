import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { Finding } from "../../../src/model/finding.ts";
import { Aside, AsideError, type Program } from "../../../src/moderation/aside/aside.ts";
import { TermJudge, type TermsOptions } from "../../../src/moderation/evaluators/terms/term-judge.ts";
import { createTerms } from "../../../src/moderation/evaluators/terms/terms.ts";
import { GUARD_LIMITS, Guard } from "../../../src/moderation/guard/guard.ts";
import { compileGroups } from "../../../src/moderation/rules/compile.ts";
import { decide, decideWithin } from "../../../src/moderation/rules/decide.ts";
import { Deciding } from "../../../src/moderation/rules/deciding.ts";
import { STEPS_AT_ONCE_MAX } from "../../../src/moderation/rules/limits.ts";
import { systemClock } from "../../../src/world.ts";
import { VirtualTime } from "../../simulation/virtual-time.ts";
import { content, item, judgement, label } from "../items.ts";
import { compiled } from "../rules/groups.ts";
import { CONTEXT, evenDice, never, textContent } from "../scripted.ts";

const LONG = "ababbabaabbabbbaabab ".repeat(5_000);
const LISTS: TermsOptions = {
  name: "terms",
  hasEnglish: true,
  lists: [{ label: "odd", severity: "high", words: ["zorgblat"], patterns: ["b{3}a+b+ab c?", "x\\d{4}"], except: [] }],
};

function open(t: TestContext): Aside {
  const aside = new Aside({ clock: systemClock });
  t.after(() => aside.close());
  return aside;
}

function terms(words: readonly string[]): Program<"terms"> {
  const list = { label: "listed", severity: "high", words, patterns: [], except: [] } as const;
  return { kind: "terms", source: { name: "terms", hasEnglish: false, lists: [list] } };
}

const labels = (findings: readonly Finding[]) => findings.map((finding) => finding.label);

describe("What is done aside", () => {
  test("comes to what it would come to here", async (t) => {
    const aside = open(t);
    const text = `${LONG} zorgblat x1234 b4st4rd`;
    const here = new TermJudge(LISTS).judge(text);
    assert.ok(here.length >= 2);
    const evaluator = createTerms(LISTS, aside);
    assert.deepEqual(await evaluator.evaluate(textContent(text), CONTEXT, never()), here);
  });

  test("takes turns among those who ask: one with much to do makes another wait for one of its own", async (t) => {
    const aside = open(t);
    const order: string[] = [];
    const run = (name: string, program: Program<"terms">) =>
      aside.run(program, LONG, never()).then(() => void order.push(name));
    const [busy, other] = [terms(["one"]), terms(["two"])];
    await Promise.all([...Array.from({ length: 6 }, () => run("busy", busy)), run("other", other)]);
    assert.ok(order.indexOf("other") <= 2, order.join(" "));
    assert.equal(order.length, 7);
  });

  test("ends with who asked, and the next is asked in another thread", async (t) => {
    const aside = open(t);
    const gone = new AbortController();
    const [first, second] = [terms(["one"]), terms(["ababbabaabbabbbaabab"])];
    const left = aside.run(first, LONG, gone.signal);
    const waits = aside.run(first, LONG, gone.signal);
    gone.abort(new Error("nobody waits"));
    await assert.rejects(left, /nobody waits/);
    await assert.rejects(waits, /nobody waits/);
    assert.deepEqual(labels(await aside.run(second, LONG, never())), ["listed"]);
  });

  test("is left to later where its turn does not come, which says nothing of who asked", async (t) => {
    const time = new VirtualTime();
    const aside = new Aside({ clock: time });
    t.after(() => aside.close());
    const first = aside.run(terms(["one"]), LONG.repeat(20), never());
    const evaluator = createTerms(LISTS, aside);
    const guard = new Guard(evaluator, { clock: time, random: evenDice }, { ...GUARD_LIMITS, timeoutMs: 50_000 });
    const opinion = guard.ask(textContent(LONG), CONTEXT, never());
    await time.advance(40_000);
    const [finding] = (await opinion).findings;
    assert.deepEqual([finding!.kind, finding!.label], ["failure", "overloaded"]);
    assert.deepEqual(await first, []);
    assert.deepEqual(labels(await aside.run(terms(["zorgblat"]), "zorgblat", never())), ["listed"]);
  });

  test("is made again of its source when it was forgotten", async (t) => {
    const aside = open(t);
    const first = terms(["zorgblat"]);
    assert.deepEqual(labels(await aside.run(first, "zorgblat", never())), ["listed"]);
    for (let count = 0; count < 40; count++) await aside.run(terms([`w${count}ord`]), "a", never());
    assert.deepEqual(labels(await aside.run(first, "zorgblat", never())), ["listed"]);
  });

  test("says why it could not be done, and goes on", async (t) => {
    const aside = open(t);
    const broken: Program<"terms"> = { kind: "terms", source: { ...LISTS, lists: null as never } };
    await assert.rejects(aside.run(broken, "a", never()), AsideError);
    assert.deepEqual(labels(await aside.run(terms(["a"]), "a", never())), ["listed"]);
  });
});

describe("Rules", () => {
  const rules = Array.from({ length: 10 }, (_, number) => ({
    name: `rule ${number}`,
    condition: { path: "text", contains: `never-${number}` },
    action: "flag",
  }));
  const groups = compiled({ rules });
  const nothing = judgement([]);

  test("are asked at once of an ordinary item, and aside of a long one, with the same ruling", async (t) => {
    const deciding = new Deciding(open(t));
    const long = item({ content: content({ text: `${LONG} never-9` }) });
    const short = item({ content: content({ text: "never-3" }) });
    assert.equal(decideWithin(groups, long, nothing, STEPS_AT_ONCE_MAX), null);
    for (const one of [long, short]) {
      const ruling = await deciding.decide(groups, one, nothing, never());
      assert.deepEqual(ruling, decide(groups, one, nothing));
      assert.equal(ruling.verdict, "flagged");
    }
    const here = new Deciding({ run: () => assert.fail("it takes no time") });
    assert.equal((await here.decide(groups, short, nothing, never())).verdict, "flagged");
  });

  test("whose turn does not come are to be asked again later, and nothing is broken", async (t) => {
    const time = new VirtualTime();
    const aside = new Aside({ clock: time });
    t.after(() => aside.close());
    const first = aside.run(terms(["one"]), LONG.repeat(20), never());
    const ruling = new Deciding(aside).decideAside(groups, item(), nothing, never());
    const refused = assert.rejects(ruling, { name: "Problem", code: "overloaded", retryAfter: 5 });
    await time.advance(40_000);
    await refused;
    assert.deepEqual(await first, []);
  });

  test("that are hit by findings without number take no more steps here than they may", () => {
    const findings = Array.from({ length: 3_000 }, (_, number) => label(`label_${number}`, 0.5));
    const many = compiled({
      rules: rules.map((rule) => ({
        ...rule,
        condition: { path: "findings", any: { path: "label", equals: "none" } },
      })),
    });
    assert.equal(decideWithin(many, item(), judgement(findings), STEPS_AT_ONCE_MAX), null);
    assert.notEqual(decideWithin(compileGroups([]), item(), judgement([]), STEPS_AT_ONCE_MAX), null);
  });
});
