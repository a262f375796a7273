/** Whether the number that JavaScript made of `source`, a JSON number, is written back as the same value. */
export function isCarried(source: string, value: number): boolean {
  if (!Number.isFinite(value)) return false;
  const written = String(value);
  return written === source || toDecimal(written) === toDecimal(source);
}

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Significant digits and the place of the last one: one text for each value. The sign is never lost, so it is left out. */
function toDecimal(text: string): string {
  const [, whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text)!;
  const digits = withoutLeadingZeros(whole + fraction);
  const significant = withoutTrailingZeros(digits);
  if (significant === "") return "0";
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (digits[start] === "0") start++;
  return digits.slice(start);
}

function withoutTrailingZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end--;
  return digits.slice(0, end);
}
