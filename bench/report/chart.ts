/** One figure of one scenario as bars, in an SVG that needs nothing else and is readable on light and dark. */
import { median, type Row } from "./sheet.ts";
import { show } from "./table.ts";

const WIDTH = 720;
const LABEL_WIDTH = 250;
const FIGURE_WIDTH = 110;
const BAR_HEIGHT = 22;
const GAP = 10;
const TOP = 34;
const OURS = "#2f7d4f";
const OTHERS = "#8a94a3";
/** Dark enough on white, light enough on black. */
const TEXT = "#7a8290";

export function drawBars(title: string, rows: readonly Row[]): string {
  const most = Math.max(...rows.map(({ values }) => median(values)));
  const bars = [...rows]
    .sort((a, b) => median(b.values) - median(a.values))
    .map((row, i) => drawBar(row, TOP + i * (BAR_HEIGHT + GAP), most));
  const height = TOP + rows.length * (BAR_HEIGHT + GAP);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${toXml(title)}">`,
    `<g font-family="system-ui, sans-serif" font-size="13" fill="${TEXT}">`,
    `<text x="0" y="16" font-size="15">${toXml(title)}</text>`,
    ...bars,
    "</g></svg>\n",
  ].join("\n");
}

function drawBar({ subject, values, unit }: Row, y: number, most: number): string {
  const value = median(values);
  const width = Math.max(1, (value / most) * (WIDTH - LABEL_WIDTH - FIGURE_WIDTH));
  const color = subject.startsWith("Tabellary") ? OURS : OTHERS;
  const baseline = y + BAR_HEIGHT * 0.7;
  return [
    `<text x="${LABEL_WIDTH - 10}" y="${baseline}" text-anchor="end">${toXml(subject.replace(/ \(.*/, ""))}</text>`,
    `<rect x="${LABEL_WIDTH}" y="${y}" width="${width.toFixed(1)}" height="${BAR_HEIGHT}" rx="3" fill="${color}"/>`,
    `<text x="${(LABEL_WIDTH + width + 8).toFixed(1)}" y="${baseline}">${toXml(show(value, unit))}</text>`,
  ].join("");
}

function toXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
