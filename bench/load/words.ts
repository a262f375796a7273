/** Names with a number in them, of one length each, so that they can be written into a request that is made. */

export const TYPE_DIGITS = 3;
export const KEY_DIGITS = 6;

export function typeOf(target: number): string {
  return `load.${`${target}`.padStart(TYPE_DIGITS, "0")}`;
}

export function keyOf(lane: number): string {
  return `lane-${`${lane}`.padStart(KEY_DIGITS, "0")}`;
}
