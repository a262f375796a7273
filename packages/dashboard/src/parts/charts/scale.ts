/** Steps that people count in, up to ten. */
const STEPS = [1, 2, 2.5, 5, 10];
const TICKS_MAX = 5;

/** Round values from 0 up to `most` or a little beyond, the last of which the scale ends at. Always two at least. */
export function ticksUpTo(most: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / (TICKS_MAX - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = STEPS.map((one) => one * power).find((one) => one >= rough)!;
  const ticks: number[] = [];
  for (let count = 0; ticks.length === 0 || ticks.at(-1)! < most; count++) ticks.push(round(count * step));
  return ticks;
}

/** Without the dust of binary fractions: 0.30000000000000004 is 0.3. */
function round(value: number): number {
  return Number(value.toPrecision(12));
}

/** Which of so many points have their time written below, when each needs `roomPx` of `widthPx`. */
export function labelled(count: number, widthPx: number, roomPx: number): number[] {
  const most = Math.max(1, Math.floor(widthPx / roomPx));
  const every = Math.max(1, Math.ceil(count / most));
  return Array.from({ length: Math.ceil(count / every) }, (_, index) => index * every);
}

/** The stretches of values without a gap, as indexes from and to. */
export function stretches(values: readonly (number | null)[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const last = found.at(-1);
    if (last !== undefined && last.to === index - 1) last.to = index;
    else found.push({ from: index, to: index });
  });
  return found;
}
