import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { useSite } from "../../../api/site.ts";
import { decide, type Refused, type Word } from "./deciding.ts";
import type { Review } from "./queue-query.ts";

/** What became of one thing that the reviewer said. */
export interface Outcome {
  no: number;
  word: Word;
  reviews: readonly Review[];
  /** Null while the hub is asked. */
  refused: readonly Refused[] | null;
}

interface Outcomes {
  /** The newest; null before the first. */
  last: Outcome | null;
  /** Whether it has been decided here: it leaves the screen at once. */
  hasLeft(review: Review): boolean;
  say(reviews: readonly Review[], word: Word): void;
  dismiss(): void;
}

/** Decides, and remembers what of the queue is done with before the hub has said so. What is refused comes back. */
export function useOutcomes(site: ReturnType<typeof useSite>): Outcomes {
  const queries = useQueryClient();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<Outcome | null>(null);

  async function say(reviews: readonly Review[], word: Word) {
    const no = (last?.no ?? 0) + 1;
    setLeft((before) => new Set([...before, ...reviews.map(nameOf)]));
    setLast({ no, word, reviews, refused: null });
    const refused = await decide(site, reviews, word);
    const back = new Set(refused.map(({ review }) => nameOf(review)));
    setLeft((before) => new Set([...before].filter((name) => !back.has(name))));
    setLast((now) => {
      // Told of what went wrong until that is closed, whatever was decided since.
      if (now?.no !== no && refused.length === 0) return now;
      return { no: now?.no ?? no, word, reviews, refused };
    });
    await Promise.all([
      queries.invalidateQueries({ queryKey: ["reviews"] }),
      ...reviews.flatMap(({ media }) => [
        queries.invalidateQueries({ queryKey: ["review", site, media.id] }),
        queries.invalidateQueries({ queryKey: ["media", site, media.id] }),
      ]),
    ]);
  }

  const hasLeft = useCallback((review: Review) => left.has(nameOf(review)), [left]);
  return { last, hasLeft, say: (reviews, word) => void say(reviews, word), dismiss: () => setLast(null) };
}

/** An item that is judged anew is another matter to decide. */
function nameOf({ media, decision }: Review): string {
  return `${media.id} ${decision?.id ?? ""}`;
}
