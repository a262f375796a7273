import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachImage } from "../../../src/moderation/evaluators/each-image.ts";
import { drain } from "../../simulation/virtual-time.ts";
import { freeRoom, never } from "../scripted.ts";

const URLS = ["a", "b", "c", "d", "e"];

/** Work that ends when the test says so. */
async function open(signal = never()) {
  const underWay = new Map<string, PromiseWithResolvers<string> & { signal: AbortSignal }>();
  const result = eachImage({ imageUrls: URLS, siteId: "site_1", room: freeRoom }, signal, (url, one) => {
    const work = { ...Promise.withResolvers<string>(), signal: one };
    one.addEventListener("abort", () => work.reject(one.reason));
    underWay.set(url, work);
    return work.promise.finally(() => underWay.delete(url));
  });
  await drain();
  return { underWay, result };
}

describe("The pictures of an item", () => {
  test("are worked on a few at a time, and told in their order", async () => {
    const { underWay, result } = await open();
    const seen: string[] = [];
    while (underWay.size > 0) {
      seen.push([...underWay.keys()].join(""));
      const [url, { resolve }] = [...underWay].at(-1)!;
      resolve(url.toUpperCase());
      await drain();
    }
    assert.deepEqual(seen, ["abc", "abd", "abe", "ab", "a"]);
    assert.deepEqual(await result, ["A", "B", "C", "D", "E"]);
  });

  test("are given up with the first that fails, and what it failed with is told", async () => {
    const { underWay, result } = await open();
    const others = [underWay.get("a")!, underWay.get("c")!];
    underWay.get("b")!.reject(new Error("b is no picture"));
    await assert.rejects(result, /b is no picture/);
    assert.ok(others.every(({ signal }) => signal.aborted));
    assert.equal(underWay.size, 0);
  });

  test("are given up when nobody waits for them", async () => {
    const gone = new AbortController();
    const { underWay, result } = await open(gone.signal);
    gone.abort(new Error("gone"));
    await assert.rejects(result, /gone/);
    assert.equal(underWay.size, 0);
  });

  const none = { imageUrls: [], siteId: "site_1", room: freeRoom };
  test("may be none", async () => assert.deepEqual(await eachImage(none, never(), () => assert.fail()), []));
});
