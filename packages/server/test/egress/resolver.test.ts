import assert from "node:assert/strict";
import { describe, mock, test } from "node:test";
import type { ResolvedAddress } from "../../src/egress/egress.ts";
import { createResolver } from "../../src/egress/resolver.ts";

const ONE: readonly ResolvedAddress[] = [{ address: "192.0.2.1", family: 4 }];
const TWO: readonly ResolvedAddress[] = [{ address: "192.0.2.2", family: 4 }];

function failing(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A resolver whose answers are given by hand. */
function byHand() {
  const asked: { hostname: string; answer: PromiseWithResolvers<readonly ResolvedAddress[]> }[] = [];
  const resolver = createResolver((hostname) => {
    const answer = Promise.withResolvers<readonly ResolvedAddress[]>();
    asked.push({ hostname, answer });
    return answer.promise;
  });
  return { resolver, asked };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("The resolver", () => {
  test("asks once for a name that many want at the same time, and not again for a moment", async () => {
    const { resolver, asked } = byHand();
    const both = Promise.all([resolver.resolve("a"), resolver.resolve("a")]);
    await settled();
    assert.equal(asked.length, 1);
    asked[0]!.answer.resolve(ONE);
    assert.deepEqual(await both, [ONE, ONE]);
    assert.deepEqual(await resolver.resolve("a"), ONE);
    assert.equal(asked.length, 1);
  });

  test("keeps the news that a name does not exist for a moment, too", async () => {
    const { resolver, asked } = byHand();
    const first = resolver.resolve("gone");
    await settled();
    asked[0]!.answer.reject(failing("ENOTFOUND"));
    await assert.rejects(first, { code: "ENOTFOUND" });
    await assert.rejects(resolver.resolve("gone"), { code: "ENOTFOUND" });
    assert.equal(asked.length, 1);
  });

  test("has two look-ups under way at most, and only one for names that failed before", async (t) => {
    const clock = movableClock(t);
    const { resolver, asked } = byHand();
    const dead = ["d1", "d2", "d3"];
    for (const hostname of dead) {
      const first = resolver.resolve(hostname);
      await settled();
      asked.at(-1)!.answer.reject(failing("EAI_AGAIN"));
      await assert.rejects(first);
    }
    clock.move(6_000);
    const again = Promise.allSettled([...dead, "healthy"].map((hostname) => resolver.resolve(hostname)));
    await settled();
    const underWay = asked.slice(3).map(({ hostname }) => hostname);
    assert.deepEqual(underWay, ["d1", "healthy"], "the dead wait for each other, the healthy one for nobody");

    for (let index = 3; index < asked.length; index++) {
      asked[index]!.answer.resolve(ONE);
      await settled();
    }
    assert.ok((await again).every(({ status }) => status === "fulfilled"));
  });

  test("goes on with the last answer when the next one takes its time, and when the resolver is in trouble", async (t) => {
    const clock = movableClock(t);
    const { resolver, asked } = byHand();
    const first = resolver.resolve("a");
    await settled();
    asked[0]!.answer.resolve(ONE);
    await first;

    clock.move(6_000);
    mock.timers.enable({ apis: ["setTimeout"] });
    t.after(() => mock.timers.reset());
    const late = resolver.resolve("a");
    await settled();
    mock.timers.tick(250);
    assert.deepEqual(await late, ONE);

    asked[1]!.answer.resolve(TWO);
    await settled();
    assert.deepEqual(await resolver.resolve("a"), TWO);

    clock.move(6_000);
    const inTrouble = resolver.resolve("a");
    await settled();
    asked[2]!.answer.reject(failing("EAI_AGAIN"));
    assert.deepEqual(await inTrouble, TWO);
  });

  test("believes a name that has ceased to exist", async (t) => {
    const clock = movableClock(t);
    const { resolver, asked } = byHand();
    const first = resolver.resolve("a");
    await settled();
    asked[0]!.answer.resolve(ONE);
    await first;
    clock.move(6_000);
    const gone = resolver.resolve("a");
    await settled();
    asked[1]!.answer.reject(failing("ENOTFOUND"));
    await assert.rejects(gone, { code: "ENOTFOUND" });
  });
});

function movableClock(t: import("node:test").TestContext): { move(ms: number): void } {
  const realNow = performance.now.bind(performance);
  let ahead = 0;
  t.mock.method(performance, "now", () => realNow() + ahead);
  return {
    move(ms) {
      ahead += ms;
    },
  };
}
