import { call, failed } from "../call.ts";
import { conditions, type Page, pollNewest, type Validators, validatorsOf } from "../newest-first.ts";
import type { Polled, Poller, PollInput } from "../platform.ts";
import { cannotPoll } from "../polling.ts";
import { itemsOf, parseFeed, readItem } from "./feed.ts";

/**
 * A feed of Medium's, by conditional requests: `feed` is what stands behind medium.com/feed/ (`@name`, a publication,
 * `tag/name`), or the address of a feed on a domain of its own. New stories, and edits of those that are still among
 * the newest ten. https://help.medium.com/hc/en-us/articles/214874118-RSS-feeds
 */
export const mediumPoller: Poller = {
  subjects: ["feed"],
  intervalMs: 15 * 60_000,
  poll,
  read: (item, { change }) => readItem(item)[0]?.draft(change),
};

async function poll(input: PollInput): Promise<Polled> {
  const url = addressOf(input.subject.feed ?? "");
  if (url === undefined)
    return cannotPoll("The subject `feed` is a name such as @writer, or the https address of a feed.");
  return pollNewest(input.cursor, (_, validators) => readPage(input, url, validators));
}

async function readPage({ fetch, nowMs }: PollInput, url: string, validators: Validators): Promise<Page> {
  const headers = { accept: "application/rss+xml, application/xml;q=0.9", ...conditions(validators) };
  const result = await call(fetch, nowMs, { method: "GET", url, headers });
  if (!result.ok) return result;
  if (result.status === 304) return { ok: true, isUnchanged: true };
  const feed = parseFeed(result.text);
  if (feed === undefined) return failed(`${url} is no RSS feed, or holds what no feed should.`, result.status);
  return { ok: true, items: itemsOf(feed.value), next: null, validators: validatorsOf(result.headers) };
}

const NAME = /^@?[A-Za-z0-9._-]{1,100}(?:\/[A-Za-z0-9._-]{1,100}){0,2}$/;

function addressOf(feed: string): string | undefined {
  if (NAME.test(feed)) return `https://medium.com/feed/${feed}`;
  const url = URL.parse(feed);
  return url?.protocol === "https:" && url.username === "" ? url.href : undefined;
}
