/** PNG, as https://www.w3.org/TR/png-3/ has it, to brightness. Not a pixel more is unpacked than the header announces. */
import { inflateSync } from "node:zlib";
import { checkSize, DecodingError, lumaOf, overWhite, type Picture } from "./picture.ts";
import { unfilter } from "./png-filter.ts";

interface Header {
  width: number;
  height: number;
  depth: number;
  colour: Colour;
  isInterlaced: boolean;
}

type Colour = keyof typeof CHANNELS;

const SIGNATURE_BYTES = 8;
/** By the colour type: grey, colour, palette, grey and alpha, colour and alpha. */
const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;
const DEPTHS: Readonly<Record<Colour, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** Which pixels a pass has: every `dx`-th from `x` on, in every `dy`-th row from `y` on. */
interface Pass {
  x: number;
  y: number;
  dx: number;
  dy: number;
}

const WHOLE: readonly Pass[] = [{ x: 0, y: 0, dx: 1, dy: 1 }];
const ADAM7: readonly Pass[] = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];

/** @throws DecodingError */
export function readPng(bytes: Uint8Array): Picture {
  const chunks = readChunks(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const header = readHeader(chunks.header);
  checkSize(header.width, header.height);
  const { width, height, isInterlaced } = header;
  const passes = (isInterlaced ? ADAM7 : WHOLE).map((pass) => sized(pass, header));
  const length = passes.reduce((sum, pass) => sum + pass.rows * (1 + pass.rowBytes), 0);
  const data = inflated(chunks.data, length);
  const luma = new Uint8Array(width * height);
  const lumaAt = createLumaReader(header, chunks.palette, chunks.transparency);
  let at = 0;
  for (const pass of passes) {
    at = unfilter(data, at, pass, Math.max(1, bitsOf(header) >> 3), (row, index) => {
      const start = (pass.y + index * pass.dy) * width + pass.x;
      for (let column = 0; column < pass.columns; column++) luma[start + column * pass.dx] = lumaAt(row, column);
    });
  }
  return { width, height, luma };
}

function sized(pass: Pass, header: Header) {
  const columns = Math.max(0, Math.ceil((header.width - pass.x) / pass.dx));
  // A pass without columns has no rows either.
  const rows = columns === 0 ? 0 : Math.max(0, Math.ceil((header.height - pass.y) / pass.dy));
  return { ...pass, columns, rows, rowBytes: Math.ceil((columns * bitsOf(header)) / 8) };
}

function bitsOf({ colour, depth }: Header): number {
  return CHANNELS[colour] * depth;
}

interface Chunks {
  header: Buffer;
  palette: Buffer;
  transparency: Buffer;
  data: Buffer;
}

function readChunks(bytes: Buffer): Chunks {
  const found = new Map<string, Buffer[]>();
  for (let at = SIGNATURE_BYTES; at + 8 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString("latin1", at + 4, at + 8);
    if (at + 8 + length > bytes.length) throw broken(`its chunk ${type} is cut off`);
    if (type === "IEND") break;
    // Only its first picture would be read, and another shown.
    if (type === "acTL") throw broken("it moves");
    const same = found.get(type);
    const chunk = bytes.subarray(at + 8, at + 8 + length);
    if (same === undefined) found.set(type, [chunk]);
    else same.push(chunk);
    at += 12 + length;
  }
  const first = (type: string) => found.get(type)?.[0] ?? Buffer.alloc(0);
  return {
    header: first("IHDR"),
    palette: first("PLTE"),
    transparency: first("tRNS"),
    data: Buffer.concat(found.get("IDAT") ?? []),
  };
}

function readHeader(chunk: Buffer): Header {
  if (chunk.length !== 13) throw broken("it has no header");
  const [depth = 0, colour = 0, compression = 0, filter = 0, interlace = 0] = chunk.subarray(8);
  if (!(colour in CHANNELS) || !DEPTHS[colour as Colour].includes(depth))
    throw broken("its colours are of no known kind");
  if (compression !== 0 || filter !== 0 || interlace > 1) throw broken("it is packed in no known way");
  return {
    width: chunk.readUInt32BE(0),
    height: chunk.readUInt32BE(4),
    depth,
    colour: colour as Colour,
    isInterlaced: interlace === 1,
  };
}

function inflated(data: Buffer, length: number): Buffer {
  let inflated: Buffer;
  try {
    inflated = inflateSync(data, { maxOutputLength: length });
  } catch (error) {
    throw broken(`its data cannot be unpacked to what the header announces (${(error as Error).message})`);
  }
  if (inflated.length < length) throw broken("it has less data than the header announces");
  return inflated;
}

/** Brightness of a pixel of an unfiltered row. */
function createLumaReader(header: Header, palette: Buffer, transparency: Buffer) {
  const { colour, depth } = header;
  const channels = CHANNELS[colour];
  const read = createSampleReader(depth);
  const scale = depth < 8 ? 255 / (2 ** depth - 1) : 1;
  const table = colour === 3 ? lumaTable(palette, transparency) : undefined;
  return (row: Uint8Array, column: number): number => {
    const at = column * channels;
    switch (colour) {
      case 0:
        return read(row, at) * scale;
      case 2:
        return lumaOf(read(row, at), read(row, at + 1), read(row, at + 2));
      case 3:
        return table![read(row, at)] ?? 0;
      case 4:
        return overWhite(read(row, at), read(row, at + 1));
      case 6:
        return overWhite(lumaOf(read(row, at), read(row, at + 1), read(row, at + 2)), read(row, at + 3));
    }
  };
}

/** Of 16 bits the higher eight; fewer than eight as they are, several to a byte, the leftmost highest. */
function createSampleReader(depth: number): (row: Uint8Array, sample: number) => number {
  if (depth === 8) return (row, sample) => row[sample]!;
  if (depth === 16) return (row, sample) => row[sample * 2]!;
  const perByte = 8 / depth;
  const mask = 2 ** depth - 1;
  return (row, sample) => {
    const shift = 8 - depth * ((sample % perByte) + 1);
    return (row[Math.floor(sample / perByte)]! >> shift) & mask;
  };
}

function lumaTable(palette: Buffer, transparency: Buffer): number[] {
  const table: number[] = [];
  for (let index = 0; index * 3 + 2 < palette.length; index++) {
    const [red = 0, green = 0, blue = 0] = palette.subarray(index * 3, index * 3 + 3);
    table.push(overWhite(lumaOf(red, green, blue), transparency[index] ?? 255));
  }
  return table;
}

function broken(how: string): DecodingError {
  return new DecodingError("media_type", `The PNG cannot be read: ${how}.`);
}
