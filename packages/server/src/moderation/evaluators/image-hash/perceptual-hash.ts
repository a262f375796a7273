import type { Picture } from "./picture.ts";

/** 64 bits as 16 hexadecimal digits. */
export type PerceptualHash = string;

const SIDE = 32;
const KEPT = 8;
/** Of the 32 × 32 cells' brightness, 0 to 255. A picture with less in it has nothing that a hash could hold on to. */
const DEVIATION_MIN = 1;
const HASH = /^[0-9a-f]{16}$/i;

/** By frequency and cell: cos((2·cell + 1)·frequency·π / 64), of the DCT-II. */
const COSINES = Array.from({ length: KEPT }, (_, frequency) =>
  Float64Array.from({ length: SIDE }, (_, cell) => Math.cos(((2 * cell + 1) * frequency * Math.PI) / (2 * SIDE))),
);

export function isPerceptualHash(text: string): boolean {
  return HASH.test(text);
}

/**
 * What stays the same when a picture is made smaller, recompressed or brightened: whether each of the 64 lowest
 * frequencies is above their median. As `phash` of https://github.com/JohannesBuchner/imagehash has it, and within a few
 * bits of it: the picture is shrunk by averages here. Null for a picture of one colour.
 */
export function perceptualHash(picture: Picture): PerceptualHash | null {
  const cells = shrink(picture);
  if (deviation(cells) < DEVIATION_MIN) return null;
  const frequencies = lowFrequencies(cells);
  const sorted = [...frequencies].sort((a, b) => a - b);
  const median = (sorted[31]! + sorted[32]!) / 2;
  let hash = 0n;
  for (const frequency of frequencies) hash = (hash << 1n) | (frequency > median ? 1n : 0n);
  return hash.toString(16).padStart(16, "0");
}

/** How many of 64 bits differ: 0 for the same picture, about 32 for two that have nothing in common. */
export function distanceOf(a: PerceptualHash, b: PerceptualHash): number {
  let different = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let bits = 0;
  for (; different !== 0n; different &= different - 1n) bits++;
  return bits;
}

/** The average brightness of 32 × 32 cells; a picture with fewer pixels repeats them. */
function shrink({ width, height, luma }: Picture): Float64Array {
  const cells = new Float64Array(SIDE * SIDE);
  for (let row = 0; row < SIDE; row++) {
    const top = Math.floor((row * height) / SIDE);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / SIDE));
    for (let column = 0; column < SIDE; column++) {
      const left = Math.floor((column * width) / SIDE);
      const right = Math.max(left + 1, Math.floor(((column + 1) * width) / SIDE));
      let sum = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) sum += luma[y * width + x]!;
      }
      cells[row * SIDE + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return cells;
}

function deviation(cells: Float64Array): number {
  const mean = cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
  return Math.sqrt(cells.reduce((sum, cell) => sum + (cell - mean) ** 2, 0) / cells.length);
}

/** The 8 × 8 lowest of the two-dimensional DCT-II, row by row, the horizontal frequency rising within a row. */
function lowFrequencies(cells: Float64Array): number[] {
  const rows = Array.from({ length: SIDE }, (_, y) =>
    COSINES.map((cosines) => product(cosines, cells.subarray(y * SIDE))),
  );
  const columns = Array.from({ length: KEPT }, (_, v) => Float64Array.from(rows, (row) => row[v]!));
  return COSINES.flatMap((cosines) => columns.map((column) => product(cosines, column)));
}

function product(cosines: Float64Array, values: Float64Array): number {
  return cosines.reduce((sum, cosine, index) => sum + cosine * values[index]!, 0);
}
