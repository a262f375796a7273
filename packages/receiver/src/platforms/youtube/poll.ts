import { at, idAt, isObject, listAt, textAt } from "../../json/fields.ts";
import { call } from "../call.ts";
import type { Draft, Polled, Poller, PollInput } from "../platform.ts";
import { resourceDraft } from "./comment.ts";

/**
 * `commentThreads.list`, newest first, one quota unit a page.
 * https://developers.google.com/youtube/v3/docs/commentThreads/list
 *
 * Left out, `moderationStatus` is `published`: what YouTube itself holds back has to be asked for. A thread shows up to
 * five of its answers. That a comment is gone, or that an old one was edited, is not told.
 */
export const youtubePoller: Poller = {
  subjects: ["videoId", "allThreadsRelatedToChannelId", "moderationStatus"],
  intervalMs: 60_000,
  poll,
};

/** What is older than the cursor ends the look; past this the rest waits for nobody, and `dedupe` does the fine work. */
const PAGES_MAX = 10;

async function poll({ subject, credentials, fetch, nowMs, cursor }: PollInput): Promise<Polled> {
  const token = credentials.accessToken?.[0];
  const key = credentials.apiKey?.[0];
  if (token === undefined && key === undefined) {
    return {
      ok: false,
      message: "An accessToken or an apiKey is needed to ask YouTube for comments.",
      retryAfterMs: null,
    };
  }
  const drafts: Draft[] = [];
  let newest = cursor;
  let pageToken: string | undefined;
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = new URLSearchParams({ part: "snippet,replies", order: "time", maxResults: "100", ...subject });
    if (pageToken !== undefined) query.set("pageToken", pageToken);
    if (token === undefined) query.set("key", key!);
    const result = await call(fetch, nowMs, {
      method: "GET",
      url: `https://www.googleapis.com/youtube/v3/commentThreads?${query}`,
      ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
    });
    if (!result.ok) return { ok: false, message: result.message, retryAfterMs: result.retryAfterMs };
    const found = listAt(result.body, "items").flatMap(draftsOfThread);
    drafts.push(...found.filter(({ timestamp }) => cursor === null || timestamp === null || timestamp >= cursor));
    for (const { timestamp } of found)
      if (timestamp !== null && (newest === null || timestamp > newest)) newest = timestamp;
    pageToken = textAt(result.body, "nextPageToken");
    // The first poll takes one page: who wants the past asks for it.
    if (pageToken === undefined || cursor === null || isPast(result.body, cursor)) break;
  }
  return { ok: true, drafts: drafts.reverse(), cursor: newest };
}

/** Whether the page reaches back beyond the cursor. Threads are in the order of their first comments. */
function isPast(body: unknown, cursor: string): boolean {
  const last = draftsOfThread(listAt(body, "items").at(-1))[0];
  return last === undefined || (last.timestamp ?? "") < cursor;
}

/** The comment of a thread, then its answers. */
function draftsOfThread(thread: unknown): Draft[] {
  const videoId = idAt(thread, "snippet", "videoId");
  const resources = [at(thread, "snippet", "topLevelComment"), ...listAt(thread, "replies", "comments")];
  return resources.flatMap((resource) => {
    const id = idAt(resource, "id");
    if (id === undefined || !isObject(resource)) return [];
    const snippet = { ...(videoId !== undefined && { videoId }), ...(at(resource, "snippet") as object) };
    return [resourceDraft({ ...resource, snippet }, id)];
  });
}
