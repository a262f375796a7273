/** What was measured, row by row; a row has a value for each round. */

export interface Row {
  /** The scenario's letter. */
  scenario: string;
  /** What was varied, such as `2,000 events/s`; empty when nothing is. */
  variant: string;
  subject: string;
  figure: string;
  unit: string;
  values: number[];
  /** What is to be held, where something is. */
  target?: Bar;
  /** How many times better than this we are to be. */
  ratioMin?: number;
}

export type Bar = { atLeast: number } | { atMost: number };

/** How many arrivals took so long, all rounds together: `[2, 31]` are 31 of 2 ms and more, but less than the next. */
export interface Histogram {
  scenario: string;
  variant: string;
  subject: string;
  bars: [number, number][];
}

export interface LeftOut {
  scenario: string;
  subject: string;
  why: string;
}

/** A send that its timer made a little early counts as 0. */
const BAR_STARTS_MS = [Number.NEGATIVE_INFINITY, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000];

export class Sheet {
  readonly rows: Row[] = [];
  readonly histograms: Histogram[] = [];
  readonly leftOut: LeftOut[] = [];
  add(row: Omit<Row, "values">, value: number): void {
    const known = this.rows.find((other) => isSame(other, row));
    if (known) known.values.push(value);
    else this.rows.push({ ...row, values: [value] });
  }

  addHistogram(of: Omit<Histogram, "bars">, latencies: Float64Array): void {
    const isSameAs = ({ scenario, variant, subject }: Histogram) =>
      scenario === of.scenario && variant === of.variant && subject === of.subject;
    let histogram = this.histograms.find(isSameAs);
    if (!histogram) {
      histogram = { ...of, bars: BAR_STARTS_MS.map((start) => [start, 0]) };
      this.histograms.push(histogram);
    }
    for (const latency of latencies) histogram.bars.findLast(([start]) => latency >= start)![1] += 1;
  }

  leaveOut(left: LeftOut): void {
    if (this.leftOut.every(({ scenario, subject }) => scenario !== left.scenario || subject !== left.subject)) {
      this.leftOut.push(left);
    }
  }
}

function isSame(a: Omit<Row, "values">, b: Omit<Row, "values">): boolean {
  return a.scenario === b.scenario && a.variant === b.variant && a.subject === b.subject && a.figure === b.figure;
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function isHeld(value: number, target: Bar): boolean {
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
}
