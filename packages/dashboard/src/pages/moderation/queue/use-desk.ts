import { useMediaQuery } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSite } from "../../../api/site.ts";
import { useFilters } from "../../../parts/filters/use-filters.ts";
import type { Action } from "./deciding.ts";
import { afterLeaving } from "./order.ts";
import { queueQuery, type Review } from "./queue-query.ts";
import type { QueueSearch } from "./queue-search.ts";
import { useReviewer } from "./reviewer.tsx";
import { useGoing } from "./use-going.ts";
import { useOffered } from "./use-offered.ts";
import { useOutcomes } from "./use-outcomes.ts";

/** From here on list and item stand side by side. */
const WIDE = "(min-width: 62em)";

/** The reviewer's desk: what waits, what of it is looked at, what is ticked, and deciding it. */
export function useDesk() {
  const site = useSite();
  const { values, set } = useFilters();
  const search = values as QueueSearch;
  const { name: reviewer } = useReviewer();
  const isWide = useMediaQuery(WIDE, true, { getInitialValueInEffect: false });
  const queue = useInfiniteQuery(queueQuery(site, search, reviewer));
  const outcomes = useOutcomes(site);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());

  const all = queue.data?.pages.flatMap(({ reviews }) => reviews) ?? [];
  const reviews = all.filter((review) => !outcomes.hasLeft(review));
  const ids = reviews.map(({ media }) => media.id);
  const offered = useOffered(search, isWide ? ids[0] : undefined);
  const chosen = search.item ?? offered.id;
  const going = useGoing(chosen);
  const tickedHere = new Set(ids.filter((id) => ticked.has(id)));

  function choose(id: string | undefined) {
    going.to(id);
    offered.drop();
    set({ item: id });
  }

  function tick(id: string) {
    setTicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }

  /** Says it of these, and goes on to the next that waits: what the hub answers comes later. */
  function decide(decided: readonly Review[], action: Action, note: string) {
    const leaving = new Set(decided.map(({ media }) => media.id));
    const next = afterLeaving(ids, leaving, chosen);
    outcomes.say(decided, { action, by: reviewer, note });
    setTicked((before) => new Set([...before].filter((id) => !leaving.has(id))));
    choose(next);
    return next;
  }

  return {
    site,
    search,
    reviewer,
    isWide,
    queue,
    outcomes,
    reviews,
    ids,
    chosen,
    going,
    ticked: tickedHere,
    setTicked,
    choose,
    tick,
    decide,
  };
}

export type Desk = ReturnType<typeof useDesk>;
