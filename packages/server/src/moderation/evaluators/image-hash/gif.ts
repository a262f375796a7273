/** The pictures of a GIF, as https://www.w3.org/Graphics/GIF/spec-gif89a.txt has them. */
import { unpackLzw } from "./gif-lzw.ts";
import { checkSize, DecodingError, lumaOf, PIXELS_MAX, type Picture } from "./picture.ts";

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const GRAPHIC_CONTROL = 0xf9;
const WHITE = 255;
/** What is to become of a picture before the next is drawn; any other value: it stays. */
const TO_BACKGROUND = 2;
const TO_PREVIOUS = 3;
/** Of one that moves. More are not looked at, and so it cannot be judged. */
const PICTURES_MAX = 500;
/** Of all its pictures together: a second of work. */
const ALL_PIXELS_MAX = 10 * PIXELS_MAX;
/** The rows of an interlaced picture come in four passes: every `step`-th from `from` on. */
const INTERLACED = [
  { from: 0, step: 8 },
  { from: 4, step: 8 },
  { from: 2, step: 4 },
  { from: 1, step: 2 },
] as const;

/** The first of its pictures. @throws DecodingError */
export function readGif(bytes: Uint8Array): Picture {
  for (const picture of readGifPictures(bytes)) return picture;
  throw broken("it has no picture");
}

/**
 * All that is shown, one after the other: each is drawn over the one before, in the same memory, so look at it before the
 * next is asked for.
 * @throws DecodingError; `media_too_large` too for more pictures than are looked at
 */
export function* readGifPictures(bytes: Uint8Array): Generator<Picture> {
  const reader = new Reader(bytes);
  reader.skip(6);
  const width = reader.uint16();
  const height = reader.uint16();
  checkSize(width, height);
  const packed = reader.byte();
  reader.skip(2);
  const global = readPalette(reader, packed);
  // What no picture covers shows the page that it stands on.
  const canvas = { width, height, luma: new Uint8Array(width * height).fill(WHITE) };
  let control = NOTHING_SAID;
  for (let shown = 0; ; ) {
    // Some end without saying so.
    const block = shown > 0 && reader.isAtEnd ? TRAILER : reader.byte();
    if (block === EXTENSION) control = readExtension(reader) ?? control;
    else if (block === IMAGE) {
      if (++shown > PICTURES_MAX || shown * width * height > ALL_PIXELS_MAX) throw tooMany(shown - 1);
      const before = control.disposal === TO_PREVIOUS ? canvas.luma.slice() : null;
      const place = drawImage(reader, canvas, global, control.transparent);
      yield canvas;
      if (before !== null) canvas.luma.set(before);
      else if (control.disposal === TO_BACKGROUND) clear(canvas, place);
      control = NOTHING_SAID;
    } else if (block === TRAILER && shown > 0) return;
    else throw broken("it has no picture");
  }
}

/** Said before a picture, of that one. */
interface Control {
  disposal: number;
  /** The index that is transparent; null: none is. */
  transparent: number | null;
}

const NOTHING_SAID: Control = { disposal: 0, transparent: null };

/** Null where it says nothing of the next picture. */
function readExtension(reader: Reader): Control | null {
  const label = reader.byte();
  const data = reader.blocks();
  const [packed = 0, , , index = 0] = data;
  if (label !== GRAPHIC_CONTROL) return null;
  return { disposal: (packed >> 2) & 7, transparent: (packed & 1) === 1 ? index : null };
}

/** Where on the canvas a picture is. */
interface Place {
  left: number;
  top: number;
  width: number;
  height: number;
}

function drawImage(reader: Reader, canvas: Picture, global: readonly number[], transparent: number | null): Place {
  const [left, top, width, height] = [reader.uint16(), reader.uint16(), reader.uint16(), reader.uint16()];
  checkSize(width, height);
  const packed = reader.byte();
  const local = readPalette(reader, packed);
  const palette = local.length > 0 ? local : global;
  const codeBits = reader.byte();
  if (codeBits < 2 || codeBits > 8) throw broken("its codes are of no known length");
  const indexes = unpackLzw(reader.blocks(), codeBits, width * height);
  rowsOf(height, (packed & 0x40) !== 0).forEach((row, at) => {
    for (let column = 0; column < width; column++) {
      const [x, y] = [left + column, top + row];
      const index = indexes[at * width + column]!;
      if (x >= canvas.width || y >= canvas.height || index === transparent) continue;
      canvas.luma[y * canvas.width + x] = palette[index] ?? 0;
    }
  });
  return { left, top, width, height };
}

function clear(canvas: Picture, { left, top, width, height }: Place): void {
  const right = Math.min(left + width, canvas.width);
  for (let y = top; y < Math.min(top + height, canvas.height); y++) {
    if (left < right) canvas.luma.fill(WHITE, y * canvas.width + left, y * canvas.width + right);
  }
}

function rowsOf(height: number, isInterlaced: boolean): number[] {
  const rows: number[] = [];
  for (const { from, step } of isInterlaced ? INTERLACED : [{ from: 0, step: 1 }]) {
    for (let row = from; row < height; row += step) rows.push(row);
  }
  return rows;
}

/** Brightness by index; empty when there is no palette. */
function readPalette(reader: Reader, packed: number): number[] {
  if ((packed & 0x80) === 0) return [];
  return Array.from({ length: 2 << (packed & 7) }, () => lumaOf(reader.byte(), reader.byte(), reader.byte()));
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw broken("it is cut off");
    return byte;
  }

  uint16(): number {
    return this.byte() | (this.byte() << 8);
  }

  skip(count: number): void {
    this.#at += count;
  }

  /** Blocks of up to 255 bytes, one after the other, up to an empty one. */
  blocks(): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (let length = this.byte(); length > 0; length = this.byte()) {
      pieces.push(this.#bytes.subarray(this.#at, this.#at + length));
      this.skip(length);
    }
    return Buffer.concat(pieces);
  }
}

function tooMany(count: number): DecodingError {
  return new DecodingError(
    "media_too_large",
    `The GIF moves, and has more than the ${count} pictures that are compared.`,
  );
}

function broken(how: string): DecodingError {
  return new DecodingError("media_type", `The GIF cannot be read: ${how}.`);
}
