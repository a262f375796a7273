import { at, idAt, textAt, timeAt } from "../../json/fields.ts";
import type { CallFailure } from "../call.ts";
import type { Draft, Polled, Poller, PollInput } from "../platform.ts";
import { cannotPoll, notPolled, readCursor, writeCursor } from "../polling.ts";
import { callServer } from "./api.ts";
import { statusDraft } from "./status.ts";

/**
 * A server's timelines, or what an account is notified of, from the last one seen on. `timeline` is `notifications`
 * (the default; its mentions are the answers to one's posts), `local`, `public`, or `tag:<name>`. Credentials:
 * `instance`, and for all but open timelines `accessToken`. The first poll takes the newest page.
 * https://docs.joinmastodon.org/methods/timelines/ and /methods/notifications/
 */
export const mastodonPoller: Poller = {
  subjects: ["timeline"],
  intervalMs: 30_000,
  poll,
  // A notification has a type, a status has none.
  read: (item, { change }) =>
    textAt(item, "type") === undefined ? statusDraft(item, change) : draftOf(NOTIFICATIONS, item),
};

const NOTIFICATIONS = "notifications";
const PAGE_SIZE = 40;
/** Of 300 requests in five minutes; what is left waits for the next poll. */
const PAGES_MAX = 10;

async function poll(input: PollInput): Promise<Polled> {
  const { timeline = NOTIFICATIONS } = input.subject;
  const path = pathOf(timeline);
  if (path === undefined) {
    return cannotPoll(
      `There is no timeline "${timeline.slice(0, 80)}"; there are notifications, local, public, tag:<name>.`,
    );
  }
  const { minId } = readCursor(input.cursor);
  const found = await catchUp(input, path, typeof minId === "string" ? minId : undefined);
  if ("ok" in found) return notPolled(found);
  const drafts = found.items.flatMap((item) => draftOf(timeline, item) ?? []);
  return { ok: true, drafts, cursor: found.minId === undefined ? null : writeCursor({ minId: found.minId }) };
}

function pathOf(timeline: string): string | undefined {
  if (timeline === NOTIFICATIONS) return "/api/v1/notifications?";
  if (timeline === "public") return "/api/v1/timelines/public?";
  if (timeline === "local") return "/api/v1/timelines/public?local=true&";
  const tag = timeline.startsWith("tag:") ? timeline.slice("tag:".length) : "";
  return tag === "" ? undefined : `/api/v1/timelines/tag/${encodeURIComponent(tag)}?`;
}

/** Oldest first. `min_id` gives the page next to it, so that nothing between two polls is lost. */
async function catchUp(
  input: PollInput,
  path: string,
  known: string | undefined,
): Promise<{ items: readonly unknown[]; minId: string | undefined } | CallFailure> {
  const items: unknown[] = [];
  let minId = known;
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(minId !== undefined && { min_id: minId }) });
    const result = await callServer(input, { method: "GET", path: `${path}${query}` });
    if (!result.ok) return result;
    const list = Array.isArray(result.body) ? result.body : [];
    items.push(...list.toReversed());
    minId = newerThan(result.headers) ?? idAt(list[0], "id") ?? minId;
    // Posts that the reader may not see are taken out of a page: a short one is not the last.
    if (known === undefined || list.length === 0) break;
  }
  return { items, minId };
}

/** Where the server says that the next newer page begins: `Link: <…?min_id=…>; rel="prev"`. */
function newerThan(headers: Headers): string | undefined {
  const link = (headers.get("link") ?? "").split(",").find((one) => one.includes('rel="prev"'));
  const address = /<([^<>]{1,2048})>/.exec(link ?? "")?.[1];
  return URL.parse(address ?? "")?.searchParams.get("min_id") ?? undefined;
}

function draftOf(timeline: string, item: unknown): Draft | undefined {
  if (timeline !== NOTIFICATIONS) return statusDraft(item, "created");
  const type = textAt(item, "type");
  const id = idAt(item, "id");
  if (type === undefined || id === undefined) return undefined;
  if (type === "mention" || type === "status") return statusDraft(at(item, "status"), "created");
  if (type === "update") return statusDraft(at(item, "status"), "updated");
  const timestamp = timeAt(item, ["created_at"]);
  return {
    type: `mastodon.${type}`,
    key: ["notification", id],
    timestamp,
    data: { ...(item as object) },
    native: item,
  };
}
