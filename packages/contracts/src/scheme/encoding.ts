/** Strict text encodings of bytes: the full alphabet, the exact length, one spelling for each value. */

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** The value of each ASCII code, 64 for one that is no letter of base64. A table: keys are decoded for every signature. */
const NO_LETTER = 64;
const BASE64_VALUE = new Uint8Array(128).fill(NO_LETTER);
for (let value = 0; value < 64; value++) BASE64_VALUE[BASE64.charCodeAt(value)] = value;

/** Base64 with padding (RFC 4648 section 4). */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    const triple = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += BASE64[triple >> 18]! + BASE64[(triple >> 12) & 63]!;
    text += b === undefined ? "=" : BASE64[(triple >> 6) & 63]!;
    text += c === undefined ? "=" : BASE64[triple & 63]!;
  }
  return text;
}

/**
 * The bytes of base64 text, or undefined when it is not the one canonical spelling of them: a letter outside the
 * alphabet, missing padding, or bits set that no byte uses (RFC 4648 section 3.5).
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const letters = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let buffer = 0;
  let bits = 0;
  let length = 0;
  for (let i = 0; i < letters; i++) {
    const value = BASE64_VALUE[text.charCodeAt(i)] ?? NO_LETTER;
    if (value === NO_LETTER) return undefined;
    buffer = ((buffer << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length++] = (buffer >> bits) & 0xff;
  }
  const unused = buffer & ((1 << bits) - 1);
  return unused === 0 ? bytes : undefined;
}

/** Whether the text is `length` characters of lowercase hexadecimal. */
export function isHex(text: string, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    const isDigit = code >= 48 && code <= 57;
    const isLetter = code >= 97 && code <= 102;
    if (!isDigit && !isLetter) return false;
  }
  return true;
}

/** Whether the text is canonical base64 of exactly `byteCount` bytes. The length is looked at first: headers can be huge. */
export function isBase64Of(text: string, byteCount: number): boolean {
  return text.length === Math.ceil(byteCount / 3) * 4 && decodeBase64(text)?.length === byteCount;
}
