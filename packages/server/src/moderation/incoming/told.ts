/** What an inbound event tells of content: `inbound/payload.ts` writes it, in the shapes of the receiver library. */
import { hash } from "node:crypto";
import type { Comment, Post } from "@tabellary/receiver";
import type { JsonObject } from "../../model/event-type.ts";
import type { Submission } from "../records.ts";

/** A comment or a post on its platform. */
export interface Subject {
  platform: string;
  nativeId: string;
}

export type Told =
  | { kind: "created" | "updated"; subject: Subject; submission: Submission }
  | { kind: "deleted"; subject: Subject };

/** Undefined for an event that is of no content, or says too little of it. */
export function readTold(type: string, payload: string): Told | undefined {
  const data = JSON.parse(payload) as Payload;
  switch (type) {
    case "comment.created":
    case "comment.updated":
      return data.comment === undefined ? undefined : toTold(type, data, commentSubmission(data, data.comment));
    case "post.created":
    case "post.updated":
      return data.post === undefined ? undefined : toTold(type, data, postSubmission(data, data.post));
    case "comment.deleted":
      return data.comment_id === undefined ? undefined : toDeleted(data, data.comment_id);
    case "post.deleted":
      return data.post_id === undefined ? undefined : toDeleted(data, data.post_id);
    default:
      return undefined;
  }
}

interface Payload {
  platform: string;
  source: { id: string; message_id: string };
  comment?: Comment;
  post?: Post;
  comment_id?: string;
  post_id?: string;
}

function toTold(type: string, { platform }: Payload, submission: Submission): Told {
  const kind = type.endsWith(".updated") ? "updated" : "created";
  return { kind, subject: { platform, nativeId: submission.origin.nativeId! }, submission };
}

function toDeleted({ platform }: Payload, nativeId: string): Told {
  return { kind: "deleted", subject: { platform, nativeId: toId(nativeId) } };
}

function commentSubmission(payload: Payload, comment: Comment): Submission {
  return {
    content: { modality: "comment", text: comment.text, imageUrls: [], videoUrl: null, language: null },
    origin: {
      appMediaId: null,
      platform: payload.platform,
      nativeId: toId(comment.id),
      postId: comment.post_id,
      postedAt: timeOf(comment.created_at),
    },
    ...whoAndWhence(payload, comment),
  };
}

function postSubmission(payload: Payload, post: Post): Submission {
  // What of it is a video, whoever judges pictures will find out, and the post goes to a person.
  const imageUrls = [...post.media_urls];
  return {
    content: { modality: "post", text: post.caption ?? post.text, imageUrls, videoUrl: null, language: null },
    origin: {
      appMediaId: null,
      platform: payload.platform,
      nativeId: toId(post.id),
      postId: null,
      postedAt: timeOf(post.created_at),
    },
    ...whoAndWhence(payload, post),
  };
}

function whoAndWhence({ source }: Payload, { author_id, author_username }: Comment | Post) {
  const metadata: JsonObject = { source_id: source.id, message_id: source.message_id };
  return { author: { id: author_id === null ? null : toId(author_id), username: author_username }, metadata };
}

const ID_CHARS_MAX = 255;
const ID_CHARS_KEPT = 128;

/**
 * No platform's ids are that long, but what is searched by has a bound. Two long ones that differ stay different. Nor has
 * one a NUL in it, which PostgreSQL keeps in no text.
 */
function toId(told: string): string {
  const id = told.replaceAll("\0", "\ufffd");
  return id.length <= ID_CHARS_MAX ? id : `${id.slice(0, ID_CHARS_KEPT)}#${hash("sha256", id)}`;
}

function timeOf(text: string | null): number | null {
  const ms = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}
