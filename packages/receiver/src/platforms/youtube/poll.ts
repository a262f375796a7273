import { at, idAt, isObject, listAt, textAt } from "../../json/fields.ts";
import { call } from "../call.ts";
import type { Draft, Polled, Poller, PollInput } from "../platform.ts";
import { cannotPoll, notPolled } from "../polling.ts";
import { resourceDraft } from "./comment.ts";

/**
 * `commentThreads.list`, newest first, one quota unit a page: with an `accessToken`, or an `apiKey` for what is public.
 * https://developers.google.com/youtube/v3/docs/commentThreads/list
 *
 * Left out, `moderationStatus` is `published`: what YouTube itself holds back has to be asked for. A thread shows up to
 * five of its answers, and stands where its first comment was written: a new answer far down, an edit there, and that a
 * comment is gone are not told.
 */
export const youtubePoller: Poller = {
  subjects: ["videoId", "allThreadsRelatedToChannelId", "moderationStatus"],
  intervalMs: 60_000,
  poll,
};

/** A thousand threads. What is older than the cursor ends the look before. */
const PAGES_MAX = 10;

/** The cursor is the time of the newest comment seen. Those of that very second come again, and are known by their ids. */
async function poll(input: PollInput): Promise<Polled> {
  const { cursor, credentials } = input;
  if (credentials.accessToken?.[0] === undefined && credentials.apiKey?.[0] === undefined) {
    return cannotPoll("An accessToken or an apiKey is needed to ask YouTube for comments.");
  }
  const found: Draft[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const result = await readPage(input, pageToken);
    if (!result.ok) return notPolled(result);
    const threads = listAt(result.body, "items");
    found.push(...threads.flatMap(draftsOfThread));
    pageToken = textAt(result.body, "nextPageToken");
    // The first poll takes one page: the past is another matter.
    if (pageToken === undefined || cursor === null || isBefore(threads.at(-1), cursor)) break;
  }
  const isNew = (draft: Draft) => cursor === null || timeOf(draft) >= Date.parse(cursor);
  const drafts = found.filter(isNew).sort((a, b) => timeOf(a) - timeOf(b));
  return { ok: true, drafts, cursor: drafts.at(-1)?.timestamp ?? cursor };
}

/** As a number: the texts may or may not have milliseconds. */
function timeOf({ timestamp }: Draft): number {
  return timestamp === null ? 0 : Date.parse(timestamp);
}

function readPage({ subject, credentials, fetch, nowMs }: PollInput, pageToken: string | undefined) {
  const token = credentials.accessToken?.[0];
  const query = new URLSearchParams({ ...subject, part: "snippet,replies", order: "time", maxResults: "100" });
  if (pageToken !== undefined) query.set("pageToken", pageToken);
  if (token === undefined) query.set("key", credentials.apiKey?.[0] ?? "");
  return call(fetch, nowMs, {
    method: "GET",
    url: `https://www.googleapis.com/youtube/v3/commentThreads?${query}`,
    ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
  });
}

/** Whether a thread was begun before the cursor. */
function isBefore(thread: unknown, cursor: string): boolean {
  const published = textAt(thread, "snippet", "topLevelComment", "snippet", "publishedAt");
  return published === undefined || Date.parse(published) < Date.parse(cursor);
}

/** The comment of a thread, then its answers. */
function draftsOfThread(thread: unknown): Draft[] {
  const videoId = idAt(thread, "snippet", "videoId");
  const resources = [at(thread, "snippet", "topLevelComment"), ...listAt(thread, "replies", "comments")];
  return resources.flatMap((resource) => {
    const id = idAt(resource, "id");
    const snippet = at(resource, "snippet");
    if (id === undefined || !isObject(resource) || !isObject(snippet)) return [];
    // In a thread the video is said of the thread alone.
    return [resourceDraft({ ...resource, snippet: { ...(videoId !== undefined && { videoId }), ...snippet } }, id)];
  });
}
