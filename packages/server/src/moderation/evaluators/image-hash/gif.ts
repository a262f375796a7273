/** The first picture of a GIF, as https://www.w3.org/Graphics/GIF/spec-gif89a.txt has it. */
import { unpackLzw } from "./gif-lzw.ts";
import { checkSize, DecodingError, lumaOf, type Picture } from "./picture.ts";

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const GRAPHIC_CONTROL = 0xf9;
const WHITE = 255;
/** The rows of an interlaced picture come in four passes: every `step`-th from `from` on. */
const INTERLACED = [
  { from: 0, step: 8 },
  { from: 4, step: 8 },
  { from: 2, step: 4 },
  { from: 1, step: 2 },
] as const;

/** @throws DecodingError */
export function readGif(bytes: Uint8Array): Picture {
  const reader = new Reader(bytes);
  reader.skip(6);
  const width = reader.uint16();
  const height = reader.uint16();
  checkSize(width, height);
  const packed = reader.byte();
  reader.skip(2);
  const global = readPalette(reader, packed);
  // What no picture covers shows the page that it stands on.
  const luma = new Uint8Array(width * height).fill(WHITE);
  let transparent: number | null = null;
  for (;;) {
    const block = reader.byte();
    if (block === EXTENSION) transparent = readExtension(reader) ?? transparent;
    else if (block === IMAGE) {
      drawImage(reader, { width, height, luma }, global, transparent);
      return { width, height, luma };
    } else throw broken("it has no picture");
  }
}

/** The index that is transparent; null where it says nothing of that. */
function readExtension(reader: Reader): number | null {
  const label = reader.byte();
  const data = reader.blocks();
  const [packed = 0, , , index = 0] = data;
  return label === GRAPHIC_CONTROL && (packed & 1) === 1 ? index : null;
}

function drawImage(reader: Reader, picture: Picture, global: readonly number[], transparent: number | null): void {
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
      if (x >= picture.width || y >= picture.height || index === transparent) continue;
      picture.luma[y * picture.width + x] = palette[index] ?? 0;
    }
  });
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

function broken(how: string): DecodingError {
  return new DecodingError("media_type", `The GIF cannot be read: ${how}.`);
}
