/**
 * Arrays in PostgreSQL's binary format, for `unnest`: no quoting on this side and no parsing on the other, and a
 * payload's bytes are copied once. Layout: `array_recv` in the server's src/backend/utils/adt/arrayfuncs.c.
 */

/** Object ids of the element types (src/include/catalog/pg_type.dat). */
const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const INT4 = 23;
const TEXT = 25;

const HEADER_BYTES = 20;

export function int4s(values: readonly (number | null)[]): Buffer {
  return fixed(INT4, 4, values, (buffer, value, at) => buffer.writeInt32BE(value, at));
}

/** Numbers are rounded: a due time may come out of a calculation. */
export function int8s(values: readonly (bigint | number | null)[]): Buffer {
  return fixed(INT8, 8, values, (buffer, value, at) =>
    buffer.writeBigInt64BE(typeof value === "bigint" ? value : BigInt(Math.round(value)), at),
  );
}

export function bools(values: readonly boolean[]): Buffer {
  return fixed(BOOL, 1, values, (buffer, value, at) => buffer.writeUInt8(value ? 1 : 0, at));
}

export function texts(values: readonly (string | null)[]): Buffer {
  const lengths = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)));
  return variable(TEXT, lengths, (buffer, index, at) => buffer.write(values[index]!, at));
}

/** Texts that others may have had a hand in: `text` refuses a NUL, and the batch with it. */
export function textsWithoutNul(values: readonly (string | null)[]): Buffer {
  return texts(values.map((value) => value?.replaceAll("\0", "\ufffd") ?? null));
}

export function byteas(values: readonly (Uint8Array | null)[]): Buffer {
  const lengths = values.map((value) => value?.length ?? -1);
  return variable(BYTEA, lengths, (buffer, index, at) => buffer.set(values[index]!, at));
}

function fixed<T>(
  type: number,
  size: number,
  values: readonly (T | null)[],
  write: (buffer: Buffer, value: T, at: number) => void,
): Buffer {
  const buffer = begin(type, values.length, values.length * size);
  let at = HEADER_BYTES;
  for (const value of values) {
    if (value === null) {
      at = buffer.writeInt32BE(-1, at);
      continue;
    }
    at = buffer.writeInt32BE(size, at);
    write(buffer, value, at);
    at += size;
  }
  return buffer.subarray(0, at);
}

function variable(
  type: number,
  lengths: readonly number[],
  write: (buffer: Buffer, index: number, at: number) => void,
): Buffer {
  let bytes = 0;
  for (const length of lengths) if (length > 0) bytes += length;
  const buffer = begin(type, lengths.length, bytes);
  let at = HEADER_BYTES;
  for (const [index, length] of lengths.entries()) {
    at = buffer.writeInt32BE(length, at);
    if (length > 0) write(buffer, index, at);
    at += Math.max(length, 0);
  }
  return buffer.subarray(0, at);
}

function begin(type: number, count: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + count * 4 + bytes);
  buffer.writeInt32BE(1, 0); // dimensions
  buffer.writeInt32BE(1, 4); // may have nulls
  buffer.writeInt32BE(type, 8);
  buffer.writeInt32BE(count, 12);
  buffer.writeInt32BE(1, 16); // the first index
  return buffer;
}
