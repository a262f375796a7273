import type { Shape } from "../../../api/client.ts";

export type Finding = Shape<"Finding">;

/** Where something was found. The API's document leaves it open; this is what the hub gives. */
type Evidence =
  /** UTF-16 places in the text; `end` is behind the last. */
  | { kind: "text"; matches: readonly { start: number; end: number; text: string }[] }
  /** `distance`: how many of 64 bits differ from the listed picture. */
  | { kind: "image"; distance: number; listed: string }
  /** Milliseconds from the video's beginning. */
  | { kind: "frames"; atMs: readonly number[] };

export function evidenceOf({ evidence }: Pick<Finding, "evidence">): Evidence | null {
  return evidence as Evidence | null;
}

const SHOWN_MAX = 6;

/** Where it was found, for people: words, a picture of a list, or moments. Undefined where that is not said. */
export function placesOf(finding: Pick<Finding, "evidence">): string | undefined {
  const evidence = evidenceOf(finding);
  switch (evidence?.kind) {
    case "text":
      return listed([...new Set(evidence.matches.map(({ text }) => `“${text}”`))]);
    case "image":
      return `like “${evidence.listed}”: ${evidence.distance} of 64 bits differ`;
    case "frames":
      return `at ${listed(evidence.atMs.map(clockTime))}`;
    default:
      return undefined;
  }
}

function listed(things: readonly string[]): string {
  const more = things.length - SHOWN_MAX;
  return things.slice(0, SHOWN_MAX).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** "1:05.5" of 65,500 ms. */
export function clockTime(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.round((ms % 60_000) / 100) / 10;
  return `${minutes}:${seconds < 10 ? "0" : ""}${seconds}`;
}
