import { DecodingError } from "./picture.ts";

const CODES_MAX = 4_096;

/**
 * GIF's variant of LZW (appendix F of https://www.w3.org/Graphics/GIF/spec-gif89a.txt): `length` palette indexes, and
 * not one more, whatever the data unfold to.
 * @throws DecodingError
 */
export function unpackLzw(data: Uint8Array, codeBits: number, length: number): Uint8Array {
  const clear = 1 << codeBits;
  const prefix = new Uint16Array(CODES_MAX);
  const suffix = new Uint8Array(CODES_MAX);
  const lengths = new Uint16Array(CODES_MAX).fill(1, 0, clear);
  for (let code = 0; code < clear; code++) suffix[code] = code;
  const out = new Uint8Array(length);
  const bits = new Bits(data);
  let written = 0;
  let size = codeBits + 1;
  let next = clear + 2;
  let previous = -1;
  while (written < length) {
    const code = bits.take(size);
    if (code === clear) {
      size = codeBits + 1;
      next = clear + 2;
      previous = -1;
      continue;
    }
    if (code === clear + 1) throw broken("it has less data than its size");
    if (code > next || (code === next && previous === -1)) throw broken("its data have a code that was never given");
    // A code that is about to be given: what came before, and its own first index again.
    const known = code === next ? previous : code;
    const first = writeBackwards(out, written, known);
    if (code === next && written + lengths[known]! < length) out[written + lengths[known]!] = first;
    if (previous !== -1 && next < CODES_MAX) {
      prefix[next] = previous;
      suffix[next] = first;
      lengths[next] = lengths[previous]! + 1;
      next++;
      if (next === 1 << size && size < 12) size++;
    }
    written += lengths[known]! + (known === code ? 0 : 1);
    previous = code;
  }
  return out;

  /** What a code stands for, from its end; returns its first index. */
  function writeBackwards(into: Uint8Array, from: number, code: number): number {
    let at = code;
    for (let to = from + lengths[code]! - 1; to > from; to--) {
      if (to < into.length) into[to] = suffix[at]!;
      at = prefix[at]!;
    }
    into[from] = suffix[at]!;
    return suffix[at]!;
  }
}

/** Codes of changing length, the lowest bit first. */
class Bits {
  readonly #data: Uint8Array;
  #at = 0;
  #kept = 0;
  #count = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  take(size: number): number {
    while (this.#count < size) {
      const byte = this.#data[this.#at++];
      if (byte === undefined) throw broken("it has less data than its size");
      this.#kept |= byte << this.#count;
      this.#count += 8;
    }
    const code = this.#kept & ((1 << size) - 1);
    this.#kept >>>= size;
    this.#count -= size;
    return code;
  }
}

function broken(how: string): DecodingError {
  return new DecodingError("media_type", `The GIF cannot be read: ${how}.`);
}
