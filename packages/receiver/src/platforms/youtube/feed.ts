import type { Post } from "../../event.ts";
import { listAt, textAt, timeAt } from "../../json/fields.ts";
import type { Draft } from "../platform.ts";

/** A video that is new, or whose title or description is; and one that is gone. */
export function feedDrafts(feed: unknown): readonly Draft[] {
  return [...listAt(feed, "entry").map(videoDraft), ...listAt(feed, "at:deleted-entry").map(deletedDraft)];
}

/**
 * An upload and an edit look alike. A feed that comes within this time of the publication is taken for the upload. Who
 * needs to be sure compares the title with the one that is known.
 */
const UPLOAD_WITHIN_MS = 10 * 60_000;

function videoDraft(entry: unknown): Draft {
  const id = textAt(entry, "yt:videoId");
  if (id === undefined) throw new TypeError("an entry has no yt:videoId");
  const published = timeAt(entry, ["published"]);
  const updated = timeAt(entry, ["updated"]);
  const url = textAt(
    listAt(entry, "link").find((link) => textAt(link, "@rel") === "alternate"),
    "@href",
  );
  const title = textAt(entry, "title") ?? null;
  const post: Post = {
    id,
    author_id: textAt(entry, "yt:channelId") ?? null,
    author_username: textAt(entry, "author", "name") ?? null,
    caption: title,
    text: title,
    media_urls: [],
    created_at: published,
    ...(updated !== null && { updated_at: updated }),
    ...(url !== undefined && { url }),
  };
  const isUpload =
    published !== null && updated !== null && Date.parse(updated) - Date.parse(published) <= UPLOAD_WITHIN_MS;
  const type = isUpload ? "post.created" : "post.updated";
  // As it is written, to the nanosecond: two edits of one second are two.
  const version = textAt(entry, "updated") ?? "";
  return { type, key: ["video", id, version], timestamp: updated ?? published, data: { post }, native: entry };
}

/** `<at:deleted-entry ref="yt:video:ID" when="…">` (RFC 6721). */
function deletedDraft(entry: unknown): Draft {
  const id = /^yt:video:(.+)$/.exec(textAt(entry, "@ref") ?? "")?.[1];
  if (id === undefined) throw new TypeError("a deleted entry has no ref to a video");
  const key = ["video", id, "deleted", textAt(entry, "@when") ?? ""];
  const timestamp = timeAt(entry, ["@when"]);
  return { type: "post.deleted", key, timestamp, data: { post_id: id }, native: entry };
}
