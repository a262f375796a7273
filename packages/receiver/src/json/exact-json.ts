/** JSON without loss: an integer that JavaScript cannot hold stays the digits that it came as. */

/** Undefined when it is not UTF-8 or not JSON. */
export function parseExactJson(body: string | Uint8Array): { value: unknown } | undefined {
  try {
    const text = typeof body === "string" ? body : utf8.decode(body);
    return { value: JSON.parse(LONG_RUN.test(text) ? quoteUnsafeIntegers(text) : text) };
  } catch {
    // The two throw for exactly this: bytes that are not UTF-8, and text that is not JSON.
    return undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** No integer of fewer digits is unsafe. Most bodies have no such run, and are parsed as they are. */
const LONG_RUN = /\d{16}/;

/** An integer of 16 digits or more that is a whole JSON value: no part of a fraction, no mantissa, and no name. */
const LONG_INTEGER = /(?<![\d.eE+-])-?[1-9]\d{15,}(?![\d.eE]|\s*:)/g;

/**
 * Puts quotes around integers beyond 2^53, outside strings. By hand and not by `JSON.parse`'s source access: that
 * calls a function for every value, and older runtimes have not got it.
 */
function quoteUnsafeIntegers(text: string): string {
  let result = "";
  let at = 0;
  while (at < text.length) {
    const quote = text.indexOf('"', at);
    const end = quote === -1 ? text.length : quote;
    result += text
      .slice(at, end)
      .replace(LONG_INTEGER, (digits) => (Number.isSafeInteger(Number(digits)) ? digits : `"${digits}"`));
    if (quote === -1) return result;
    at = endOfString(text, quote);
    result += text.slice(quote, at);
  }
  return result;
}

/** The place after the string that begins at `quote`. */
function endOfString(text: string, quote: number): number {
  let at = quote + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close === -1) return text.length;
    let backslashes = 0;
    while (text[close - 1 - backslashes] === "\\") backslashes++;
    if (backslashes % 2 === 0) return close + 1;
    at = close + 1;
  }
}
