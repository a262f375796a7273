import type { JsonObject } from "./event-type.ts";
import type { RuleAction } from "./rule.ts";

export type Modality = "text" | "prompt" | "image" | "video" | "comment" | "post";

export const MODALITIES = [
  "text",
  "prompt",
  "image",
  "video",
  "comment",
  "post",
] as const satisfies readonly Modality[];

/** What can be judged of an item, each by itself. */
export type ContentPart = "text" | "image" | "video";

/** What is judged. */
export interface ItemContent {
  modality: Modality;
  text: string | null;
  imageUrls: readonly string[];
  videoUrl: string | null;
  /** BCP 47, where it is known. */
  language: string | null;
}

/** What an evaluator is told of an item beside its content. */
export interface ItemContext {
  /** `site_…` */
  siteId: string;
  platform: string | null;
  authorId: string | null;
  metadata: JsonObject;
}

/** Where an item came from, and what it is called there. Null: not known, or not so. */
export interface ItemOrigin {
  /** The caller's own id of it. */
  appMediaId: string | null;
  /** As the receiver library calls it, such as `twitter`. */
  platform: string | null;
  /** The comment's or post's id on its platform. */
  nativeId: string | null;
  /** The post that a comment stands under. */
  postId: string | null;
  /** When it was written there. Milliseconds since 1970. */
  postedAt: number | null;
}

export interface Author {
  id: string | null;
  username: string | null;
}

export type ItemStatus = "pending" | "approved" | "rejected" | "flagged";

/** A piece of content to judge. */
export interface Item {
  id: bigint;
  siteNo: number;
  content: ItemContent;
  origin: ItemOrigin;
  author: Author;
  /** What the caller gave with it. At most 10 KiB as JSON. */
  metadata: JsonObject;
  status: ItemStatus;
  /** How often its content has been put up for judgement: 1, and one more for each change. */
  run: number;
  /** What `status` follows from. Null while it is pending. */
  decided: { run: number; action: RuleAction; isByPerson: boolean } | null;
  isDeleted: boolean;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** What there is to judge. Empty: nothing that anybody here could see. */
export function partsOf({ text, imageUrls, videoUrl }: ItemContent): readonly ContentPart[] {
  const parts: ContentPart[] = [];
  if (text !== null && text.trim() !== "") parts.push("text");
  if (imageUrls.length > 0) parts.push("image");
  if (videoUrl !== null) parts.push("video");
  return parts;
}
