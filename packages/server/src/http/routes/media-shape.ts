import { type Static, Type } from "typebox";
import type { Decision } from "../../model/decision.ts";
import type { Enforcement } from "../../model/enforcement.ts";
import type { JsonObject } from "../../model/event-type.ts";
import { formatId } from "../../model/ids.ts";
import { MODALITIES } from "../../model/item.ts";
import { mediaStatus } from "../../moderation/projections/pixelpatrol.ts";
import type { ItemRecord } from "../../store/moderating.ts";
import { named, nullable, oneOf, strict, Time } from "../shapes.ts";
import { toIso } from "../times.ts";
import { MEDIA_STATUSES, showDecision, showFinding } from "./decision-shape.ts";

/** Enough to know a text again in a list. */
const EXCERPT_CHARS = 200;

const rowFields = {
  id: Type.String(),
  status: oneOf(MEDIA_STATUSES),
  app_media_id: nullable(Type.String({ description: "Your own id of it." })),
  moderated_at: nullable(Time),
  error_code: Type.Optional(Type.String({ description: "Why its job has ended without a verdict." })),
  type: oneOf(MODALITIES),
  job_id: Type.String({ description: "Of its newest run." }),
  platform: nullable(Type.String()),
  native_id: nullable(Type.String({ description: "Its id on its platform." })),
  excerpt: nullable(Type.String({ description: `The first ${EXCERPT_CHARS} characters of its text.` })),
  created_at: Time,
};

export const MediaRow = strict(rowFields, { $id: "Media" });

export const MediaDetail = strict(
  {
    ...rowFields,
    text: nullable(Type.String()),
    image_urls: Type.Array(Type.String()),
    video_url: nullable(Type.String()),
    author: strict({ id: nullable(Type.String()), username: nullable(Type.String()) }),
    metadata: Type.Unsafe<JsonObject>({ type: "object" }),
    is_deleted: Type.Boolean({ description: "It was deleted where it came from." }),
    findings: Type.Array(named("Finding"), { description: "Of its newest run." }),
    decisions: Type.Array(named("Decision"), { description: "Oldest first; `status` follows from the last." }),
  },
  { $id: "MediaDetail" },
);

/** PixelPatrol's fields first, then ours. */
export function showMedia({ item, job, decision }: ItemRecord): Static<typeof MediaRow> {
  const { origin, content, createdAt } = item;
  return {
    ...(mediaStatus(item, job, decision) as Pick<
      Static<typeof MediaRow>,
      "id" | "status" | "app_media_id" | "moderated_at"
    >),
    type: content.modality,
    job_id: formatId("job", job.id),
    platform: origin.platform,
    native_id: origin.nativeId,
    excerpt: content.text?.slice(0, EXCERPT_CHARS).toWellFormed() ?? null,
    created_at: toIso(createdAt),
  };
}

export function showWholeMedia(
  record: ItemRecord,
  decisions: readonly Decision[],
  enforcements: readonly Enforcement[],
): Static<typeof MediaDetail> {
  const { content, author, metadata, isDeleted } = record.item;
  const enforcementOf = (decision: Decision) => enforcements.find(({ decisionId }) => decisionId === decision.id);
  return {
    ...showMedia(record),
    text: content.text,
    image_urls: [...content.imageUrls],
    video_url: content.videoUrl,
    author,
    metadata,
    is_deleted: isDeleted,
    findings: record.job.findings.map(showFinding),
    decisions: decisions.map((decision) => showDecision(decision, enforcementOf(decision))),
  };
}
