import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { ResolvedAddress } from "../../src/egress/egress.ts";
import { createResolver, type Resolver } from "../../src/egress/resolver.ts";
import { openEgress, post } from "./receivers.ts";

const ONE: readonly ResolvedAddress[] = [{ address: "192.0.2.1", family: 4 }];
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A resolver of the system that answers by hand; `underWay` are the names it is looking up. */
function byHand() {
  const answers = new Map<string, PromiseWithResolvers<readonly ResolvedAddress[]>>();
  const resolver = createResolver((hostname) => {
    const answer = Promise.withResolvers<readonly ResolvedAddress[]>();
    answers.set(hostname, answer);
    return answer.promise;
  });
  const end = async (hostname: string, how: "answers" | "fails") => {
    await settled();
    const answer = answers.get(hostname)!;
    answers.delete(hostname);
    if (how === "answers") answer.resolve(ONE);
    else answer.reject(Object.assign(new Error("EAI_AGAIN"), { code: "EAI_AGAIN" }));
    await settled();
  };
  return { resolver, underWay: () => [...answers.keys()], end };
}

function ask(resolver: Resolver, hostname: string, wish = { isCancelled: false, isCheck: false }) {
  const outcome = resolver.resolve(hostname, wish).then(
    () => "answered",
    (error: { code: string }) => error.code,
  );
  return { wish, outcome };
}

function movableClock(t: TestContext): { move(ms: number): void } {
  const realNow = performance.now.bind(performance);
  let ahead = 0;
  t.mock.method(performance, "now", () => realNow() + ahead);
  return {
    move(ms) {
      ahead += ms;
    },
  };
}

describe("Look-ups", () => {
  test("for checks leave a place to those who have something to send, and wait behind them", async () => {
    const { resolver, underWay, end } = byHand();
    const check = { isCancelled: false, isCheck: true };
    for (let index = 0; index < 40; index++) ask(resolver, `dead-${index}.example`, check);
    await settled();
    assert.deepEqual(underWay(), ["dead-0.example"]);
    ask(resolver, "a.test");
    ask(resolver, "b.test");
    await settled();
    assert.deepEqual(underWay(), ["dead-0.example", "a.test"]);
    await end("dead-0.example", "fails");
    assert.deepEqual(underWay(), ["a.test", "b.test"]);
  });

  test("of a name that was to be checked go before others as soon as something is to be sent there", async () => {
    const { resolver, underWay, end } = byHand();
    for (const hostname of ["a.test", "b.test", "c.test"])
      ask(resolver, hostname, { isCancelled: false, isCheck: true });
    await settled();
    assert.deepEqual(underWay(), ["a.test"]);
    ask(resolver, "c.test");
    await settled();
    assert.deepEqual(underWay(), ["a.test", "c.test"]);
    await end("c.test", "answers");
    assert.deepEqual(underWay(), ["a.test"], "and the place it had is kept for the next to send");
  });

  test("that nobody waits for any more are not made", async () => {
    const { resolver, underWay, end } = byHand();
    ask(resolver, "a.test");
    ask(resolver, "b.test");
    const given = ask(resolver, "given-up.test");
    const kept = ask(resolver, "kept.test");
    given.wish.isCancelled = true;
    await end("a.test", "answers");
    assert.deepEqual(underWay(), ["b.test", "kept.test"]);
    assert.equal(await given.outcome, "egress_not_looked_up");
    await end("kept.test", "answers");
    assert.equal(await kept.outcome, "answered");
  });

  test("that find their line full are refused at once, and say nothing of the name", async () => {
    const { resolver, end, underWay } = byHand();
    const check = () => ({ isCancelled: false, isCheck: true });
    const waiting = Array.from({ length: 65 }, (_, index) => ask(resolver, `n${index}.test`, check()));
    await settled();
    assert.equal(await ask(resolver, "last.test", check()).outcome, "egress_not_looked_up");
    const sent = ask(resolver, "last.test");
    await settled();
    assert.deepEqual(underWay(), ["n0.test", "last.test"]);
    await end("last.test", "answers");
    assert.equal(await sent.outcome, "answered");
    for (let index = 0; index < 65; index++) await end(`n${index}.test`, "answers");
    for (const { outcome } of waiting) assert.equal(await outcome, "answered");
  });

  test("of new names in a domain that was slow wait apart, and those of its known names do not", async (t) => {
    const clock = movableClock(t);
    const { resolver, underWay, end } = byHand();
    ask(resolver, "known.shop.co.uk");
    await end("known.shop.co.uk", "answers");
    ask(resolver, "x1.shop.co.uk");
    await settled();
    clock.move(6_000);
    await end("x1.shop.co.uk", "fails");
    for (const label of ["x2", "x3", "known"]) ask(resolver, `${label}.shop.co.uk`);
    ask(resolver, "other.co.uk");
    await settled();
    assert.deepEqual(underWay(), ["x2.shop.co.uk", "known.shop.co.uk", "other.co.uk"]);
    clock.move(61_000);
    await end("other.co.uk", "answers");
    assert.ok(underWay().includes("x3.shop.co.uk"), "after a minute the domain is like any other");
  });

  test("for forty webhooks at dead names do not delay a delivery to a healthy one", async (t) => {
    const dead: PromiseWithResolvers<never>[] = [];
    const egress = openEgress(t, {
      resolve: async (hostname) => {
        if (hostname === "healthy.test") return [{ address: "127.0.0.1", family: 4 }];
        dead.push(Promise.withResolvers());
        return dead.at(-1)!.promise;
      },
    });
    for (let index = 0; index < 40; index++) void egress.check(`https://dead-${index}.example/`);
    const outcome = await egress.send(post("http://healthy.test:1/"));
    assert.ok(outcome.kind === "failure" && outcome.failure === "connect", JSON.stringify(outcome));
    assert.equal(dead.length, 1);
    dead[0]!.reject(new Error("over"));
  });
});
