/** Pictures that users of the story have uploaded: hills before an evening sky, drawn here so that none is borrowed. */
import { crc32, deflateSync } from "node:zlib";

const WIDTH = 640;
const HEIGHT = 420;
type Colour = readonly [red: number, green: number, blue: number];

/** A PNG (https://www.w3.org/TR/png-3/); another for another path. */
export function poster(path: string): Buffer {
  const shift = crc32(path) % 360;
  const rows = Buffer.alloc(HEIGHT * (1 + WIDTH * 3));
  for (let y = 0; y < HEIGHT; y++) {
    // The first byte of a row names its filter: none.
    for (let x = 0; x < WIDTH; x++) rows.set(colourAt(x, y, shift), y * (1 + WIDTH * 3) + 1 + x * 3);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(WIDTH, 0);
  head.writeUInt32BE(HEIGHT, 4);
  head.set([8, 2], 8); // 8 bits a channel, RGB
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function colourAt(x: number, y: number, shift: number): Colour {
  const sun = Math.hypot(x - 430, y - 170 - (shift % 60));
  const hill = 260 + 50 * Math.sin((x + shift) / 90) + 18 * Math.sin(x / 23);
  const nearer = 330 + 30 * Math.sin((x - shift) / 60);
  if (y > nearer) return [28, 40, 58];
  if (y > hill) return [62, 70, 102];
  if (sun < 42) return [255, 224, 160];
  const dusk = y / HEIGHT;
  return [90 + 150 * dusk, 96 + 60 * dusk, 160 - 30 * dusk];
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
