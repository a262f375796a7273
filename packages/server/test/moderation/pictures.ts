import { readFile } from "node:fs/promises";
import { deflateSync } from "node:zlib";
import { encode } from "jpeg-js";

/** Brightness of a pixel, 0 to 255. */
export type Paint = (x: number, y: number) => number;

/** Something with large shapes, as photographs have. */
export const blobs: Paint = (x, y) => 128 + 90 * Math.sin(x / 23) * Math.cos(y / 31) + 30 * Math.sin((x + y) / 57);
/** Something else. */
export const stripes: Paint = (x, y) => (Math.floor(x / 40) % 2 === 0 ? 220 : 30) - ((y / 4) % 25);

/** Painted at any size, so that a smaller one is the same picture made smaller. */
export function scaled(paint: Paint, by: number): Paint {
  return (x, y) => paint(x * by, y * by);
}

export function jpegOf(paint: Paint, width = 256, height = 256, quality = 80): Uint8Array {
  const data = Buffer.alloc(width * height * 4, 255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.fill(clamped(paint(x, y)), (y * width + x) * 4, (y * width + x) * 4 + 3);
  }
  return new Uint8Array(encode({ width, height, data }, quality).data);
}

/** `@jsquash/webp/encode.js`: libwebp as WebAssembly. */
interface WebpEncoder {
  default(image: object, options: object): Promise<ArrayBuffer>;
  init(options: { wasmBinary: Uint8Array }): Promise<void>;
}

export async function webpOf(paint: Paint, width: number, height: number, options: object, alpha: number) {
  const encoder = (await import("@jsquash/webp/encode.js")) as unknown as WebpEncoder;
  const file = new URL(import.meta.resolve("@jsquash/webp/codec/enc/webp_enc_simd.wasm"));
  await encoder.init({ wasmBinary: await readFile(file) });
  const data = new Uint8ClampedArray(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const value = clamped(paint(pixel % width, Math.floor(pixel / width)));
    data.set([value, value, value, alpha], pixel * 4);
  }
  return new Uint8Array(await encoder.default({ width, height, data }, options));
}

export interface PngForm {
  /** 0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha. */
  colour: 0 | 2 | 3 | 4 | 6;
  depth: 1 | 2 | 4 | 8 | 16;
  /** Of every row; undefined: one after the other. */
  filter?: number;
  isInterlaced?: boolean;
}

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** https://www.w3.org/TR/png-3/ */
export function pngOf(
  paint: Paint,
  width: number,
  height: number,
  form: PngForm = { colour: 2, depth: 8 },
): Uint8Array {
  const passes = form.isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
  const data = Buffer.concat(passes.map((pass) => packedPass(paint, width, height, form, pass)));
  const palette = Buffer.from(
    Array.from({ length: 2 ** Math.min(8, form.depth) }, (_, i) => grey(i, form.depth)).flat(),
  );
  return pngWith(width, height, form, deflateSync(data), form.colour === 3 ? palette : undefined);
}

/** A PNG whose data are whatever is given. */
export function pngWith(width: number, height: number, form: PngForm, data: Buffer, palette?: Buffer): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = form.depth;
  header[9] = form.colour;
  header[12] = form.isInterlaced ? 1 : 0;
  const half = data.length >> 1;
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    ...(palette === undefined ? [] : [chunk("PLTE", palette)]),
    chunk("IDAT", data.subarray(0, half)),
    chunk("IDAT", data.subarray(half)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function grey(index: number, depth: number): [number, number, number] {
  const value = Math.round((index * 255) / (2 ** depth - 1));
  return [value, value, value];
}

function packedPass(paint: Paint, width: number, height: number, form: PngForm, [x0, y0, dx, dy]: readonly number[]) {
  const rows: Buffer[] = [];
  let above: number[] = [];
  if (x0! >= width) return Buffer.alloc(0);
  for (let y = y0!; y < height; y += dy!) {
    const values: number[] = [];
    for (let x = x0!; x < width; x += dx!) values.push(clamped(paint(x, y)));
    const row = packedRow(values, form);
    const filter = form.filter ?? rows.length % 5;
    rows.push(
      Buffer.from([filter, ...filtered(row, above, filter, Math.max(1, (CHANNELS[form.colour] * form.depth) >> 3))]),
    );
    above = row;
  }
  return Buffer.concat(rows);
}

function packedRow(values: readonly number[], { colour, depth }: PngForm): number[] {
  const samples = values.flatMap((value) => {
    const colours = colour === 2 || colour === 6 ? [value, value, value] : [value];
    return colour >= 4 ? [...colours, 255] : colours;
  });
  if (depth === 16) return samples.flatMap((sample) => [sample, sample]);
  if (depth === 8) return samples;
  const bytes = new Array<number>(Math.ceil((samples.length * depth) / 8)).fill(0);
  samples.forEach((sample, index) => {
    const bit = index * depth;
    bytes[bit >> 3]! |= (sample >> (8 - depth)) << (8 - depth - (bit & 7));
  });
  return bytes;
}

function filtered(row: readonly number[], above: readonly number[], filter: number, step: number): number[] {
  return row.map((value, i) => {
    const left = row[i - step] ?? 0;
    const up = above[i] ?? 0;
    const corner = i < step ? 0 : (above[i - step] ?? 0);
    return (value - [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!) & 0xff;
  });
}

function paeth(left: number, up: number, corner: number): number {
  const by = (one: number) => Math.abs(left + up - corner - one);
  if (by(left) <= by(up) && by(left) <= by(corner)) return left;
  return by(up) <= by(corner) ? up : corner;
}

export interface GifForm {
  isInterlaced?: boolean;
  /** Smaller than the picture's own: what it does not cover is empty. */
  frame?: { left: number; top: number; width: number; height: number };
}

/** 256 greys. https://www.w3.org/Graphics/GIF/spec-gif89a.txt */
export function gifOf(paint: Paint, width: number, height: number, form: GifForm = {}): Uint8Array {
  const { frame = { left: 0, top: 0, width, height }, isInterlaced = false } = form;
  const passes = isInterlaced
    ? [
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ]
    : [[0, 1]];
  const indexes: number[] = [];
  for (const [from, step] of passes) {
    for (let y = from!; y < frame.height; y += step!) {
      for (let x = 0; x < frame.width; x++) indexes.push(clamped(paint(frame.left + x, frame.top + y)));
    }
  }
  const place = [frame.left, frame.top, frame.width, frame.height].flatMap(littleEndian);
  return Uint8Array.from([
    ...Buffer.from("GIF89a"),
    ...[width, height].flatMap(littleEndian),
    ...[0xf7, 0, 0],
    ...Array.from({ length: 256 }, (_, i) => grey(i, 8)).flat(),
    ...[0x2c, ...place, isInterlaced ? 0x40 : 0, 8],
    ...blocksOf(lzwOf(indexes)),
    ...[0, 0x3b],
  ]);
}

/** One picture after the other, each with what becomes of it before the next (`disposal`, of the graphic control). */
export function movingGifOf(
  shown: readonly { paint: Paint; disposal?: number; frame?: GifForm["frame"] }[],
  width: number,
  height: number,
): Uint8Array {
  const head = 6 + 7 + 768;
  const start = gifOf(blobs, width, height).subarray(0, head);
  const pictures = shown.flatMap(({ paint, disposal = 0, frame }) => {
    const still = gifOf(paint, width, height, frame === undefined ? {} : { frame });
    return [0x21, 0xf9, 4, disposal << 2, 10, 0, 0, 0, ...still.subarray(head, -1)];
  });
  return Uint8Array.from([...start, ...pictures, 0x3b]);
}

function littleEndian(value: number): [number, number] {
  return [value & 0xff, value >> 8];
}

function blocksOf(data: readonly number[]): number[] {
  const blocks: number[] = [];
  for (let at = 0; at < data.length; at += 255) {
    const block = data.slice(at, at + 255);
    blocks.push(block.length, ...block);
  }
  return blocks;
}

/** Codes of 9 to 12 bits; the table is begun anew when it is full. */
function lzwOf(indexes: readonly number[]): number[] {
  const bytes: number[] = [];
  let kept = 0;
  let count = 0;
  let size = 9;
  let table = new Map<string, number>();
  const put = (code: number) => {
    kept |= code << count;
    for (count += size; count >= 8; count -= 8) {
      bytes.push(kept & 0xff);
      kept >>>= 8;
    }
  };
  const codeOf = (text: string) => table.get(text) ?? Number(text);
  put(256);
  let text = "";
  for (const index of indexes) {
    const longer = text === "" ? String(index) : `${text},${index}`;
    if (text === "" || table.has(longer)) {
      text = longer;
      continue;
    }
    put(codeOf(text));
    const next = 258 + table.size;
    if (next === 4_095) {
      put(256);
      table = new Map();
      size = 9;
    } else {
      table.set(longer, next);
      if (next === 1 << size) size++;
    }
    text = String(index);
  }
  put(codeOf(text));
  put(257);
  return [...bytes, kept & 0xff];
}

/** The checksum is not looked at, and left at 0. */
function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, data, Buffer.alloc(4)]);
}

function clamped(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
