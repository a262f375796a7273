import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import type { EvaluatorError } from "../../../src/moderation/evaluators/evaluator.ts";
import { readGif, readGifPictures } from "../../../src/moderation/evaluators/image-hash/gif.ts";
import {
  createImageHash,
  InvalidImageListError,
  type ListedImage,
} from "../../../src/moderation/evaluators/image-hash/image-hash.ts";
import { type Asker, ImageHasher } from "../../../src/moderation/evaluators/image-hash/image-hasher.ts";
import { readJpeg } from "../../../src/moderation/evaluators/image-hash/jpeg.ts";
import { distanceOf, perceptualHash } from "../../../src/moderation/evaluators/image-hash/perceptual-hash.ts";
import type { DecodingError, Picture } from "../../../src/moderation/evaluators/image-hash/picture.ts";
import { readPng } from "../../../src/moderation/evaluators/image-hash/png.ts";
import { loadDecoder, readWebp, webpReader } from "../../../src/moderation/evaluators/image-hash/webp.ts";
import { GUARD_LIMITS, Guard } from "../../../src/moderation/guard/guard.ts";
import type { Image } from "../../../src/moderation/media/media.ts";
import { systemClock } from "../../../src/world.ts";
import { VirtualTime } from "../../simulation/virtual-time.ts";
import {
  blobs,
  gifOf,
  jpegOf,
  movingGifOf,
  type Paint,
  type PngForm,
  pngOf,
  pngWith,
  scaled,
  stripes,
  webpOf,
} from "../pictures.ts";
import { CONTEXT, evenDice, freeRoom, imageContent, never } from "../scripted.ts";

function painted(paint: Paint, width: number, height: number): Picture {
  const luma = Uint8Array.from({ length: width * height }, (_, i) => paint(i % width, Math.floor(i / width)));
  return { width, height, luma };
}

const BLOBS = perceptualHash(painted(blobs, 256, 256))!;

function isCode(code: DecodingError["code"]) {
  return (error: unknown) => (error as DecodingError).code === code;
}

describe("A perceptual hash", () => {
  const variants: [how: string, picture: () => Picture][] = [
    ["made smaller", () => painted(scaled(blobs, 4), 64, 64)],
    ["made larger", () => painted(scaled(blobs, 0.5), 512, 512)],
    ["brightened", () => painted((x, y) => blobs(x, y) * 0.8 + 40, 256, 256)],
    ["stretched", () => painted((x, y) => blobs(x / 1.5, y), 384, 256)],
    ["compressed", () => readJpeg(jpegOf(blobs, 256, 256, 30))],
    ["grainy", () => painted((x, y) => blobs(x, y) + ((x * 7 + y * 13) % 11) - 5, 256, 256)],
  ];
  for (const [how, picture] of variants) {
    test(`stays nearly the same when the picture is ${how}`, () => {
      assert.ok(distanceOf(perceptualHash(picture())!, BLOBS) <= 6);
    });
  }

  test("is far from another picture's", () => {
    assert.ok(distanceOf(perceptualHash(painted(stripes, 256, 256))!, BLOBS) > 20);
  });

  test("is none for a picture of one colour, which is like every other", () => {
    assert.equal(perceptualHash(painted(() => 17, 100, 100)), null);
  });

  test("exists for pictures of a few pixels", () => {
    assert.match(perceptualHash(painted((x, y) => x * 100 + y * 50, 2, 2))!, /^[0-9a-f]{16}$/);
  });
});

describe("A PNG", () => {
  const forms: PngForm[] = [
    ...([1, 2, 4, 8, 16] as const).map((depth): PngForm => ({ colour: 0, depth })),
    ...([8, 16] as const).map((depth): PngForm => ({ colour: 2, depth })),
    ...([1, 2, 4, 8] as const).map((depth): PngForm => ({ colour: 3, depth })),
    { colour: 4, depth: 8 },
    { colour: 6, depth: 16 },
    { colour: 2, depth: 8, isInterlaced: true },
    { colour: 0, depth: 1, isInterlaced: true },
    ...[0, 1, 2, 3, 4].map((filter): PngForm => ({ colour: 6, depth: 8, filter })),
  ];
  for (const form of forms) {
    test(`of the form ${JSON.stringify(form)} is read to the brightness that was painted`, () => {
      const { width, height, luma } = readPng(pngOf(blobs, 37, 29, form));
      assert.deepEqual([width, height], [37, 29]);
      const levels = 2 ** Math.min(8, form.depth);
      for (let i = 0; i < luma.length; i++) {
        const value = Math.max(0, Math.min(255, Math.round(blobs(i % 37, Math.floor(i / 37)))));
        const expected = (Math.floor((value * levels) / 256) * 255) / (levels - 1);
        assert.ok(Math.abs(luma[i]! - expected) <= 1, `pixel ${i}: ${luma[i]} for ${expected}`);
      }
    });
  }

  test("is not unpacked beyond what its header announces", () => {
    const bomb = pngWith(8, 8, { colour: 0, depth: 8 }, deflateSync(Buffer.alloc(50_000_000)));
    assert.throws(() => readPng(bomb), isCode("media_type"));
  });

  test("of more pixels than can be decoded is refused by its header alone", () => {
    assert.throws(
      () => readPng(pngWith(60_000, 60_000, { colour: 2, depth: 8 }, Buffer.alloc(0))),
      isCode("media_too_large"),
    );
  });

  test("that is cut off, empty, or packed in no known way is refused", () => {
    const whole = pngOf(blobs, 20, 20);
    for (const length of [0, 8, 20, 40, whole.length - 30]) {
      assert.throws(() => readPng(whole.subarray(0, length)), isCode("media_type"), `${length} bytes`);
    }
    assert.throws(
      () => readPng(pngOf(blobs, 4, 4, { colour: 0, depth: 16, filter: 0 }).fill(9, 24, 25)),
      isCode("media_type"),
    );
    assert.throws(() => readPng(pngWith(0, 4, { colour: 0, depth: 8 }, Buffer.alloc(0))), isCode("media_type"));
  });
});

describe("A JPEG", () => {
  test("is refused by its header when it has more pixels than can be decoded", () => {
    const bytes = jpegOf(blobs, 16, 16);
    const frame = bytes.findIndex((byte, index) => byte === 0xff && bytes[index + 1] === 0xc0);
    bytes.set([0xff, 0xff, 0xff, 0xff], frame + 5);
    assert.throws(() => readJpeg(bytes), isCode("media_too_large"));
  });

  test("that is no whole JPEG is refused", () => {
    assert.throws(() => readJpeg(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)), isCode("media_type"));
    assert.throws(
      () => readJpeg(Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 2, 1, 2, 3, 4, 5, 6, 7)),
      isCode("media_type"),
    );
  });
});

describe("A GIF", () => {
  const brightness = (i: number, width: number) =>
    Math.max(0, Math.min(255, Math.round(blobs(i % width, Math.floor(i / width)))));

  for (const [width, height, form] of [
    [37, 29, {}],
    [37, 29, { isInterlaced: true }],
    [300, 200, {}],
    [1, 1, {}],
  ] as const) {
    test(`of ${width} × ${height} ${JSON.stringify(form)} is read to the brightness that was painted`, () => {
      const { luma, ...size } = readGif(gifOf(blobs, width, height, form));
      assert.deepEqual(size, { width, height });
      luma.forEach((value, i) => {
        assert.ok(Math.abs(value - brightness(i, width)) <= 1, `pixel ${i}`);
      });
    });
  }

  test("is white where its first picture does not cover it, and ends at its edge", () => {
    const frame = { left: 3, top: 2, width: 10, height: 10 };
    const { luma } = readGif(gifOf(() => 0, 8, 8, { frame }));
    assert.deepEqual([luma[0], luma[2 * 8 + 2], luma[2 * 8 + 3], luma[63]], [255, 255, 0, 0]);
  });

  test("that is cut off anywhere is refused", () => {
    const whole = gifOf(blobs, 20, 20);
    for (const length of [0, 6, 12, 500, 781, 790, whole.length - 20]) {
      assert.throws(() => readGif(whole.subarray(0, length)), isCode("media_type"), `${length} bytes`);
    }
  });

  describe("that moves", () => {
    const dark = () => 0;
    const frame = { left: 2, top: 2, width: 4, height: 4 };
    /** The brightness of a pixel within the small picture, of one beside it, in each that is shown. */
    const seen = (bytes: Uint8Array) =>
      Array.from(readGifPictures(bytes), ({ luma }) => [luma[3 * 8 + 3], luma[0]] as const);

    for (const [disposal, after, what] of [
      [0, 0, "stays"],
      [1, 0, "stays"],
      [2, 255, "gives way to the page"],
      [3, 100, "gives way to what was there"],
    ] as const) {
      test(`shows one picture over the other, which ${what} where it says ${disposal}`, () => {
        const shown = [
          { paint: () => 100 },
          { paint: dark, disposal, frame },
          { paint: dark, frame: { ...frame, left: 7, top: 7 } },
        ];
        assert.deepEqual(seen(movingGifOf(shown, 8, 8)), [
          [100, 100],
          [0, 100],
          [after, 100],
        ]);
      });
    }

    test("and does not say that it ends is read to its last picture; one that breaks off is refused", () => {
      const whole = movingGifOf([{ paint: blobs }, { paint: stripes }], 20, 20);
      assert.equal(seen(whole.subarray(0, -1)).length, 2);
      assert.throws(() => seen(whole.subarray(0, -20)), isCode("media_type"));
    });

    test("and has more pictures than are compared is refused, so that none passes unseen", () => {
      const many = Array.from({ length: 501 }, () => ({ paint: dark }));
      assert.throws(() => seen(movingGifOf(many, 8, 8)), isCode("media_too_large"));
      assert.equal(seen(movingGifOf(many.slice(1), 8, 8)).length, 500);
    });
  });

  test("of more pixels than can be decoded is refused by its header alone", () => {
    const vast = gifOf(blobs, 4, 4).fill(0xff, 6, 10);
    assert.throws(() => readGif(vast), isCode("media_too_large"));
    const place = 6 + 7 + 768 + 1;
    assert.throws(() => readGif(gifOf(blobs, 4, 4).fill(0xff, place + 4, place + 8)), isCode("media_too_large"));
  });

  test("of random bytes after its header is read or refused, never anything else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const gif = Uint8Array.from([
          ...gifOf(blobs, 16, 16).subarray(0, 6 + 7 + 768),
          0x2c,
          0,
          0,
          0,
          0,
          16,
          0,
          16,
          0,
          0,
          8,
          ...bytes,
        ]);
        try {
          readGif(gif);
        } catch (error) {
          assert.ok(isCode("media_type")(error), String(error));
        }
      }),
    );
  });
});

describe("A WebP", () => {
  for (const [how, options] of [
    ["lossy", { quality: 90 }],
    ["lossless", { lossless: 1 }],
    ["lossy with alpha", { quality: 90, alpha: 128 }],
  ] as const) {
    test(`that is ${how} is read to the brightness that was painted`, async () => {
      const alpha = "alpha" in options ? options.alpha : 255;
      const { width, height, luma } = await readWebp(await webpOf(blobs, 96, 64, options, alpha));
      assert.deepEqual([width, height], [96, 64]);
      luma.forEach((value, i) => {
        const painted = Math.max(0, Math.min(255, blobs(i % 96, Math.floor(i / 96))));
        const shown = 255 + ((painted - 255) * alpha) / 255;
        assert.ok(Math.abs(value - shown) < 12, `pixel ${i}: ${value} for ${shown}`);
      });
    });
  }

  test("is read again once the decoder can be had, which it could not be before", async () => {
    const bytes = await webpOf(blobs, 32, 32, { lossless: 1 }, 255);
    let asked = 0;
    const read = webpReader(async () => {
      asked += 1;
      if (asked === 1) throw new Error("too many open files");
      return loadDecoder();
    });
    await assert.rejects(read(bytes), /too many open files/);
    assert.deepEqual(await read(bytes), await readWebp(bytes));
    assert.deepEqual(await read(bytes), await readWebp(bytes));
    assert.equal(asked, 2);
  });

  test("that is broken, or of too many pixels, is refused", async () => {
    const whole = await webpOf(blobs, 32, 32, { lossless: 1 }, 255);
    await assert.rejects(readWebp(whole.subarray(0, 25)), isCode("media_type"));
    await assert.rejects(readWebp(whole.subarray(0, whole.length - 40)), isCode("media_type"));
    await assert.rejects(readWebp(whole.slice().fill(0xff, 22, 25)), isCode("media_too_large"));
    await assert.rejects(readWebp(whole.slice().fill(0x20, 12, 16)), isCode("media_type"));
  });
});

function openHasher(t: TestContext): ImageHasher {
  const hasher = new ImageHasher({ clock: systemClock });
  t.after(() => hasher.close());
  return hasher;
}

function asker(siteId = "site_1", signal = never()): Asker {
  return { siteId, signal, patience: never() };
}

describe("Hashing in a thread", () => {
  test("gives the same hash as here, for several pictures at once", async (t) => {
    const hasher = openHasher(t);
    const jpeg: Image = { type: "image/jpeg", bytes: jpegOf(blobs) };
    const png: Image = { type: "image/png", bytes: pngOf(stripes, 100, 100) };
    const gif: Image = { type: "image/gif", bytes: gifOf(blobs, 100, 100) };
    const webp: Image = { type: "image/webp", bytes: await webpOf(blobs, 96, 64, { lossless: 1 }, 255) };
    assert.deepEqual(await Promise.all([jpeg, png, gif, webp].map((image) => hasher.hashes(image, asker()))), [
      [perceptualHash(readJpeg(jpeg.bytes))],
      [perceptualHash(readPng(png.bytes))],
      [perceptualHash(readGif(gif.bytes))],
      [perceptualHash(await readWebp(webp.bytes))],
    ]);
  });

  test("gives the hash of every picture of a GIF that moves, once each", async (t) => {
    const hasher = openHasher(t);
    const shown = [blobs, stripes, blobs, () => 40].map((paint) => ({ paint }));
    const bytes = movingGifOf(shown, 100, 100);
    const hashes = await hasher.hashes({ type: "image/gif", bytes }, asker());
    assert.deepEqual(
      hashes,
      [blobs, stripes].map((paint) => perceptualHash(readGif(gifOf(paint, 100, 100)))),
    );
  });

  test("says what a picture it cannot decode is", async (t) => {
    const hasher = openHasher(t);
    const codeOf = (image: Image) => hasher.hashes(image, asker()).catch((error: EvaluatorError) => error.code);
    assert.equal(await codeOf({ type: "image/avif", bytes: new Uint8Array(40) }), "media_type");
    assert.equal(await codeOf({ type: "image/png", bytes: new Uint8Array(40) }), "media_type");
    const vast = pngWith(60_000, 60_000, { colour: 2, depth: 8 }, Buffer.alloc(0));
    assert.equal(await codeOf({ type: "image/png", bytes: vast }), "media_too_large");
  });

  test("is ended with what it is at when nobody waits for it, and goes on with the next", async (t) => {
    const hasher = openHasher(t);
    const gone = new AbortController();
    const large = hasher.hashes({ type: "image/png", bytes: pngOf(blobs, 1_000, 1_000) }, asker("site_1", gone.signal));
    const next = hasher.hashes({ type: "image/jpeg", bytes: jpegOf(blobs) }, asker());
    gone.abort(new Error("gone"));
    await assert.rejects(large, /gone/);
    assert.deepEqual(await next, [perceptualHash(readJpeg(jpegOf(blobs)))]);
  });

  test("takes turns among sites: one with many pictures makes another wait for one of its own", async (t) => {
    const hasher = openHasher(t);
    const order: string[] = [];
    const hash = (siteId: string) =>
      hasher.hashes({ type: "image/jpeg", bytes: jpegOf(blobs) }, asker(siteId)).then(() => void order.push(siteId));
    await Promise.all([...Array.from({ length: 20 }, () => hash("busy")), hash("quiet")]);
    assert.ok(order.indexOf("quiet") <= 1, order.join(" "));
    assert.equal(order.length, 21);
  });
});

describe("The evaluator image-hash", () => {
  const listed: ListedImage = { hash: BLOBS, label: "known_scam", severity: "critical", name: "blobs" };

  function open(t: TestContext, pictures: Record<string, Uint8Array>, images: readonly ListedImage[] = [listed]) {
    const media = { image: async (url: string): Promise<Image> => ({ type: "image/jpeg", bytes: pictures[url]! }) };
    return createImageHash(
      { name: "image-hash", images },
      { media, hasher: openHasher(t), clock: systemClock, room: freeRoom },
    );
  }

  test("finds a picture like a listed one, and says how like", async (t) => {
    const evaluator = open(t, { a: jpegOf(stripes), b: jpegOf(scaled(blobs, 2), 128, 128, 50) });
    const [finding, ...more] = await evaluator.evaluate(imageContent("a", "b"), CONTEXT, never());
    assert.equal(more.length, 0);
    assert.deepEqual([finding!.kind, finding!.label, finding!.severity], ["match", "known_scam", "critical"]);
    assert.ok(finding!.evidence?.kind === "image");
    const { distance, listed: name } = finding!.evidence;
    assert.equal(name, "blobs");
    assert.ok(distance <= 6);
    assert.equal(finding!.confidence, 1 - distance / 64);
    assert.match(finding!.reason!, /Like the listed picture blobs: \d of 64 bits differ/);
  });

  test("says nothing of other pictures, nor of one of a single colour", async (t) => {
    const flat: ListedImage = { ...listed, hash: "0000000000000000" };
    const evaluator = open(t, { a: jpegOf(stripes), b: jpegOf(() => 40, 64, 64) }, [listed, flat]);
    assert.deepEqual(await evaluator.evaluate(imageContent("a", "b"), CONTEXT, never()), []);
  });

  test("leaves to later what other pictures kept from being looked at, which says nothing of it", async () => {
    const time = new VirtualTime();
    const media = { image: async (): Promise<Image> => ({ type: "image/jpeg", bytes: new Uint8Array() }) };
    const hasher = {
      hashes: (_: Image, { patience }: Asker) =>
        new Promise<never>((_, reject) => patience.addEventListener("abort", () => reject(patience.reason))),
    };
    const evaluator = createImageHash(
      { name: "pictures", images: [listed], timeoutMs: 5_000 },
      { media, hasher, clock: time, room: freeRoom },
    );
    const guard = new Guard(evaluator, { clock: time, random: evenDice }, { ...GUARD_LIMITS, timeoutMs: 5_000 });
    const opinions = Promise.all(Array.from({ length: 20 }, () => guard.ask(imageContent("a"), CONTEXT, never())));
    await time.advance(60_000);
    for (const { findings, cost } of await opinions)
      assert.deepEqual([findings[0]!.label, cost.attempts], ["overloaded", 1]);
    assert.equal(guard.breaker, "closed");
  });

  test("names the nearest listed picture of each label", async (t) => {
    const near = (BigInt(`0x${BLOBS}`) ^ 0b1111n).toString(16).padStart(16, "0");
    const images = [
      { ...listed, hash: near, name: "near" },
      { ...listed, name: "same" },
      { ...listed, label: "other", hash: near, name: "other" },
    ];
    const findings = await open(t, { a: jpegOf(blobs) }, images).evaluate(imageContent("a"), CONTEXT, never());
    assert.deepEqual(
      findings.map(({ label, evidence }) => [label, evidence?.kind === "image" && evidence.listed]),
      [
        ["known_scam", "same"],
        ["other", "other"],
      ],
    );
  });

  test("refuses a list with what is no hash, and a distance at which everything is alike", (t) => {
    const bad = [
      { ...listed, hash: "xyz" },
      { ...listed, label: "No Label" },
    ];
    assert.throws(
      () => open(t, {}, bad),
      (error: unknown) => {
        assert.ok(error instanceof InvalidImageListError);
        assert.deepEqual(
          error.faults.map(({ path }) => path),
          ["/images/0/hash", "/images/1/label"],
        );
        return true;
      },
    );
    const deps = { media: { image: () => assert.fail() }, hasher: openHasher(t), clock: systemClock, room: freeRoom };
    assert.throws(() => createImageHash({ name: "x", images: [], distanceMax: 17 }, deps), /\/distance_max/);
  });
});
