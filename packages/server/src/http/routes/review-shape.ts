import { type Static, Type } from "typebox";
import type { Enforcement } from "../../model/enforcement.ts";
import type { Review } from "../../model/review.ts";
import type { ReviewRecord } from "../../store/moderating.ts";
import { named, nullable, prose, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { showDecision, showFinding } from "./decision-shape.ts";
import { type MediaRow, showMedia } from "./media-shape.ts";

const NoteShape = strict({
  by: Type.String(),
  api_key: nullable(Type.String({ description: "The name of the key that it came with." })),
  at: Time,
  text: Type.String(),
});

const reviewFields = {
  assignee: nullable(Type.String({ description: "Who has taken it." })),
  claimed_at: nullable(Time),
  is_escalated: Type.Boolean(),
  notes: Type.Array(NoteShape),
};

export const ReviewShape = strict(
  {
    media: Type.Unsafe<Static<typeof MediaRow>>({ $ref: "Media#" }),
    text: nullable(Type.String()),
    image_urls: Type.Array(Type.String()),
    video_url: nullable(Type.String()),
    author: strict({ id: nullable(Type.String()), username: nullable(Type.String()) }),
    findings: Type.Array(named("Finding")),
    decision: Type.Unsafe<unknown>({ anyOf: [{ $ref: "Decision#" }, { type: "null" }] }),
    ...reviewFields,
  },
  { $id: "Review" },
);

export const ReviewStateShape = strict({ media_id: Type.String(), ...reviewFields });

/** Who does it, where the key is not the person. */
export const By = prose({ minLength: 1, maxLength: 100, description: "Who does it. Left out: the key's name." });
export const Note = prose({ minLength: 1, maxLength: 2_000, description: "For other reviewers alone." });
export const Why = prose({
  minLength: 1,
  maxLength: 2_000,
  description: "The decision's reason: webhooks are told it, as PixelPatrol's `reason` and OmniFence's.",
});

/** `enforcement`: what its newest decision asked of its platform; undefined: nothing. */
export function showReview(
  { review, ...record }: ReviewRecord,
  enforcement: Enforcement | undefined,
): Static<typeof ReviewShape> {
  const { content, author } = record.item;
  return {
    media: showMedia(record),
    text: content.text,
    image_urls: [...content.imageUrls],
    video_url: content.videoUrl,
    author,
    findings: record.job.findings.map(showFinding),
    decision: record.decision && showDecision(record.decision, enforcement),
    ...showReviewState(review),
  };
}

export function showReviewState(review: Review | null) {
  return {
    assignee: review?.assignee ?? null,
    claimed_at: review === null || review.claimedAt === null ? null : toIso(review.claimedAt),
    is_escalated: review?.isEscalated ?? false,
    notes: (review?.notes ?? []).map(({ by, apiKey, at, text }) => ({ by, api_key: apiKey, at: toIso(at), text })),
  };
}
