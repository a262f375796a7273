import { DecodingError } from "./picture.ts";

interface Rows {
  rows: number;
  rowBytes: number;
}

/**
 * Undoes the filters of a pass (https://www.w3.org/TR/png-3/#9Filters), where it stands, and hands over row after row.
 * `step`: bytes from a pixel to the one on its left. Returns where the pass ends.
 */
export function unfilter(
  data: Uint8Array,
  from: number,
  { rows, rowBytes }: Rows,
  step: number,
  onRow: (row: Uint8Array, index: number) => void,
): number {
  let above: Uint8Array = new Uint8Array(rowBytes);
  let at = from;
  for (let index = 0; index < rows; index++) {
    const row = data.subarray(at + 1, at + 1 + rowBytes);
    unfilterRow(data[at]!, row, above, step);
    onRow(row, index);
    above = row;
    at += 1 + rowBytes;
  }
  return at;
}

function unfilterRow(filter: number, row: Uint8Array, above: Uint8Array, step: number): void {
  switch (filter) {
    case 0:
      return;
    case 1:
      for (let i = step; i < row.length; i++) row[i]! += row[i - step]!;
      return;
    case 2:
      for (let i = 0; i < row.length; i++) row[i]! += above[i]!;
      return;
    case 3:
      for (let i = 0; i < row.length; i++) row[i]! += ((i < step ? 0 : row[i - step]!) + above[i]!) >> 1;
      return;
    case 4:
      for (let i = 0; i < row.length; i++) {
        const left = i < step ? 0 : row[i - step]!;
        row[i]! += paeth(left, above[i]!, i < step ? 0 : above[i - step]!);
      }
      return;
    default:
      throw new DecodingError("media_type", `The PNG cannot be read: it has a filter ${filter}, which there is not.`);
  }
}

function paeth(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}
