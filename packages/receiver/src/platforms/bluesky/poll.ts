import { at, listAt, textAt, timeAt } from "../../json/fields.ts";
import { type CallResult, call } from "../call.ts";
import { type Item, type Page, pollNewest } from "../newest-first.ts";
import type { Draft, Polled, PolledItem, Poller, PollInput } from "../platform.ts";
import { cannotPoll } from "../polling.ts";
import { POST_COLLECTION, postDraft, readView } from "./post.ts";

/**
 * An account's posts and answers (`actor`: its handle or DID), which are public; or, left out, what the account whose
 * `accessToken` is there is notified of, at its own server (`service`): answers to its posts are comments.
 * https://docs.bsky.app/docs/api/app-bsky-feed-get-author-feed and /app-bsky-notification-list-notifications
 */
export const blueskyPoller: Poller = { subjects: ["actor"], intervalMs: 30_000, poll, read };

const PUBLIC = "https://public.api.bsky.app";
const PAGE_SIZE = "100";
/** A handle or a DID. */
const ACTOR = /^(?:did:[a-z]+:[A-Za-z0-9._:%-]{1,200}|[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+)$/;

async function poll(input: PollInput): Promise<Polled> {
  const { actor } = input.subject;
  if (actor === undefined) return pollNotifications(input);
  if (!ACTOR.test(actor)) return cannotPoll(`"${actor.slice(0, 80)}" is neither a handle nor a DID.`);
  return pollNewest(input.cursor, async (next) => {
    const query = { actor, filter: "posts_with_replies" };
    return pageOf(await ask(input, PUBLIC, "app.bsky.feed.getAuthorFeed", query, next), "feed", readFeedItem);
  });
}

async function pollNotifications(input: PollInput): Promise<Polled> {
  const { accessToken, service } = input.credentials;
  const origin = URL.parse(service?.[0] ?? "");
  if (accessToken?.[0] === undefined || origin?.protocol !== "https:") {
    return cannotPoll("Name an `actor`, or give the `accessToken` of a session and the `service` that it is of.");
  }
  const headers = { authorization: `Bearer ${accessToken[0]}` };
  return pollNewest(input.cursor, async (next) => {
    const result = await ask(input, origin.origin, "app.bsky.notification.listNotifications", {}, next, headers);
    return pageOf(result, "notifications", readNotification);
  });
}

function ask(
  { fetch, nowMs }: PollInput,
  origin: string,
  method: string,
  query: { [name: string]: string },
  cursor: string | null,
  headers: { authorization?: string } = {},
): Promise<CallResult> {
  const all = new URLSearchParams({ ...query, limit: PAGE_SIZE, ...(cursor !== null && { cursor }) });
  return call(fetch, nowMs, { method: "GET", url: `${origin}/xrpc/${method}?${all}`, headers });
}

function pageOf(result: CallResult, list: string, read: (one: unknown) => Item[]): Page {
  if (!result.ok) return result;
  return { ok: true, items: listAt(result.body, list).flatMap(read), next: textAt(result.body, "cursor") ?? null };
}

/** `{post, reply?, reason?}`. With a reason it is a repost: it tells of nothing, and has its place in the list. */
function readFeedItem(one: unknown): Item[] {
  const post = readView(at(one, "post"));
  if (post === undefined) return [];
  const reason = at(one, "reason");
  if (reason !== undefined) {
    return [itemOf(`repost ${post.uri}`, "", timeAt(reason, ["indexedAt"]), () => undefined)];
  }
  return [itemOf(post.uri, post.cid, post.indexedAt, (change) => postDraft(post, change, post.indexedAt))];
}

function readNotification(one: unknown): Item[] {
  const post = readView(one);
  const reason = textAt(one, "reason");
  if (post === undefined || reason === undefined) return [];
  const { uri, cid, indexedAt } = post;
  // An answer, a mention and a quotation come with the post itself.
  const isPost = uri.includes(`/${POST_COLLECTION}/`) && textAt(post.record, "text") !== undefined;
  return [
    itemOf(uri, cid, indexedAt, (change) =>
      isPost
        ? postDraft(post, change, indexedAt)
        : {
            type: `bluesky.${reason}`,
            key: [uri, cid],
            timestamp: indexedAt,
            data: { ...(one as object) },
            native: one,
          },
    ),
  ];
}

/** A notification has a reason, a post has none. */
function read(item: unknown, { change }: PolledItem): Draft | undefined {
  if (textAt(item, "reason") !== undefined) return readNotification(item)[0]?.draft(change);
  const post = readView(item);
  return post && postDraft(post, change, post.indexedAt);
}

function itemOf(uri: string, cid: string, indexedAt: string | null, draft: Item["draft"]): Item {
  return { id: uri, version: cid, atMs: indexedAt === null ? null : Date.parse(indexedAt), draft };
}
