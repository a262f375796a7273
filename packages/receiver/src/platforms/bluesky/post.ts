/** `app.bsky.feed.post`: a post, or a comment where it answers another. https://docs.bsky.app/docs/advanced-guides/posts */
import type { Comment, Post } from "../../event.ts";
import { at, isObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";

export const POST_COLLECTION = "app.bsky.feed.post";

export interface Record {
  /** `at://<did>/app.bsky.feed.post/<rkey>`. */
  uri: string;
  cid: string;
  record: unknown;
  /** The author's handle; null where only the account is told. */
  handle: string | null;
  /** The pictures' addresses, where the source has them. */
  mediaUrls: readonly string[];
  native: unknown;
}

/** A record's content has its `cid`: the same post makes the same event, streamed or polled. */
export function postDraft(post: Record, change: "created" | "updated", timestamp: string | null): Draft {
  const { uri, cid, record, native } = post;
  const common = { key: [uri, cid], timestamp, native };
  const root = textAt(record, "reply", "root", "uri");
  return root === undefined
    ? { ...common, type: `post.${change}`, data: { post: readPost(post) } }
    : { ...common, type: `comment.${change}`, data: { comment: readComment(post, root) } };
}

function readComment({ uri, record, handle }: Record, root: string): Comment {
  const parent = textAt(record, "reply", "parent", "uri");
  return {
    id: uri,
    post_id: root,
    author_id: didOf(uri),
    author_username: handle,
    text: textAt(record, "text") ?? "",
    created_at: timeAt(record, ["createdAt"]),
    ...(parent !== undefined && parent !== root && { parent_id: parent }),
    ...urlOf(uri),
  };
}

function readPost({ uri, record, handle, mediaUrls }: Record): Post {
  const caption = textAt(record, "text") ?? null;
  return {
    id: uri,
    author_id: didOf(uri),
    author_username: handle,
    caption,
    text: caption,
    media_urls: mediaUrls,
    created_at: timeAt(record, ["createdAt"]),
    ...urlOf(uri),
  };
}

/** A post's address. Nothing else may become part of one. */
export const POST_URI =
  /^at:\/\/(did:[a-z]+:[A-Za-z0-9._:%-]{1,200})\/app\.bsky\.feed\.post\/([A-Za-z0-9._~:-]{1,512})$/;

function didOf(uri: string): string | null {
  return POST_URI.exec(uri)?.[1] ?? null;
}

function urlOf(uri: string): { url?: string } {
  const [, did, rkey] = POST_URI.exec(uri) ?? [];
  return did === undefined ? {} : { url: `https://bsky.app/profile/${did}/post/${rkey}` };
}

/** A post as the app's API shows it: `{uri, cid, author, record, embed, indexedAt}`. Undefined when it is none. */
export function readView(view: unknown): (Record & { indexedAt: string | null }) | undefined {
  const uri = textAt(view, "uri");
  const cid = textAt(view, "cid");
  if (uri === undefined || cid === undefined || !isObject(view)) return undefined;
  const embed = at(view, "embed");
  const images = [...listAt(embed, "images"), ...listAt(embed, "media", "images")].map((one) =>
    textAt(one, "fullsize"),
  );
  return {
    uri,
    cid,
    record: view.record,
    handle: textAt(view, "author", "handle") ?? null,
    mediaUrls: images.filter((url) => url !== undefined),
    native: view,
    indexedAt: timeAt(view, ["indexedAt"]),
  };
}
