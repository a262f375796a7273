import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { mediaTypeOf } from "../../../src/moderation/media/media-type.ts";

const BEGINNINGS: [beginning: string, type: string | null][] = [
  ["\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"],
  ["\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "image/png"],
  ["GIF89a\x01\x00", "image/gif"],
  ["RIFF\x24\x00\x00\x00WEBPVP8 ", "image/webp"],
  ["RIFF\x24\x00\x00\x00AVI LIST", "video/x-msvideo"],
  ["RIFF\x24\x00\x00\x00WAVEfmt ", null],
  ["\x00\x00\x00\x1cftypavif\x00\x00\x00\x00", "image/avif"],
  ["\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"],
  ["\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "video/mp4"],
  ["\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00", "video/quicktime"],
  ["\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00", null],
  ["\x1aE\xdf\xa3\x01\x00", "video/webm"],
  ["OggS\x00\x02", "video/ogg"],
  ["\x00\x00\x01\xba\x44", "video/mpeg"],
  ["<svg xmlns='http://www.w3.org/2000/svg'>", null],
  ["<!doctype html>", null],
  ["%PDF-1.7", null],
  ["\xff\xd8", null],
  ["", null],
];

describe("The type of media", () => {
  for (const [beginning, type] of BEGINNINGS) {
    test(`that begin with ${JSON.stringify(beginning)} is ${type ?? "unknown"}`, () => {
      assert.equal(mediaTypeOf(Buffer.from(beginning, "latin1")), type);
    });
  }

  test("is told by a window into a larger buffer alone", () => {
    const buffer = Buffer.from("xxGIF89a", "latin1");
    assert.equal(mediaTypeOf(buffer.subarray(2)), "image/gif");
    assert.equal(mediaTypeOf(buffer.subarray(2, 5)), null);
  });
});
