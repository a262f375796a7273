import { at, isObject, type JsonObject, listAt, textAt } from "../../json/fields.ts";
import { type CallFailure, call } from "../call.ts";
import type { Draft, Polled, Poller, PollInput } from "../platform.ts";
import { cannotPoll, notPolled, readCursor, writeCursor } from "../polling.ts";
import { thingDraft } from "./thing.ts";
import { type ApiHeaders, apiHeaders } from "./token.ts";

/**
 * A subreddit's listings, from the last thing that was seen on: `listing` is `comments` (the default), `new` (posts),
 * and for moderators `edited` and `log`. The first poll takes the newest page. https://www.reddit.com/dev/api#listings
 */
export const redditPoller: Poller = {
  subjects: ["subreddit", "listing"],
  intervalMs: 30_000,
  poll,
  read: (data, { subject }) =>
    isObject(data) ? thingDraft(kindOf(data), data, { isEdit: subject.listing === EDITED }) : undefined,
};

const EDITED = "edited";

const PATHS: { readonly [listing: string]: string } = {
  comments: "comments",
  new: "new",
  edited: "about/edited",
  log: "about/log",
};

const SUBREDDIT = /^[A-Za-z0-9_]{2,50}$/;
const PAGE_SIZE = 100;
/** Reddit keeps a thousand of a listing. */
const PAGES_MAX = 10;

/** The newest thing seen: where a listing goes on. */
interface Anchor {
  name: string;
  /** Unix seconds, to go on by when the thing itself is gone. */
  seconds: number;
}

interface Thing {
  kind: string;
  data: JsonObject;
  anchor: Anchor;
}

async function poll(input: PollInput): Promise<Polled> {
  const { subreddit = "", listing = "comments" } = input.subject;
  const path = PATHS[listing];
  if (!SUBREDDIT.test(subreddit)) return cannotPoll(`"${subreddit.slice(0, 60)}" is no name of a subreddit.`);
  if (path === undefined) return cannotPoll(`There is no listing "${listing}"; there are: ${Object.keys(PATHS)}.`);
  const headers = await apiHeaders(input);
  if ("ok" in headers) return notPolled(headers);
  const list = (before?: string) => fetchPage(input, `r/${subreddit}/${path}`, headers, before);
  const found = await catchUp(list, readAnchor(input.cursor));
  if ("ok" in found) return notPolled(found);
  const drafts = found.things
    .map(({ kind, data }) => thingDraft(kind, data, { isEdit: listing === EDITED }))
    .filter((draft): draft is Draft => draft !== undefined);
  return { ok: true, drafts, cursor: found.anchor === undefined ? null : writeCursor({ ...found.anchor }) };
}

type List = (before?: string) => Promise<readonly Thing[] | CallFailure>;

/** What has come since the anchor, oldest first. */
async function catchUp(
  list: List,
  known: Anchor | undefined,
): Promise<{ things: readonly Thing[]; anchor: Anchor | undefined } | CallFailure> {
  const things: Thing[] = [];
  let anchor = known;
  for (let page = 0; page < PAGES_MAX; page++) {
    const newer = await list(anchor?.name);
    if ("ok" in newer) return newer;
    // Before a thing that was removed lies nothing, for ever: a silent listing is looked at from its top.
    const isSilent = newer.length === 0 && anchor === known && known !== undefined;
    const taken = isSilent ? await listSince(list, known) : newer;
    if ("ok" in taken) return taken;
    things.push(...taken.toReversed());
    anchor = taken[0]?.anchor ?? anchor;
    if (isSilent || known === undefined || taken.length < PAGE_SIZE) break;
  }
  return { things, anchor };
}

async function listSince(list: List, { name, seconds }: Anchor): Promise<readonly Thing[] | CallFailure> {
  const top = await list();
  return "ok" in top ? top : top.filter(({ anchor }) => anchor.seconds >= seconds && anchor.name !== name);
}

async function fetchPage(
  { fetch, nowMs }: PollInput,
  path: string,
  headers: ApiHeaders,
  before?: string,
): Promise<readonly Thing[] | CallFailure> {
  const query = new URLSearchParams({
    limit: String(PAGE_SIZE),
    raw_json: "1",
    ...(before !== undefined && { before }),
  });
  const result = await call(fetch, nowMs, { method: "GET", url: `https://oauth.reddit.com/${path}?${query}`, headers });
  return result.ok ? listAt(result.body, "data", "children").flatMap(readThing) : result;
}

function readThing(thing: unknown): Thing[] {
  const kind = textAt(thing, "kind");
  const data = at(thing, "data");
  if (kind === undefined || !isObject(data)) return [];
  const name = textAt(data, "name") ?? textAt(data, "id");
  const seconds = typeof data.edited === "number" ? data.edited : data.created_utc;
  if (name === undefined || typeof seconds !== "number") return [];
  return [{ kind, data, anchor: { name, seconds } }];
}

/** A fullname begins with the kind; an entry of the moderation log has none. */
function kindOf(data: JsonObject): string {
  return textAt(data, "name")?.split("_", 1)[0] ?? "modaction";
}

function readAnchor(cursor: string | null): Anchor | undefined {
  const { name, seconds } = readCursor(cursor);
  return typeof name === "string" && typeof seconds === "number" ? { name, seconds } : undefined;
}
