/** The sheet as Markdown: the same in a terminal and in the documentation. */
import { type Bar, isHeld, median, type Row, type Sheet } from "./sheet.ts";

/** Whom the others are measured against. */
const OURS = /^Tabellary/;

export function writeTable({ rows, leftOut }: Sheet, { key, title }: { key: string; title: string }): string {
  const own = rows.filter(({ scenario }) => scenario === key);
  const left = leftOut.filter(({ scenario }) => scenario === key);
  const parts = [`### (${key}) ${title}\n`, ...(own.length > 0 ? [writeRows(own)] : [])];
  for (const { subject, why } of left) parts.push(`Left out of ${subject}: ${why}\n`);
  return parts.join("\n");
}

function writeRows(rows: readonly Row[]): string {
  const hasVariants = rows.some(({ variant }) => variant !== "");
  const head = [...(hasVariants ? [""] : []), "", "", "median", "spread", "Tabellary is", "target"];
  const lines = rows.map((row) => [
    ...(hasVariants ? [row.variant] : []),
    row.subject,
    row.figure,
    show(median(row.values), row.unit),
    row.values.length > 1
      ? `${show(Math.min(...row.values), "")} to ${show(Math.max(...row.values), row.unit)}`
      : "one run",
    showRatio(row, rows),
    row.target ? showTarget(median(row.values), row.target, row.unit) : showRatioMin(row, rows),
  ]);
  return toMarkdown(head, lines);
}

/** By how much the first of our rows with the same variant and figure is better than this one. */
function ratioOf(row: Row, rows: readonly Row[]): number | undefined {
  if (OURS.test(row.subject)) return undefined;
  const ours = rows.find(
    ({ subject, figure, variant }) => OURS.test(subject) && figure === row.figure && variant === row.variant,
  );
  if (!ours) return undefined;
  const [a, b] = [median(ours.values), median(row.values)];
  return isRate(row) ? a / b : b / a;
}

function isRate({ unit }: Row): boolean {
  return unit.endsWith("/s");
}

function showRatio(row: Row, rows: readonly Row[]): string {
  const times = ratioOf(row, rows);
  if (times === undefined) return "";
  return `${times.toFixed(times < 10 ? 2 : 0)} × as ${isRate(row) ? "many" : "little"}`;
}

function showRatioMin(row: Row, rows: readonly Row[]): string {
  if (row.ratioMin === undefined) return "";
  return `≥ ${row.ratioMin} × ${ratioOf(row, rows)! >= row.ratioMin ? "✓" : "✗"}`;
}

function showTarget(value: number, target: Bar, unit: string): string {
  const [sign, bar] = "atLeast" in target ? ["≥", target.atLeast] : ["≤", target.atMost];
  return `${sign} ${show(bar, unit)} ${isHeld(value, target) ? "✓" : "✗"}`;
}

/** Three digits say all that a noisy machine can. */
export function show(value: number, unit: string): string {
  const digits = value >= 100 || Number.isInteger(value) ? 0 : value >= 10 ? 1 : 2;
  const number = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === "" ? number : `${number} ${unit}`;
}

function toMarkdown(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((name, i) => Math.max(name.length, 3, ...lines.map((line) => line[i]!.length)));
  const write = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return `${[write(head), rule, ...lines.map(write)].join("\n")}\n`;
}
