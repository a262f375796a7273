import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Shortcut } from "../../../parts/keys.ts";
import { reviewQuery } from "../item/queries.ts";
import type { Action } from "./deciding.ts";
import { nextOf, previousOf } from "./order.ts";
import { manyQuestion, noteQuestion, reasonQuestion } from "./questions.ts";
import { rowId } from "./queue-list.tsx";
import type { Review } from "./queue-query.ts";
import type { Asked } from "./reason-dialog.tsx";
import type { Desk } from "./use-desk.ts";
import { useReviewWork } from "./use-review-work.ts";

/** What keys and buttons do at the desk. `asked`: what has to be said first. */
export function useActs(desk: Desk) {
  const { site, reviewer, reviews, ids, chosen, going, ticked, choose, tick, decide } = desk;
  const [asked, setAsked] = useState<Asked | null>(null);
  const [shownPicture, showPicture] = useState<string | null>(null);
  const work = useReviewWork(site, reviewer);
  const queries = useQueryClient();
  // Shown from the list until it is there by itself: keys do not wait for that.
  const { data } = useQuery({ ...reviewQuery(site, chosen ?? ""), enabled: chosen !== undefined });
  const review = data?.review ?? reviews.find(({ media }) => media.id === chosen);

  function go(id: string | undefined) {
    if (id === undefined) return;
    choose(id);
    // The row tells who cannot see it where they are, and scrolls into sight.
    focusOn(id);
    const next = nextOf(ids, id);
    if (next !== undefined) void queries.prefetchQuery(reviewQuery(site, next));
    if (next === id) void desk.queue.fetchNextPage();
  }

  function finish(decided: readonly Review[], action: Action, note: string) {
    const next = decide(decided, action, note);
    if (next !== undefined) focusOn(next);
  }

  function say(action: Action) {
    const many = reviews.filter(({ media }) => ticked.has(media.id));
    if (many.length > 0) setAsked(manyQuestion(many.length, action, (note) => finish(many, action, note)));
    else if (review !== undefined) finish([review], action, "");
  }

  function withReason() {
    if (review !== undefined) setAsked(reasonQuestion((action, note) => finish([review], action, note)));
  }

  function note() {
    if (review === undefined) return;
    const { id } = review.media;
    setAsked(noteQuestion((text) => work({ kind: "note", id, text })));
  }

  const take = () => review && work({ kind: review.assignee === null ? "claim" : "release", id: review.media.id });
  const escalate = () => review && work({ kind: "escalate", id: review.media.id });
  const togglePicture = () => showPicture((shown) => (shown === chosen ? null : (chosen ?? null)));

  /** Of the item that is on the screen: while the next one is drawn, a key is for neither. */
  const here = (act: () => unknown) => () => void (going.isUnderWay() || act());
  const tickHere = () => chosen !== undefined && tick(chosen);

  const shortcuts: Shortcut[] = [
    { hotkey: "j", label: "Next item", run: () => go(nextOf(ids, going.at())) },
    { hotkey: "k", label: "Item before", run: () => go(previousOf(ids, going.at())) },
    { hotkey: "a", label: "Approve (what is selected, or this item)", run: here(() => say("approve")) },
    { hotkey: "r", label: "Reject (what is selected, or this item)", run: here(() => say("reject")) },
    { hotkey: "w", label: "Decide with a reason", run: here(withReason) },
    { hotkey: "c", label: "Claim this item, or give it back", run: here(take) },
    { hotkey: "e", label: "Escalate: leave it to somebody senior", run: here(escalate) },
    { hotkey: "n", label: "Write a note for other reviewers", run: here(note) },
    { hotkey: "v", label: "View the picture, or blur it again", run: here(togglePicture) },
    { hotkey: "x", label: "Select this item, or no longer", run: here(tickHere) },
  ];
  const isPictureShown = chosen !== undefined && shownPicture === chosen;
  return { shortcuts, asked, setAsked, say, withReason, take, escalate, note, togglePicture, isPictureShown };
}

/** The row where there is a list, else the item's heading. Once both have been drawn. */
function focusOn(id: string): void {
  requestAnimationFrame(() => (document.getElementById(rowId(id)) ?? document.getElementById("reviewed"))?.focus());
}
