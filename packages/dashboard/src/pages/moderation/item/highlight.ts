import { evidenceOf, type Finding } from "./evidence.ts";

/** A part of a text, with the labels of the findings that are about it; none: nobody found anything there. */
interface Segment {
  /** Where it begins, in UTF-16 units. */
  start: number;
  text: string;
  labels: readonly string[];
  /** All that was found there is information alone. */
  isInformational: boolean;
}

interface Mark {
  start: number;
  end: number;
  label: string;
  isInformational: boolean;
}

/** Cuts a text where findings begin and end, also where they overlap. Places outside of the text are cut off. */
export function segmentsOf(text: string, findings: readonly Finding[]): Segment[] {
  const marks = findings.flatMap(marksOf).flatMap((mark) => within(mark, text.length));
  const cuts = [...new Set([0, text.length, ...marks.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const rising = marks.toSorted((a, b) => a.start - b.start);
  const segments: Segment[] = [];
  let open: Mark[] = [];
  let next = 0;
  for (const [index, start] of cuts.slice(0, -1).entries()) {
    open = open.filter(({ end }) => end > start);
    for (; next < rising.length && rising[next]!.start <= start; next++) open.push(rising[next]!);
    segments.push({
      start,
      text: text.slice(start, cuts[index + 1]),
      labels: [...new Set(open.map(({ label }) => label))],
      isInformational: open.length > 0 && open.every(({ isInformational }) => isInformational),
    });
  }
  return segments;
}

function marksOf(finding: Finding): Mark[] {
  const evidence = evidenceOf(finding);
  if (evidence?.kind !== "text") return [];
  const { label, informational: isInformational } = finding;
  return evidence.matches.map(({ start, end }) => ({ start, end, label, isInformational }));
}

function within({ start, end, ...mark }: Mark, length: number): Mark[] {
  const from = Math.max(0, start);
  const to = Math.min(length, end);
  return from < to ? [{ start: from, end: to, ...mark }] : [];
}
