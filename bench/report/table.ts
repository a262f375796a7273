/** The sheet as Markdown: the same in a terminal and in the documentation. */
import { isHeld, median, type Row, type Sheet, type Target } from "./sheet.ts";

/** Whom the others are measured against. */
const OURS = /^Tabellary/;

export function writeTable(sheet: Sheet, titles: ReadonlyMap<string, string>): string {
  const parts: string[] = [];
  for (const [scenario, title] of titles) {
    const rows = sheet.rows.filter((row) => row.scenario === scenario);
    const left = sheet.leftOut.filter((one) => one.scenario === scenario);
    if (rows.length === 0 && left.length === 0) continue;
    parts.push(`### (${scenario}) ${title}\n`, ...(rows.length > 0 ? [writeRows(rows)] : []));
    for (const { subject, why } of left) parts.push(`${subject} was left out: ${why}\n`);
  }
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
    OURS.test(row.subject) ? "" : ratioOf(row, rows),
    row.target ? showTarget(median(row.values), row.target, row.unit) : "",
  ]);
  return toMarkdown(head, lines);
}

/** By how much the first of our rows with the same variant and figure is better than this one. */
function ratioOf(row: Row, rows: readonly Row[]): string {
  const ours = rows.find(
    ({ subject, figure, variant }) => OURS.test(subject) && figure === row.figure && variant === row.variant,
  );
  if (!ours) return "";
  const isRate = row.unit.endsWith("/s");
  const [a, b] = [median(ours.values), median(row.values)];
  const times = isRate ? a / b : b / a;
  return `${times.toFixed(times < 10 ? 2 : 0)} × ${isRate ? "as many" : "as quick"}`;
}

function showTarget(value: number, target: Target, unit: string): string {
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
