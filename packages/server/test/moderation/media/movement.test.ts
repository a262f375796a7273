import assert from "node:assert/strict";
import { test } from "node:test";
import type { Image } from "../../../src/moderation/media/media.ts";
import { moves } from "../../../src/moderation/media/movement.ts";
import { blobs, gifOf, jpegOf, movingGifOf, pngOf, stripes, webpOf } from "../pictures.ts";

const gif = (bytes: Uint8Array): Image => ({ type: "image/gif", bytes });

test("a GIF moves when it has a second picture, whatever is said between", () => {
  assert.equal(moves(gif(gifOf(blobs, 30, 20))), false);
  assert.equal(moves(gif(movingGifOf([{ paint: blobs }], 30, 20))), false);
  assert.equal(moves(gif(movingGifOf([{ paint: blobs }, { paint: stripes }], 30, 20))), true);
});

test("a GIF that cannot be followed moves, for all that is known, and one that is cut off in its first picture does not", () => {
  const still = gifOf(blobs, 30, 20);
  assert.equal(moves(gif(Uint8Array.from([...still.subarray(0, -1), 0x99, 0x3b]))), true);
  assert.equal(moves(gif(still.subarray(0, -30))), false);
  assert.equal(moves(gif(new Uint8Array(3))), false);
});

test("a PNG moves when it says so before its picture", () => {
  const png = Buffer.from(pngOf(blobs, 20, 20));
  assert.equal(moves({ type: "image/png", bytes: png }), false);
  const said = Buffer.concat([
    png.subarray(0, 33),
    Buffer.from([0, 0, 0, 8]),
    Buffer.from("acTL"),
    Buffer.alloc(12),
    png.subarray(33),
  ]);
  assert.equal(moves({ type: "image/png", bytes: said }), true);
});

test("a WebP moves when its flags say so, and a JPEG never does", async () => {
  const webp = Buffer.from(await webpOf(blobs, 32, 32, { quality: 90 }, 128));
  assert.equal(webp.toString("latin1", 12, 16), "VP8X");
  assert.equal(moves({ type: "image/webp", bytes: webp }), false);
  const moving = Buffer.from(webp);
  moving[20]! |= 0x02;
  assert.equal(moves({ type: "image/webp", bytes: moving }), true);
  assert.equal(moves({ type: "image/jpeg", bytes: jpegOf(blobs, 16, 16) }), false);
});
