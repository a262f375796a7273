import { at, idAt, isObject, listAt, textAt, timeAt } from "../../json/fields.ts";
import { call } from "../call.ts";
import { conditions, type Item, type Page, pollNewest, type Validators, validatorsOf } from "../newest-first.ts";
import type { Polled, Poller, PollInput } from "../platform.ts";
import { cannotPoll } from "../polling.ts";
import { resourceDraft } from "./comment.ts";
import { withQuota } from "./quota.ts";

/**
 * `commentThreads.list`, newest first, one quota unit a page: with an `accessToken`, or an `apiKey` for what is public.
 * https://developers.google.com/youtube/v3/docs/commentThreads/list
 *
 * Left out, `moderationStatus` is `published`: what YouTube itself holds back has to be asked for. A thread shows up to
 * five of its answers, and stands where its first comment was written: a new answer far down, an edit there, and that a
 * comment is gone are not told. A comment that was edited before it was first seen is new, and its text the edited one.
 */
export const youtubePoller: Poller = {
  subjects: ["videoId", "allThreadsRelatedToChannelId", "moderationStatus"],
  intervalMs: 60_000,
  credentials: [
    {
      name: "apiKey",
      description: "A key of the project, for what is public. Not needed beside an accessToken.",
      isRequired: false,
      isSecret: true,
    },
  ],
  poll,
  read(resource, { change }) {
    const id = idAt(resource, "id");
    return id === undefined ? undefined : resourceDraft(resource, id, change);
  },
};

async function poll(input: PollInput): Promise<Polled> {
  const { cursor, credentials } = input;
  if (credentials.accessToken?.[0] === undefined && credentials.apiKey?.[0] === undefined) {
    return cannotPoll("An accessToken or an apiKey is needed to ask YouTube for comments.");
  }
  return pollNewest(cursor, (next, validators) => readPage(input, next, validators));
}

/** An unchanged page costs its quota unit all the same, and no time to read. */
async function readPage(
  { subject, credentials, fetch, nowMs }: PollInput,
  pageToken: string | null,
  validators: Validators,
): Promise<Page> {
  const token = credentials.accessToken?.[0];
  const query = new URLSearchParams({ ...subject, part: "snippet,replies", order: "time", maxResults: "100" });
  if (pageToken !== null) query.set("pageToken", pageToken);
  if (token === undefined) query.set("key", credentials.apiKey?.[0] ?? "");
  const result = await call(fetch, nowMs, {
    method: "GET",
    url: `https://www.googleapis.com/youtube/v3/commentThreads?${query}`,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...conditions(validators) },
  });
  if (!result.ok) return withQuota(result, nowMs);
  if (result.status === 304) return { ok: true, isUnchanged: true };
  return {
    ok: true,
    items: listAt(result.body, "items").flatMap(itemsOfThread),
    next: textAt(result.body, "nextPageToken") ?? null,
    validators: validatorsOf(result.headers),
  };
}

/** The comment of a thread, and its answers. */
function itemsOfThread(thread: unknown): Item[] {
  const videoId = idAt(thread, "snippet", "videoId");
  const resources = [at(thread, "snippet", "topLevelComment"), ...listAt(thread, "replies", "comments")];
  return resources.flatMap((resource) => {
    const id = idAt(resource, "id");
    const snippet = at(resource, "snippet");
    if (id === undefined || !isObject(resource) || !isObject(snippet)) return [];
    // In a thread the video is said of the thread alone.
    const whole = { ...resource, snippet: { ...(videoId !== undefined && { videoId }), ...snippet } };
    const publishedAt = timeAt(snippet, ["publishedAt"]);
    return [
      {
        id,
        version: timeAt(snippet, ["updatedAt"]) ?? publishedAt ?? "",
        atMs: publishedAt === null ? null : Date.parse(publishedAt),
        draft: (change) => resourceDraft(whole, id, change),
      },
    ];
  });
}
